import {describeClientQuotasV1, describeQuorumV1, describeUserScramCredentialsV0} from '@platformatic/kafka';
import type {QuotaEntityType} from '../specs/model.ts';
import {type LiveAcls, readAcls} from './acls.ts';
import type {Admin} from './admin.ts';
import {type LiveBrokerConfig, readBrokerConfigs} from './broker-configs.ts';
import {describeFailure} from './failure.ts';
import {describeManyConfigs} from './many-configs.ts';
import {type LiveBroker, type LiveTopicLayout, readLayout} from './topics.ts';

/** What was read, or why it could not be: nothing is ever taken for empty because it could not be read. */
export type Fact<T> = {known: T} | {unknown: string};

export interface LiveTopic extends LiveTopicLayout {
  /** Explicit settings of this topic (source DYNAMIC_TOPIC_CONFIG), Kafka's text. */
  config: Record<string, string>;
  /** Values that hold because the topic says nothing: the brokers' or Kafka's defaults. */
  inherited: Record<string, string>;
  /**
   * Settings that are no defaults and of which `config` does not tell the value: set for one broker alone, of a source of
   * newer brokers, or kept secret.
   */
  untold?: string[];
}

export interface LiveQuota {
  /** One, or for a user + client pair two; `name: undefined` is the default of that type. */
  entity: {type: QuotaEntityType; name: string | undefined}[];
  /** Kafka's keys: `producer_byte_rate`, `consumer_byte_rate`, `request_percentage`, `controller_mutation_rate`, `connection_creation_rate` */
  values: Record<string, number>;
}

export interface LiveScramUser {
  name: string;
  credentials: {mechanism: 'SCRAM-SHA-256' | 'SCRAM-SHA-512'; iterations: number}[];
}

/** The state of a live cluster as values: what drift and plan-risk rules judge. */
export interface LiveFacts {
  clusterId: string;
  brokers: LiveBroker[];
  /** Node id of the active controller (the leader of the KRaft metadata quorum). */
  controllerId: Fact<number>;
  topics: Fact<LiveTopic[]>;
  acls: Fact<LiveAcls>;
  quotas: Fact<LiveQuota[]>;
  scramUsers: Fact<LiveScramUser[]>;
  /** Absent where they were not asked for. */
  brokerConfigs?: Fact<LiveBrokerConfig[]>;
}

/**
 * Reads everything in a handful of requests, whatever the number of topics; with `brokerConfigs`, one more a broker. Without
 * `controller` none is asked for, which takes a connection to each broker.
 */
export async function readFacts(
  admin: Admin,
  {brokerConfigs = false, controller = true}: {brokerConfigs?: boolean; controller?: boolean} = {},
): Promise<LiveFacts> {
  const layout = await readLayout(admin, null);
  const configs = brokerConfigs ? fact("the brokers' settings", () => readBrokerConfigs(admin, layout.brokers)) : undefined;
  const [topics, acls, quotas, scramUsers, controllerId] = await Promise.all([
    fact('topic settings', () => readTopics(admin, layout.topics)),
    fact('ACLs', () => readAcls(admin)),
    fact('quotas', () => readQuotas(admin)),
    fact('SCRAM users', () => readScramUsers(admin)),
    controller ? fact('the controller', () => readControllerId(admin)) : {unknown: 'nobody asked for the controller'},
  ]);
  const facts = {clusterId: layout.clusterId, brokers: layout.brokers, controllerId, topics, acls, quotas, scramUsers};
  return configs === undefined ? facts : {...facts, brokerConfigs: await configs};
}

async function fact<T>(what: string, read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return {known: await read()};
  } catch (thrown) {
    return {unknown: `${what} could not be read: ${describeFailure(thrown).reason}`};
  }
}

