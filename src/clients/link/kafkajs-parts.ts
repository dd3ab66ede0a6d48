import {createRequire} from 'node:module';

/**
 * The parts of kafkajs 2.2.4 below its producer, which it does not declare: connections with TLS and SASL, and the codecs of
 * requests. What is wrong in its producer and its transactions stands above them (docs/decisions/0019-a-producer-of-our-own-on-kafkajs-connections.md).
 * The version is pinned, and a test holds that these are the parts of it.
 */
const load = createRequire(import.meta.url);

export interface KafkajsEncoder {
  writeInt8(value: number): this;
  writeInt16(value: number): this;
  writeInt32(value: number): this;
  writeInt64(value: bigint | number | string): this;
  writeString(value: string | null): this;
  writeUVarInt(value: number): this;
  writeUVarIntString(value: string | null): this;
  readonly buffer: Buffer;
}

/** What kafkajs writes after a request's header: anything with the bytes in `buffer`. */
export interface Payload {
  buf: Buffer;
  readonly buffer: Buffer;
}

export interface WireRequest {
  apiKey: number;
  apiVersion: number;
  apiName: string;
  expectResponse?: () => boolean;
  encode: () => Promise<unknown>;
}

interface ProtocolRequest {
  request: WireRequest;
  response: {decode: (raw: Buffer) => Promise<unknown>; parse: (decoded: unknown) => Promise<unknown>};
  requestTimeout?: number;
}

/** One of a pool's two sockets: the second is for fetches (network/connectionPool.js). */
interface PooledConnection {
  socket?: {destroy(): void; unref(): void};
  isConnected(): boolean;
  connect(): Promise<unknown>;
  authenticate(): Promise<void>;
  rejectRequests(error: Error): void;
  disconnect(): Promise<unknown>;
}

interface ConnectionPool {
  isConnected(): boolean;
  send(request: ProtocolRequest): Promise<unknown>;
  map<T>(callback: (connection: PooledConnection) => T): T[];
}

interface Broker {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  versions: Record<number, {minVersion: number; maxVersion: number}> | null;
  connectionPool: ConnectionPool;
}

interface PoolBuilder {
  build(address: {host: string; port: number}): Promise<ConnectionPool>;
}

type Definition = {protocol: (options: {version: number}) => (fields: Record<string, unknown>) => ProtocolRequest};

export const BrokerOf = load('kafkajs/src/broker') as new (options: Record<string, unknown>) => Broker;
export const poolBuilder = load('kafkajs/src/cluster/connectionPoolBuilder') as (options: Record<string, unknown>) => PoolBuilder;
export const createLogger = (
  load('kafkajs/src/loggers') as {createLogger: (options: {level: number; logCreator: () => () => void}) => {namespace: unknown}}
).createLogger;
export const EncoderOf = load('kafkajs/src/protocol/encoder') as new (initialSize?: number) => KafkajsEncoder;
export const requests = (load('kafkajs/src/protocol/requests') as {requests: Record<string, Definition>}).requests;
export type {Broker, PooledConnection, ProtocolRequest};
