import {createRequire} from 'node:module';
import kafkajs from 'kafkajs';
import type {Connection} from '../../cluster/connection.ts';
import {type KafkajsOptions, kafkajsClient, kafkajsConfig} from '../../cluster/kafkajs-client.ts';

/**
 * The parts of kafkajs 2.2.4 that its consumer is made of, used one by one. Its public consumer cannot be made safe from
 * outside (docs/decisions/0020-consumer-on-kafkajs-parts.md): it rejoins inside a fetch while handlers run, it hands out
 * aborted records, and it resets offsets and restarts by itself. kafkajs is pinned, so what is named here does not move.
 */
export interface KafkajsCluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  /** Fails where a topic is unknown or closed to the principal. */
  addMultipleTargetTopics(topics: string[]): Promise<void>;
  refreshMetadata(): Promise<void>;
  removeBroker(address: {host: string; port: number}): void;
  findBroker(node: {nodeId: number}): Promise<KafkajsBroker>;
  findGroupCoordinator(of: {groupId: string}): Promise<KafkajsBroker>;
  findTopicPartitionMetadata(topic: string): {partitionId: number; leader: number}[];
}

export interface KafkajsBroker {
  isConnected(): boolean;
  joinGroup(request: {
    groupId: string;
    sessionTimeout: number;
    rebalanceTimeout: number;
    memberId: string;
    groupProtocols: {name: string; metadata: Buffer}[];
  }): Promise<JoinedGroup>;
  syncGroup(request: MemberIdentity & {groupAssignment: {memberId: string; memberAssignment: Buffer}[]}): Promise<{
    memberAssignment: Buffer;
  }>;
  heartbeat(request: {groupId: string; groupGenerationId: number; memberId: string}): Promise<unknown>;
  leaveGroup(request: {groupId: string; memberId: string}): Promise<unknown>;
  offsetCommit(request: {groupId: string; groupGenerationId: number; memberId: string; topics: CommittedTopic[]}): Promise<unknown>;
  /** Broker#fetch sends through these two; the answer can so be read by another decoder. */
  lookupRequest(apiKey: number, definitions: unknown): (options: FetchOptions) => KafkajsRequest;
  connectionPool: {host: string; port: number; send<Response>(request: KafkajsRequest<Response>): Promise<Response>};
}

export interface MemberIdentity {
  groupId: string;
  generationId: number;
  memberId: string;
}

export interface JoinedGroup {
  generationId: number;
  leaderId: string;
  memberId: string;
  groupProtocol: string;
  /** Empty but for the leader. */
  members: {memberId: string; memberMetadata: Buffer}[];
}

export interface CommittedTopic {
  topic: string;
  partitions: {partition: number; offset: string; metadata: string | null}[];
}

export interface FetchOptions {
  isolationLevel: 0 | 1;
  maxWaitTime: number;
  minBytes: number;
  maxBytes: number;
  rackId: string;
  topics: {topic: string; partitions: {partition: number; fetchOffset: string; maxBytes: number}[]}[];
}

export interface KafkajsRequest<Response = unknown> {
  request: {apiKey: number; apiVersion: number; apiName: string; encode(): Promise<unknown>};
  response: {decode(answer: Buffer): Promise<Response>; parse(decoded: Response): Promise<Response>};
  requestTimeout?: number;
}

const FETCH = 1;

const require = createRequire(import.meta.url);
const Cluster: new (options: object) => KafkajsCluster = require('kafkajs/src/cluster/index.js');
const socketFactory: () => unknown = require('kafkajs/src/network/socketFactory.js');
const {requests}: {requests: {Fetch: unknown}} = require('kafkajs/src/protocol/requests/index.js');

/** Brokers, their connections and the cluster's metadata; `metadataMaxAge` is left to the caller, who refreshes. */
export function kafkajsCluster(connection: Connection, options: KafkajsOptions): KafkajsCluster {
  const config = kafkajsConfig(connection, options);
  return new Cluster({
    ...config,
    reauthenticationThreshold: 10_000,
    logger: kafkajsClient(connection, options).logger(),
    socketFactory: socketFactory(),
    metadataMaxAge: Number.MAX_SAFE_INTEGER,
    // kafkajs asks brokers to create a topic that it misses: a deleted one would come back empty.
    allowAutoTopicCreation: false,
    offsets: new Map(),
  });
}

/** One Fetch request of kafkajs, its answer decoded by `decode`. Every broker that Weir speaks to knows version 11. */
export async function sendFetch<Response>(
  broker: KafkajsBroker,
  options: FetchOptions,
  decode: (answer: Buffer) => Promise<Response>,
): Promise<Response> {
  const {request, requestTimeout} = broker.lookupRequest(FETCH, requests.Fetch)(options);
  if (request.apiVersion !== FETCH_VERSION)
    throw new Error(`Fetch is spoken in version ${request.apiVersion}, and not in ${FETCH_VERSION}`);
  return await broker.connectionPool.send<Response>({
    request,
    response: {decode, parse: async decoded => decoded},
    ...(requestTimeout === undefined ? {} : {requestTimeout}),
  });
}

const FETCH_VERSION = 11;

/** Decompresses what a batch holds, by the codecs that kafkajs has been given; throws where it has none for this type. */
export async function decompress(type: number, bytes: Buffer): Promise<Buffer> {
  const codecs: Record<number, (() => {decompress(bytes: Buffer): Promise<Buffer>}) | undefined> = kafkajs.CompressionCodecs;
  const codec = codecs[type];
  if (codec === undefined) throw new Error(`compression type ${type} is unknown`);
  return await codec().decompress(bytes);
}
