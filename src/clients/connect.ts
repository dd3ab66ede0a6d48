// covers: P01
import type {Connection, SaslAccess} from '../cluster/connection.ts';
import {parseAddress} from '../cluster/wire.ts';
import {usageError} from '../findings/error.ts';
import {suggestion} from '../findings/suggest.ts';

/** How to reach a cluster, as a program writes it. Secrets are values here: take them from the environment, not from the source. */
export interface ConnectionOptions {
  /** `host:port`; more than one, so that one broker can be away. */
  bootstrap: string | readonly string[];
  /** `true` trusts the authorities of Node; certificates and host names are always checked. Without `tls` the connection is plain text. */
  tls?: true | {ca?: string; cert?: string; key?: string; minVersion?: 'TLSv1.2' | 'TLSv1.3'};
  sasl?: SaslAccess;
  /** What the cluster is called in messages; by default its first address. */
  name?: string;
}

const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'];

/** A connection by plain options, for programs without specs. Fails with `client/connection` (exit 2) for what cannot be one. */
export function connectionFrom(options: ConnectionOptions): Connection {
  const bootstrap = (typeof options.bootstrap === 'string' ? options.bootstrap.split(',') : [...options.bootstrap]).map(one => one.trim());
  for (const address of bootstrap) checkAddress(address);
  if (bootstrap.length === 0) throw wrong('bootstrap names no broker; write host:port');
  const {tls, sasl} = options;
  const access = tls === undefined ? undefined : tls === true ? {ca: undefined} : {...tls, ca: tls.ca};
  if (access !== undefined && ('cert' in access || 'key' in access) && (access.cert === undefined || access.key === undefined))
    throw wrong('tls needs both cert and key for a client certificate');
  if (sasl !== undefined) checkSasl(sasl, access !== undefined);
  return {cluster: options.name ?? bootstrap[0] ?? 'cluster', bootstrap, tls: access, sasl};
}

function checkAddress(text: string): void {
  const {host, port} = parseAddress(text);
  if (host === '' || !/:\d+$/.test(text) || !Number.isInteger(port) || port < 1 || port > 65_535)
    throw wrong(`${JSON.stringify(text)} is no address of a broker; write host:port`);
}

function checkSasl({mechanism, username, password}: SaslAccess, encrypted: boolean): void {
  if (!MECHANISMS.includes(mechanism))
    throw wrong(
      `the clients cannot authenticate with ${String(mechanism)}${suggestion(mechanism, MECHANISMS)}; they know ${MECHANISMS.join(', ')}`,
    );
  if (typeof username !== 'string' || username === '' || typeof password !== 'string' || password === '')
    throw wrong('sasl needs a user name and a password, and one is empty: is its variable set?');
  if (mechanism === 'PLAIN' && !encrypted) throw wrong('PLAIN without tls sends the password in clear; add tls');
}

function wrong(message: string) {
  return usageError('client/connection', `cannot connect: ${message}`);
}
