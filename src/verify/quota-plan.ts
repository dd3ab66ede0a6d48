import type {Connection} from '../cluster/connection.ts';
import type {Target} from '../cluster/target.ts';
import {type Model, principalOf, type QuotaSpec, type Resource, type VerificationMode} from '../specs/model.ts';

/** Rates of a Quota that a burst can show. Of the others drift says whether they are on the cluster. */
export const BYTE_RATES = ['producerByteRate', 'consumerByteRate'] as const;
export type ByteRate = (typeof BYTE_RATES)[number];

/** What one rate of a Quota is measured by. */
export interface QuotaTask {
  quota: Resource<'Quota'>;
  rate: ByteRate;
  bytesPerSecond: number;
}

/** Who meets a quota: a connection, and the name that the client gives itself. */
export interface Driver {
  connection: Connection;
  principal: string;
  clientId: string;
}

const MIB = 1_048_576;
/** Most bytes of one burst: what a canary may cost a network, and what a cluster that takes everything may be sent. */
export const BURST_BYTES_MAX: Record<VerificationMode, number> = {'read-only': 0, canary: 16 * MIB, full: 256 * MIB};
/** A quota that is not in force is told from one that is by sending this much more than it takes. */
export const BEYOND = 1.5;

export function quotaTasks({quotas}: Pick<Model, 'quotas'>): QuotaTask[] {
  return quotas.flatMap(quota =>
    BYTE_RATES.flatMap(rate => {
      const bytesPerSecond = quota.spec[rate];
      return bytesPerSecond === undefined ? [] : [{quota, rate, bytesPerSecond}];
    }),
  );
}

/**
 * Who meets a quota in fact: of a user that user; of all others one that has no quota of its own; of a client id the
 * administrator under that name, unless a quota of users comes first (KIP-55).
 */
export async function driverOf(model: Model, target: Target, {entity}: Pick<QuotaSpec, 'entity'>): Promise<Driver | {unavailable: string}> {
  if (entity.type === 'ip') return {unavailable: 'an address has no quota of bytes'};
  if (entity.type === 'user') return await userDriver(model, target, entity.name);
  const connection = await target.admin();
  const principal = connection.sasl === undefined ? '' : `User:${connection.sasl.username}`;
  const ofUsers = model.quotas.find(
    ({spec}) => spec.entity.type === 'user' && (spec.entity.name === undefined || `User:${spec.entity.name}` === principal),
  );
  if (ofUsers !== undefined) return {unavailable: `Quota ${ofUsers.name}, of users, comes before it for everybody whose secret is here`};
  return {connection, principal, clientId: entity.name ?? 'weir-quota'};
}

async function userDriver(model: Model, target: Target, name: string | undefined): Promise<Driver | {unavailable: string}> {
  const own = new Set(
    model.quotas.flatMap(({spec}) => (spec.entity.type === 'user' && spec.entity.name !== undefined ? [spec.entity.name] : [])),
  );
  const isMeant = (user: Resource<'User'>): boolean => {
    const called = principalOf(user).replace(/^User:/, '');
    return name === undefined ? !own.has(called) : called === name;
  };
  const candidates = model.users.filter(isMeant);
  if (candidates.length === 0)
    return {unavailable: name === undefined ? 'no declared user is without a quota of its own' : `no document declares the user ${name}`};
  let reason = '';
  for (const user of candidates) {
    const access = await target.as(user);
    if ('connection' in access) return {connection: access.connection, principal: principalOf(user), clientId: 'weir-quota'};
    reason = access.unavailable;
  }
  return {unavailable: reason};
}
