import type {X509Certificate} from 'node:crypto';
import {isIP} from 'node:net';
import {connect, type SecureVersion} from 'node:tls';
import {type Address, formatAddress} from './wire.ts';

export interface TlsProbeOptions {
  /** PEM of the authorities to trust; undefined: the system's. */
  ca: string | undefined;
  /** For listeners that ask for a client certificate. */
  cert?: string;
  key?: string;
  /** The newest version to offer; undefined: all that Node speaks. */
  newest?: SecureVersion;
  timeoutMs?: number;
}

/** What a listener answered to a handshake. Nothing is verified here: a certificate that nobody should trust is looked at, too. */
export type TlsAnswer =
  | {
      answer: 'served';
      /** `TLSv1.3` */
      version: string;
      /** From the server's own up to its authority, as it sent and this machine knows them. */
      chain: X509Certificate[];
      /** Node's code of why the chain is not trusted; names are not part of it. */
      untrusted?: string;
    }
  | {answer: 'refused'; how: string}
  | {answer: 'unknown'; how: string};

/** OpenSSL's words for a server that speaks no version that was offered; Java closes the connection in some releases. */
const REFUSALS = [
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
  'ECONNRESET',
];

/**
 * Shakes hands with a listener and hangs up. Old versions are offered with ciphers that OpenSSL would else not (security level
 * 0), because a version that was never offered is not refused.
 */
export function probeTls(address: Address, {newest, timeoutMs = 5_000, ca, cert, key}: TlsProbeOptions): Promise<TlsAnswer> {
  return new Promise(resolve => {
    const socket = connect({
      host: address.host,
      port: address.port,
      // A name alone may be sent as the server's (RFC 6066), not an address.
      ...(isIP(address.host) === 0 ? {servername: address.host} : {}),
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...(ca === undefined ? {} : {ca}),
      ...(cert === undefined ? {} : {cert}),
      ...(key === undefined ? {} : {key}),
      ...(newest === undefined ? {} : {minVersion: 'TLSv1', maxVersion: newest, ciphers: 'DEFAULT:@SECLEVEL=0'}),
    });
    let connected = false;
    const settle = (answer: TlsAnswer) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const where = formatAddress(address);
    const timer = setTimeout(() => settle({answer: 'unknown', how: `${where} did not answer within ${timeoutMs} ms`}), timeoutMs);
    socket.on('connect', () => {
      connected = true;
    });
    socket.on('secureConnect', () => {
      // Node's types have an Error here; it is the code as text.
      const untrusted = socket.authorizationError as Error | string | null | undefined;
      settle({
        answer: 'served',
        version: socket.getProtocol() ?? 'unknown',
        chain: chainOf(socket.getPeerX509Certificate()),
        ...(untrusted === null || untrusted === undefined ? {} : {untrusted: codeOf(untrusted)}),
      });
    });
    socket.on('error', error => {
      const code = 'code' in error ? String(error.code) : error.message;
      const refused = connected && REFUSALS.includes(code);
      settle(refused ? {answer: 'refused', how: `${where}: ${code}`} : {answer: 'unknown', how: `${where}: ${error.message}`});
    });
    socket.on('close', () => settle({answer: 'unknown', how: `${where} closed the connection before the handshake was over`}));
  });
}

function codeOf(error: Error | string): string {
  if (typeof error === 'string') return error;
  return 'code' in error ? String(error.code) : error.message;
}

function chainOf(first: X509Certificate | undefined): X509Certificate[] {
  const chain: X509Certificate[] = [];
  for (
    let one = first;
    one !== undefined && !chain.some(known => known.fingerprint256 === one?.fingerprint256);
    one = one.issuerCertificate
  )
    chain.push(one);
  return chain;
}
