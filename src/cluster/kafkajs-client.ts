import {connect as connectPlain, isIP} from 'node:net';
import {connect as connectTls} from 'node:tls';
import type {ISocketFactory, RetryOptions, SASLOptions} from 'kafkajs';
import kafkajs, {Kafka, logLevel} from 'kafkajs';
import {CODECS} from './codecs.ts';
import type {Connection, SaslAccess} from './connection.ts';

export interface KafkajsOptions {
  clientId?: string;
  /** Its default is 1 s: tight for TLS with SCRAM on a busy machine. */
  connectionTimeoutMs?: number;
  requestTimeoutMs?: number;
  retry?: RetryOptions;
  /** Connections on which nothing went either way for so long are closed, as Kafka's connections.max.idle.ms; by default none. */
  maxIdleMs?: number;
}

/**
 * Enough retries to outlive an unclean broker failure: kafkajs's default of five ends after 5.5 to 15 s, which against
 * the brokers' session timeout of 9 s is a coin flip. At most 1 s between two of them, so that the gap a client sees
 * is the cluster's and not a long sleep's.
 */
export const OUTLIVE_A_FAILOVER: RetryOptions = {initialRetryTime: 50, maxRetryTime: 500, factor: 0.2, multiplier: 1.5, retries: 300};

/** A refusal is to be seen at once, and a new topic's leader soon after. */
export const FEW_RETRIES: RetryOptions = {initialRetryTime: 50, maxRetryTime: 500, factor: 0.2, multiplier: 2, retries: 5};

/** kafkajs ships gzip alone, and a topic with another `compression.type` hands every consumer that. */
for (const [type, codec] of [
  [kafkajs.CompressionTypes.Snappy, CODECS.snappy],
  [kafkajs.CompressionTypes.LZ4, CODECS.lz4],
  [kafkajs.CompressionTypes.ZSTD, CODECS.zstd],
] as const)
  kafkajs.CompressionCodecs[type] = () => ({
    compress: async (encoder: {buffer: Buffer}) => await codec.compress(encoder.buffer),
    decompress: async (buffer: Buffer) => await codec.decompress(buffer),
  });

/**
 * kafkajs sets timers in the past when it is not throttled (RequestQueue.scheduleCheckPendingRequests), which does no
 * harm and which Node reports once a process. Nobody who runs a proof can do anything about it.
 */
const emitWarning = process.emitWarning.bind(process);
process.emitWarning = (warning: string | Error, ...rest: unknown[]): void => {
  if (rest[0] !== 'TimeoutNegativeWarning') Reflect.apply(emitWarning, process, [warning, ...rest]);
};

/** kafkajs on a connection, silent: what it would log reaches the caller as errors and events. */
export function kafkajsClient(connection: Connection, options: KafkajsOptions = {}): Kafka {
  return new Kafka({
    clientId: options.clientId ?? 'weir-kafkajs',
    brokers: connection.bootstrap,
    connectionTimeout: options.connectionTimeoutMs ?? 5_000,
    authenticationTimeout: 10_000,
    requestTimeout: options.requestTimeoutMs ?? 10_000,
    enforceRequestTimeout: true,
    retry: options.retry ?? FEW_RETRIES,
    logLevel: logLevel.NOTHING,
    logCreator: () => () => undefined,
    ...kafkajsSecurity(connection),
    ...(options.maxIdleMs === undefined ? {} : {socketFactory: idleSocketFactory(options.maxIdleMs)}),
  });
}

const KEEP_ALIVE_DELAY_MS = 60_000;

/** kafkajs's own sockets (its socketFactory), but for those that are idle too long: kafkajs takes their timeout for a lost connection. */
export function idleSocketFactory(maxIdleMs: number): ISocketFactory {
  return ({host, port, ssl, onConnect}) => {
    const name = isIP(host) === 0 ? {servername: host} : {};
    const socket = ssl ? connectTls({host, port, ...name, ...ssl}, onConnect) : connectPlain({host, port}, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_DELAY_MS);
    return socket.setTimeout(maxIdleMs);
  };
}

/** `ssl` and `sasl` as kafkajs takes them, in its options and in its own connections. */
export function kafkajsSecurity(connection: Connection) {
  return {
    ...(connection.tls === undefined ? {} : {ssl: tlsOptions(connection.tls)}),
    ...(connection.sasl === undefined ? {} : {sasl: saslOptions(connection.sasl)}),
  };
}

function tlsOptions(tls: NonNullable<Connection['tls']>) {
  return {
    rejectUnauthorized: true,
    ...(tls.ca === undefined ? {} : {ca: [tls.ca]}),
    ...(tls.cert === undefined ? {} : {cert: tls.cert}),
    ...(tls.key === undefined ? {} : {key: tls.key}),
    ...(tls.minVersion === undefined ? {} : {minVersion: tls.minVersion}),
  };
}

const KAFKAJS_MECHANISMS = {PLAIN: 'plain', 'SCRAM-SHA-256': 'scram-sha-256', 'SCRAM-SHA-512': 'scram-sha-512'} as const;

function saslOptions({mechanism, username, password}: SaslAccess): SASLOptions {
  return {mechanism: KAFKAJS_MECHANISMS[mechanism], username, password};
}
