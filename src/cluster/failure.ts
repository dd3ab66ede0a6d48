import {unfinished, type WeirError} from '../findings/error.ts';
import type {Connection} from './connection.ts';

/** The connection went away under a request: whether the broker carried it out is not known. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

export type FailureKind = 'authentication' | 'tls' | 'network' | 'timeout' | 'protocol' | 'other';

export interface Failure {
  kind: FailureKind;
  /** One clause for people: `connection refused`. Never holds a secret. */
  reason: string;
  /** Kafka's names of the errors in the response, like `TOPIC_AUTHORIZATION_FAILED`. */
  protocolErrors: string[];
  /** What Node says of the handshake or the certificate; of kind `tls` only. */
  tlsCode?: string;
}

/** Node's codes for a handshake that failed or a certificate that is not trusted. */
const TLS_CODES = /^(ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/;

const NETWORK_REASONS: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'no such host name',
  EAI_AGAIN: 'the host name could not be resolved',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'network unreachable',
  ETIMEDOUT: 'timed out',
  EPIPE: 'connection closed by the broker',
};

/** Sorts what either client throws: the libraries nest the cause under aggregates and `cause`. */
export function describeFailure(thrown: unknown): Failure {
  const chain = flatten(thrown);
  const protocolErrors = [...new Set(chain.flatMap(one => protocolErrorName(one)))];
  const codes = chain.flatMap(one => ('code' in one && typeof one.code === 'string' ? [one.code] : []));
  const deepest = chain.at(-1)?.message ?? String(thrown);

  if (protocolErrors.includes('SASL_AUTHENTICATION_FAILED') || chain.some(isRefusedByKafkajs))
    return {kind: 'authentication', reason: 'the broker refused the credentials', protocolErrors};
  if (protocolErrors.includes('UNSUPPORTED_SASL_MECHANISM'))
    return {kind: 'authentication', reason: 'the broker does not offer this SASL mechanism', protocolErrors};
  const tlsCode = codes.find(code => TLS_CODES.test(code));
  if (tlsCode !== undefined) return {kind: 'tls', reason: `${deepest} (${tlsCode})`, protocolErrors, tlsCode};
  const known = protocolErrors[0];
  if (known !== undefined) return {kind: 'protocol', reason: known, protocolErrors};
  const networkCode = codes.find(code => NETWORK_REASONS[code] !== undefined);
  if (networkCode !== undefined) return {kind: 'network', reason: NETWORK_REASONS[networkCode] ?? networkCode, protocolErrors};
  if (chain.some(one => /time(d)? ?out/i.test(one.message) || one.name === 'KafkaJSRequestTimeoutError'))
    return {kind: 'timeout', reason: 'timed out', protocolErrors};
  if (chain.some(one => one.name === 'ConnectionLost' || /closed|disconnect/i.test(one.message)))
    return {kind: 'network', reason: 'the broker closed the connection', protocolErrors};
  return {kind: 'other', reason: deepest, protocolErrors};
}

/**
 * kafkajs calls whatever ends an authentication its failure, a broker that dies in the middle of it, too; a broker that refuses says so
 * itself, in other words.
 */
function isRefusedByKafkajs({name, message}: Error): boolean {
  return (
    name === 'KafkaJSSASLAuthenticationError' && !/failed: (Connection|Closed connection|Not connected|.*\bE[A-Z]{4,}\b)/.test(message)
  );
}

/** Outermost first. */
function flatten(thrown: unknown, depth = 0): Error[] {
  if (!(thrown instanceof Error) || depth > 8) return [];
  const nested = thrown instanceof AggregateError ? thrown.errors.flatMap(one => flatten(one, depth + 1)) : [];
  // kafkajs keeps the last error of its retries in `originalError`.
  const original = 'originalError' in thrown ? flatten(thrown.originalError, depth + 1) : [];
  return [thrown, ...nested, ...original, ...flatten(thrown.cause, depth + 1)];
}

function protocolErrorName(error: Error): string[] {
  if ('apiId' in error && typeof error.apiId === 'string') return [error.apiId];
  // kafkajs calls it `type`.
  if ('type' in error && typeof error.type === 'string' && /^[A-Z][A-Z_]+$/.test(error.type)) return [error.type];
  return [];
}