const QUORUM_TIMEOUT_MS = 3_000;
const TOPIC = 2;
/** Sources of a value (DescribeConfigsResponse.ConfigSource of Kafka): the topic itself, and the three kinds of defaults. */
const DYNAMIC_TOPIC_CONFIG = 1;
const DEFAULT_SOURCES = [3, 4, 5];
/** Answers are about 8 kB a topic; this keeps each under 10 MB. */
const TOPICS_PER_REQUEST = 1_000;

/** The settings of topics whose partitions are known: one request for each thousand. */
export async function readTopics(admin: Admin, layouts: LiveTopicLayout[]): Promise<LiveTopic[]> {
  const topics = new Map(layouts.map(layout => [layout.name, {...layout, config: {}, inherited: {}} as LiveTopic]));
  const names = [...topics.keys()];
  for (let from = 0; from < names.length; from += TOPICS_PER_REQUEST) {
    const resources = names.slice(from, from + TOPICS_PER_REQUEST).map(name => ({resourceType: TOPIC, resourceName: name}) as const);
    for (const {resourceName, configs} of await admin.request(describeManyConfigs, resources, false, false)) {
      const topic = topics.get(resourceName);
      if (topic === undefined) continue;
      for (const {name, value, source} of configs) {
        const isOwn = source === DYNAMIC_TOPIC_CONFIG;
        const isTold = value !== null;
        if (isOwn ? !isTold : !DEFAULT_SOURCES.includes(source)) topic.untold = [...(topic.untold ?? []), name];
        if (!isTold) continue;
        if (isOwn) topic.config[name] = value;
        else topic.inherited[name] = value;
      }
    }
  }
  return [...topics.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

const QUOTA_ENTITY_TYPES: Record<string, QuotaEntityType> = {user: 'user', 'client-id': 'clientId', ip: 'ip'};

export async function readQuotas(admin: Admin): Promise<LiveQuota[]> {
  const {entries} = await admin.request(describeClientQuotasV1.api, [], false);
  return (entries ?? []).map(({entity, values}) => ({
    entity: entity.flatMap(({entityType, entityName}) => {
      const type = QUOTA_ENTITY_TYPES[entityType];
      return type === undefined ? [] : [{type, name: entityName ?? undefined}];
    }),
    values: Object.fromEntries(values.map(({key, value}) => [key, value])),
  }));
}

const SCRAM_MECHANISMS: Record<number, 'SCRAM-SHA-256' | 'SCRAM-SHA-512'> = {1: 'SCRAM-SHA-256', 2: 'SCRAM-SHA-512'};

export async function readScramUsers(admin: Admin): Promise<LiveScramUser[]> {
  // An empty list asks for all (KIP-554): naming an absent user would be an error, and null makes a broker of Kafka 4.3 that
  // refuses the request never answer it.
  const {results} = await admin.request(describeUserScramCredentialsV0.api, []);
  return results.map(({user, credentialInfos}) => ({
    name: user,
    credentials: credentialInfos.flatMap(({mechanism, iterations}) => {
      const name = SCRAM_MECHANISMS[mechanism];
      return name === undefined ? [] : [{mechanism: name, iterations}];
    }),
  }));
}

/**
 * Asks every broker on a connection of its own (mixed with metadata requests on one connection it can hang, and it does
 * where the principal may not describe the cluster) and takes the first answer.
 */
export async function readControllerId(admin: Admin): Promise<number> {
  const {brokers} = await readLayout(admin, []);
  const answers = brokers.map(async broker => {
    const wire = await admin.dedicated(broker, {requestTimeoutMs: QUORUM_TIMEOUT_MS});
    try {
      const response = await wire.request(describeQuorumV1.api, [{topicName: '__cluster_metadata', partitions: [{partitionIndex: 0}]}]);
      const leaderId = response.topics[0]?.partitions[0]?.leaderId ?? -1;
      if (leaderId < 0) throw new Error(`broker ${broker.id} knows no controller`);
      return leaderId;
    } finally {
      await wire.close();
    }
  });
  return await Promise.any(answers);
}
