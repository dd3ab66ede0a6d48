import type {TopicFacts} from '../cluster/topic-facts.ts';
import type {AclBinding, Kind, Model, Resource, SpecOf} from '../specs/model.ts';
import type {LivePlanFacts} from './live-plan-facts.ts';
import type {ChangeAction, PlanFacts, PlannedChange, StateKind} from './plan-change.ts';
import {attributesOfBinding, nameOfAttributes} from './provider-attributes.ts';
import {aclAddress} from './resource-ids.ts';

type Attributes = Record<string, unknown>;
type Sides = {before?: Attributes; after?: Attributes};

const DOMAIN = 'payments';
const TOPIC = 'payments.orders.placed.v1';

/** A planned change of a topic, for the examples of a rule. */
export function plannedTopic(action: ChangeAction, attributes: Sides = {}): PlannedChange {
  return planned(
    'Topic',
    action,
    {name: TOPIC, partitions: 12, replication_factor: 3},
    attributes,
    'kafka_topic.topic_payments_2e_orders_2e_placed_2e_v1',
  );
}

/** A planned change of an ACL: of one that allows `User:billing` to read that topic, unless said otherwise. */
export function plannedAcl(action: ChangeAction, binding: Partial<AclBinding> = {}): PlannedChange {
  const whole = exampleBinding(binding);
  return planned('Acl', action, {...attributesOfBinding(whole)}, {}, aclAddress(whole));
}

export function exampleBinding(binding: Partial<AclBinding> = {}): AclBinding {
  return {
    principal: 'User:billing',
    host: '*',
    resourceType: 'topic',
    resourceName: TOPIC,
    pattern: 'literal',
    operation: 'read',
    permission: 'allow',
    ...binding,
  };
}

/** A planned change of the SCRAM user `billing`. */
export function plannedUser(action: ChangeAction, attributes: Sides = {}): PlannedChange {
  const base = {username: 'billing', scram_mechanism: 'SCRAM-SHA-512', scram_iterations: 8192};
  return planned('User', action, base, attributes, 'kafka_user_scram_credential.user_billing');
}

/** A planned change of the quota of the user `billing`: 1 MiB/s for its producers. */
export function plannedQuota(action: ChangeAction, attributes: Sides = {}): PlannedChange {
  const base = {entity_type: 'user', entity_name: 'billing', config: {producer_byte_rate: 1_048_576}};
  return planned('Quota', action, base, attributes, 'kafka_quota.quota_user_billing');
}

function planned(kind: StateKind, action: ChangeAction, base: Attributes, {before, after}: Sides, address: string): PlannedChange {
  const isThere = {before: action !== 'create', after: action !== 'delete' && action !== 'forget'};
  return {
    action,
    kind,
    name: nameOfAttributes(kind, base),
    stack: `production.${DOMAIN}`,
    domain: DOMAIN,
    address,
    ...(isThere.before ? {before: {...base, ...before}} : {}),
    ...(isThere.after ? {after: {...base, ...after}} : {}),
    replacedBy: action === 'replace' ? ['name'] : [],
  };
}

/** A document of the domain `payments`, as it holds for the cluster. */
export function declared<K extends Kind>(kind: K, name: string, spec: SpecOf[K], domain = DOMAIN): Resource<K> {
  return {
    kind,
    name,
    domain,
    metadata: {name, labels: {}},
    spec,
    judged: {},
    locate: pointer => ({file: `${domain}/${kind.toLowerCase()}.yaml`, line: 1, column: 1, endLine: 1, endColumn: 2, pointer}),
  };
}

/** The Application `billing`, which reads that topic as the User of the same name. */
export function readingApplication(acls: 'derived' | 'written'): Resource<'Application'> {
  const intent = {topics: [{name: TOPIC, pattern: 'literal' as const, at: '/spec/consumes/0/topic'}], at: '/spec/consumes/0'};
  return declared('Application', 'billing', {user: 'billing', hosts: ['*'], produces: [], consumes: [intent], groups: [], acls});
}

/** The Acl document of a binding. */
export function declaredAcl(binding: Partial<AclBinding> = {}, domain?: string): Resource<'Acl'> {
  const {principal, host, resourceType, resourceName, pattern, operation, permission} = exampleBinding(binding);
  const resource = {type: resourceType, name: resourceName, pattern};
  return declared('Acl', 'declared', {principal, host, resource, operations: [operation], permission}, domain);
}

/** Facts with a Cluster document to point at: other documents, and what is live. By default nothing is. */
export function planFacts({
  live = {},
  ...documents
}: {live?: Partial<LivePlanFacts> | {unknown: string}} & Partial<Omit<Model, 'cluster'>> = {}): PlanFacts {
  const clusterDocument = declared('Cluster', 'production', {
    environment: 'production',
    sandbox: true,
    bootstrap: [],
    terraform: {backend: {type: 'local'}},
    verification: {mode: 'read-only', chaos: false, objectives: {}},
  });
  const model: Model = {
    cluster: clusterDocument,
    topics: [],
    acls: [],
    quotas: [],
    users: [],
    applications: [],
    profiles: [],
    ...documents,
  };
  return {clusterDocument, model, live: 'unknown' in live ? {unknown: live.unknown ?? ''} : {known: liveFacts(live)}};
}

function liveFacts(live: Partial<LivePlanFacts>): LivePlanFacts {
  return {
    atMs: Date.UTC(2026, 10, 26),
    topics: [],
    hidden: [],
    groups: {known: []},
    acls: {known: {bindings: [], unstatable: []}},
    quotas: {known: []},
    scramUsers: {known: []},
    writeRates: [],
    ...live,
  };
}

/**
 * What the brokers say of the topic of {@link plannedTopic}: 12 partitions on three brokers, each with so many records of
 * 1 KiB from the last day.
 */
export function topicFacts(perPartition: number, more: Partial<TopicFacts> = {}): TopicFacts {
  const newestMs = BigInt(Date.UTC(2026, 10, 26));
  const ids = Array.from({length: 12}, (_, partition) => partition);
  const isEmpty = perPartition === 0;
  return {
    name: TOPIC,
    id: '3f8a1a0e-5a55-4b0c-9f25-3b4c2d1e0f9a',
    partitions: ids.map(partition => ({partition, leaderId: 1, leaderEpoch: 0, replicas: [1, 2, 3], isr: [1, 2, 3]})),
    settings: {
      known: {
        overrides: {},
        defaults: {
          'retention.ms': '604800000',
          'retention.bytes': '-1',
          'cleanup.policy': 'delete',
          'min.insync.replicas': '1',
          'max.message.bytes': '1048588',
        },
      },
    },
    log: {
      known: ids.map(partition => ({
        partition,
        startOffset: 0n,
        endOffset: BigInt(perPartition),
        oldestMs: isEmpty ? -1n : newestMs - 86_400_000n,
        newestMs: isEmpty ? -1n : newestMs,
      })),
    },
    sizes: {
      known: ids.flatMap(partition =>
        [1, 2, 3].map(brokerId => ({topic: TOPIC, partition, brokerId, sizeBytes: perPartition * 1024, isLeader: brokerId === 1})),
      ),
    },
    sample: {
      known: {
        partitionCount: isEmpty ? 0 : 12,
        batchCount: 12,
        recordCount: perPartition * 12,
        keyedCount: 0,
        keylessCount: 0,
        keys: [],
        largestBatchBytes: 1024,
        partitionMaxBytes: 262_144,
      },
    },
    readers: {known: []},
    ...more,
  };
}

/** A fact that could not be read. */
export function unknown(why: string): {unknown: string} {
  return {unknown: why};
}