export interface Attempt {
  /** `host:port`. */
  address: string;
  failure: Failure;
}

/** What to do about each cause among the attempts, once. */
function tlsHints(connection: Connection, attempts: readonly Attempt[]): string {
  return [...new Set(attempts.map(({failure}) => tlsHint(failure.tlsCode ?? '', connection.tls?.ca !== undefined)))].join(' ');
}

/** Node's codes: OpenSSL's X509_V_ERR_* without their start, and those of `tls` and of protocol errors. */
function tlsHint(code: string, hasCa: boolean): string {
  if (/^(SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|CERT_UNTRUSTED|CERT_SIGNATURE_FAILURE)/.test(code)) {
    return hasCa
      ? 'The certificate is not signed by an authority in tls.caFrom of the Cluster document: put the PEM of the authority that signed it there.'
      : 'The certificate is not signed by an authority that this system knows: name the PEM of the one that signed it in tls.caFrom of the Cluster document.';
  }
  if (code === 'CERT_HAS_EXPIRED')
    return "A certificate of the broker, or of its authority, has expired: renew it, and check this machine's clock.";
  if (code === 'CERT_NOT_YET_VALID') return "A certificate is not valid yet: check this machine's clock and the certificate's dates.";
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH')
    return 'The certificate does not name this host: use an address that it names, or give the broker a certificate with this host among its subject alternative names.';
  if (/^(ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|EPROTO)/.test(code))
    return 'Check that the address is a TLS listener and that tls.minVersion is a version that it speaks.';
  return 'Check that the address is a TLS listener, that tls.caFrom holds the authority that signed its certificate, and that the certificate names this host.';
}

/** The one error for a cluster that could not be opened: which addresses, what happened at each, how long it took. */
export function cannotOpen(connection: Connection, attempts: Attempt[], elapsedMs: number): WeirError {
  const where = `cluster ${connection.cluster}`;
  const refused = attempts.find(one => one.failure.kind === 'authentication');
  if (refused !== undefined && connection.sasl !== undefined) {
    const {username, mechanism} = connection.sasl;
    return unfinished(
      'cluster/authentication',
      `${where}: ${refused.address} did not let User:${username} in by ${mechanism}: ${refused.failure.reason}`,
      {hint: `Check that User:${username} exists with ${mechanism} on this cluster and that its password is the current one.`},
    );
  }
  const tried = attempts.map(one => `${one.address} (${one.failure.reason})`).join(', ');
  const seconds = (elapsedMs / 1000).toFixed(1);
  const isTls = (one: Attempt): boolean => one.failure.kind === 'tls';
  if (attempts.length > 0 && attempts.every(isTls)) {
    return unfinished('cluster/tls', `${where}: no TLS connection: ${tried}`, {hint: tlsHints(connection, attempts)});
  }
  // A broker that is down besides does not make the certificate of the others right.
  if (attempts.some(isTls)) {
    return unfinished('cluster/unreachable', `${where} cannot be reached: tried ${tried} for ${seconds} s`, {
      hint: `${tlsHints(connection, attempts.filter(isTls))} Check too that the other addresses are right and their brokers are up.`,
      retriable: true,
    });
  }
  return unfinished('cluster/unreachable', `${where} cannot be reached: tried ${tried} for ${seconds} s`, {
    hint: 'Check that the brokers are up and the bootstrap addresses are right; for the sandbox run `weir sandbox status`.',
    retriable: true,
  });
}

/** What a request to an open cluster ran into, in one sentence. */
export function requestFailed(cluster: string, doing: string, thrown: unknown): WeirError {
  const failure = describeFailure(thrown);
  const denied = failure.protocolErrors.find(one => one.endsWith('AUTHORIZATION_FAILED'));
  if (denied !== undefined) {
    return unfinished('cluster/not-authorized', `cluster ${cluster}: not allowed to ${doing}: ${denied}`, {
      hint: 'Give the principal of this connection the access that it needs, or use the administrator.',
      cause: thrown,
    });
  }
  return unfinished('cluster/request-failed', `cluster ${cluster}: could not ${doing}: ${failure.reason}`, {
    retriable: failure.kind === 'network' || failure.kind === 'timeout',
    cause: thrown,
  });
}
