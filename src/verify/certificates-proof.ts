import type {SecureVersion} from 'node:tls';
import {probeTls} from '../cluster/tls-probe.ts';
import {type LiveBroker, readLayout} from '../cluster/topics.ts';
import {type Address, formatAddress, parseAddress} from '../cluster/wire.ts';
import type {Verdict} from '../findings/finding.ts';
import {inParallel} from '../in-parallel.ts';
import {type CertificateClaims, certificateVerdicts, type Listener} from './certificate-verdicts.ts';
import type {ScenarioContext} from './scenario.ts';

const LISTENERS_AT_ONCE = 4;
/** The newest version that is older than the declared oldest. */
const OLDER: Record<CertificateClaims['minVersion'], SecureVersion> = {'TLSv1.2': 'TLSv1.1', 'TLSv1.3': 'TLSv1.2'};

/**
 * Looks at the TLS of every listener that clients come to: each broker's advertised address and each bootstrap address. Hands
 * are shaken and nothing is said. A cluster without TLS makes no such claim.
 */
export async function proveCertificates(context: ScenarioContext): Promise<Verdict[]> {
  const {brokers} = await readLayout(context.admin, []);
  return await lookAt(context, listenersOf(brokers, context.cluster.spec.bootstrap));
}

/** As {@link proveCertificates}, of the bootstrap addresses alone: for where no client is let in, because of a certificate. */
export async function proveBootstrapCertificates(context: Pick<ScenarioContext, 'cluster' | 'target'>): Promise<Verdict[]> {
  return await lookAt(context, listenersOf([], context.cluster.spec.bootstrap));
}

async function lookAt(
  context: Pick<ScenarioContext, 'cluster' | 'target'>,
  listeners: readonly (Listener & {address: Address})[],
): Promise<Verdict[]> {
  const {cluster, target} = context;
  const {tls} = await target.admin();
  if (tls === undefined) return [];
  const stated = cluster.spec.security?.tls;
  const minVersion = stated?.minVersion ?? 'TLSv1.2';
  const claims = {minVersion, verifyHostname: stated?.verifyHostname ?? true, now: new Date()};
  const offered = OLDER[minVersion];
  const verdicts = await inParallel(listeners, LISTENERS_AT_ONCE, async listener => {
    const {address} = listener;
    const usual = await probeTls(address, tls);
    const older = {offered, answer: await probeTls(address, {...tls, newest: offered})};
    return certificateVerdicts(context, listener, {usual, older}, claims);
  });
  return verdicts.flat();
}

/** `bootstrap`: as the Cluster document states it; a sandbox states none. */
export function listenersOf(brokers: readonly LiveBroker[], bootstrap: readonly string[]): (Listener & {address: Address})[] {
  const pointers = new Map(bootstrap.map((text, index) => [formatAddress(parseAddress(text)), `/spec/bootstrap/${index}`]));
  const advertised = brokers.map(({id, host, port}) => {
    const pointer = pointers.get(formatAddress({host, port})) ?? '/spec/bootstrap';
    return {called: `broker ${id}`, host, pointer, address: {host, port}};
  });
  const known = new Set(advertised.map(({address}) => formatAddress(address)));
  const others = [...pointers]
    .filter(([text]) => !known.has(text))
    .map(([text, pointer]) => ({called: `bootstrap address ${text}`, host: parseAddress(text).host, pointer, address: parseAddress(text)}));
  return [...advertised, ...others];
}
