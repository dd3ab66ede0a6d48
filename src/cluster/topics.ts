import {createTopicsV7, deleteTopicsV6, metadataV12} from '@platformatic/kafka';
import {unfinished} from '../findings/error.ts';
import type {Admin} from './admin.ts';
import {requestFailed} from './failure.ts';
import type {Wire} from './wire.ts';

export interface LivePartition {
  partition: number;
  /** -1 while there is none. */
  leaderId: number;
  leaderEpoch: number;
  replicas: number[];
  isr: number[];
}

export interface LiveTopicLayout {
  name: string;
  id: string;
  internal: boolean;
  partitions: LivePartition[];
}

export interface LiveBroker {
  id: number;
  host: string;
  port: number;
}

export interface ClusterLayout {
  clusterId: string;
  brokers: LiveBroker[];
  topics: LiveTopicLayout[];
  /** Topics that were asked for and have an error: Kafka's code (3 unknown, 29 not authorized). */
  missing: {name: string; errorCode: number}[];
}

/** Brokers and partitions in one request; `names: null` asks for every topic. Works on a connection of its own, too. */
export async function readLayout(from: Admin | Wire, names: string[] | null): Promise<ClusterLayout> {
  const response = await from.requestItems(metadataV12.api, names, false, false);
  const topics: LiveTopicLayout[] = [];
  const missing: ClusterLayout['missing'] = [];
  for (const topic of response.topics) {
    if (topic.name === null || topic.name === undefined || topic.errorCode !== 0) {
      missing.push({name: topic.name ?? '', errorCode: topic.errorCode});
      continue;
    }
    const partitions = topic.partitions.map(one => ({
      partition: one.partitionIndex,
      leaderId: one.leaderId,
      leaderEpoch: one.leaderEpoch,
      replicas: one.replicaNodes,
      isr: one.isrNodes,
    }));
    partitions.sort((a, b) => a.partition - b.partition);
    topics.push({name: topic.name, id: topic.topicId, internal: topic.isInternal, partitions});
  }
  const brokers = response.brokers.map(({nodeId, host, port}) => ({id: nodeId, host, port}));
  return {clusterId: response.clusterId ?? '', brokers: brokers.sort((a, b) => a.id - b.id), topics, missing};
}

export interface NewTopic {
  name: string;
  partitions: number;
  replicationFactor: number;
  config: Record<string, string>;
}

const ADMIN_TIMEOUT_MS = 15_000;
const UNKNOWN_TOPIC_OR_PARTITION = 3;

/** Creates topics in one request, which is answered when the controller has them; fails at the first that is refused. */
export async function createTopics(admin: Admin, topics: readonly NewTopic[]): Promise<void> {
  if (topics.length === 0) return;
  const request = topics.map(one => ({
    name: one.name,
    numPartitions: one.partitions,
    replicationFactor: one.replicationFactor,
    assignments: [],
    configs: Object.entries(one.config).map(([name, value]) => ({name, value})),
  }));
  const response = await admin.requestItems(createTopicsV7.api, request, ADMIN_TIMEOUT_MS, false).catch(thrown => {
    throw requestFailed(admin.connection.cluster, 'create topics', thrown);
  });
  const refused = response.topics.find(one => one.errorCode !== 0);
  if (refused === undefined) return;
  throw unfinished(
    'cluster/topic-refused',
    `cluster ${admin.connection.cluster}: the broker refused to create topic ${refused.name}: ${refused.errorMessage ?? `error ${refused.errorCode}`}`,
  );
}

/** Deletes topics in one request; one that is gone already is fine. */
export async function deleteTopics(admin: Admin, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const {responses} = await admin
    .requestItems(
      deleteTopicsV6.api,
      names.map(name => ({name})),
      ADMIN_TIMEOUT_MS,
    )
    .catch(thrown => {
      throw requestFailed(admin.connection.cluster, 'delete topics', thrown);
    });
  const kept = responses.find(one => one.errorCode !== 0 && one.errorCode !== UNKNOWN_TOPIC_OR_PARTITION);
  if (kept === undefined) return;
  throw unfinished(
    'cluster/topic-refused',
    `cluster ${admin.connection.cluster}: the broker refused to delete topic ${kept.name ?? ''}: ${kept.errorMessage ?? `error ${kept.errorCode}`}`,
  );
}

/** Partitions whose in-sync set is smaller than their replica set. */
export function underReplicated(
  topics: readonly LiveTopicLayout[],
): {topic: string; partition: number; isr: number[]; replicas: number[]}[] {
  return topics.flatMap(({name, partitions}) =>
    partitions
      .filter(one => one.isr.length < one.replicas.length || one.leaderId < 0)
      .map(({partition, isr, replicas}) => ({topic: name, partition, isr, replicas})),
  );
}
