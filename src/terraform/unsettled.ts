import {isObject} from './engine-event.ts';
import {type Attributes, kindOfType} from './provider-attributes.ts';
import type {ReadsTheSame} from './provider-read.ts';
import type {StackState, StateResource} from './state.ts';

/**
 * Addresses of everything in a stack that is not proved to be settled. Settled is a resource whose block says exactly what
 * its state says, and whose state says exactly what the provider would read: of that a plan says "no change", whatever else
 * it says. Pure.
 *
 * Equal attributes make no change: the engines propose the state's own values where the configuration has them
 * (objchange.ProposedNew), and the provider's SDK makes an empty difference of equal ones (schemaMap.Diff).
 */
export function unsettled(blocks: ReadonlyMap<string, Attributes>, state: StackState, readsTheSame: ReadsTheSame): string[] {
  const held = new Map(state.resources.map(resource => [resource.address, resource]));
  const isSettled = (address: string): boolean => {
    const block = blocks.get(address);
    const resource = held.get(address);
    if (block === undefined || resource === undefined || resource.isHalfMade === true) return false;
    return saysTheSame(block, resource) && readsTheSame(resource);
  };
  return [...new Set([...blocks.keys(), ...held.keys()])].filter(address => !isSettled(address));
}

/** Attributes by kind (the provider's schemas, v0.13.1); null where a block leaves one out. */
const ATTRIBUTES: Record<StateResource['kind'], readonly string[]> = {
  Topic: ['name', 'partitions', 'replication_factor', 'config'],
  Acl: [
    'acl_principal',
    'acl_host',
    'acl_operation',
    'acl_permission_type',
    'resource_type',
    'resource_name',
    'resource_pattern_type_filter',
  ],
  Quota: ['entity_type', 'entity_name', 'config'],
  User: ['username', 'scram_mechanism', 'scram_iterations', 'password', 'password_wo_version'],
};

function saysTheSame(block: Attributes, {address, kind, attributes}: StateResource): boolean {
  if (kindOfType(address.split('.')[0] ?? '') !== kind) return false;
  const known = ATTRIBUTES[kind];
  // A state never holds a write-only argument; whether to write it is for its version to say.
  const others = Object.entries(block).filter(([key]) => key !== '//' && !known.includes(key));
  if (others.some(([key, value]) => !(key === 'password_wo' && kind === 'User') && !(key === 'lifecycle' && ordersAlone(value))))
    return false;
  const unknown = Object.entries(attributes).filter(([key, value]) => key !== 'id' && !known.includes(key) && value !== null);
  if (unknown.length > 0 || typeof attributes['id'] !== 'string' || attributes['id'] === '') return false;
  return known.every(key => isSame(block[key] ?? null, attributes[key] ?? null));
}

/** Whether a lifecycle says only in which order a replacement is made, which is nothing to a resource that is not replaced. */
function ordersAlone(lifecycle: unknown): boolean {
  return isObject(lifecycle) && Object.keys(lifecycle).join() === 'create_before_destroy';
}

/** Equality of what a configuration says literally. A template's text is not its value, and big numbers are not exact here. */
function isSame(written: unknown, held: unknown): boolean {
  if (typeof written === 'string') return written === held && !/[$%]\{/.test(written);
  if (typeof written === 'number') return written === held && Math.abs(written) <= Number.MAX_SAFE_INTEGER;
  if (written === null || typeof written === 'boolean') return written === held;
  if (!isObject(written) || !isObject(held)) return false;
  const keys = Object.keys(written);
  if (keys.length !== Object.keys(held).length) return false;
  return keys.every(key => !/[$%]\{/.test(key) && Object.hasOwn(held, key) && isSame(written[key], held[key]));
}
