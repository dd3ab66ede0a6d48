/** The eleven rules that every tool judges: the ids of Weir's, in the order in which generated topics break them. */
export const RULES = [
  'topic/replication-factor',
  'topic/min-insync-replicas',
  'topic/min-insync-below-replication',
  'topic/unclean-leader-election',
  'topic/legal-name',
  'topic/reserved-name',
  'topic/retention-explicit',
  'topic/retention-bounded',
  'topic/max-message-bytes',
  'topic/documented',
  'topic/naming',
] as const;

export type RuleId = (typeof RULES)[number];

/** One topic of the generated company. Numbers are plain, so that every tool reads the same values. */
export interface BenchTopic {
  name: string;
  owner?: string;
  description: string;
  partitions: number;
  replicationFactor: number;
  /** Keys are Kafka's, `*.ms` in milliseconds, `*.bytes` in bytes. */
  config: Record<string, string | number | boolean>;
  /** The one rule that this topic breaks. */
  breaks?: RuleId;
}

const DAY_MS = 86_400_000;
const MIB_BYTES = 1_048_576;
/** One topic in a hundred breaks a rule, the first one included: a single file is no empty comparison. */
const BREAKS_EVERY = 100;

/** The first `count` topics: the same ones on every machine and in every run. Every 100th breaks one rule, in turn. */
export function brokenTopics(count: number): BenchTopic[] {
  return Array.from({length: count}, (_, index) =>
    index % BREAKS_EVERY === 0 ? breakRule(cleanTopic(index), ruleAt(index / BREAKS_EVERY)) : cleanTopic(index),
  );
}

/** The first `count` topics, none of which breaks a rule. */
export function cleanTopics(count: number): BenchTopic[] {
  return Array.from({length: count}, (_, index) => cleanTopic(index));
}

/** A Topic document as people write it, in block style. */
export function documentOf(topic: BenchTopic): string {
  return [
    'apiVersion: weir/v1',
    'kind: Topic',
    'metadata:',
    `  name: ${topic.name}`,
    ...(topic.owner === undefined ? [] : [`  owner: ${topic.owner}`]),
    `  description: ${topic.description}`,
    'spec:',
    `  partitions: ${topic.partitions}`,
    `  replicationFactor: ${topic.replicationFactor}`,
    '  config:',
    ...Object.entries(topic.config).map(([key, value]) => `    ${key}: ${value}`),
    '',
  ].join('\n');
}

const DOMAINS = ['payments', 'orders', 'customers', 'shipping', 'catalogue', 'audit', 'billing'];
const ENTITIES = ['order', 'invoice', 'parcel', 'customer', 'refund', 'price', 'session', 'login'];
const CLEANUP_POLICIES = ['delete', 'delete', 'delete', 'compact', 'compact,delete'];

function cleanTopic(index: number): BenchTopic {
  const domain = pick(DOMAINS, index);
  const entity = pick(ENTITIES, index >> 2);
  const cleanup = pick(CLEANUP_POLICIES, index);
  return {
    name: `${domain}.${entity}-${index}.changed.v${1 + (index % 3)}`,
    owner: `team-${domain}`,
    description: `Each change of a ${entity}, as ${domain} sees it (stream ${index})`,
    partitions: [3, 6, 12, 24][index % 4] ?? 3,
    replicationFactor: index % 10 === 9 ? 5 : 3,
    config: {
      'cleanup.policy': cleanup,
      'min.insync.replicas': 2,
      ...(cleanup === 'compact' ? {'min.compaction.lag.ms': 60_000} : {'retention.ms': DAY_MS * (1 + (index % 90))}),
      'max.message.bytes': MIB_BYTES >> (index % 3),
      ...(index % 4 === 0 ? {'unclean.leader.election.enable': false} : {}),
      'compression.type': 'producer',
    },
  };
}

function ruleAt(turn: number): RuleId {
  return RULES[turn % RULES.length] ?? RULES[0];
}

/** The topic changed so that it breaks this rule and no other. */
function breakRule(topic: BenchTopic, rule: RuleId): BenchTopic {
  const {owner, ...unowned} = topic;
  const {'retention.ms': _, ...unretained} = topic.config;
  const config = topic.config;
  const changes: Record<RuleId, () => BenchTopic> = {
    'topic/replication-factor': () => ({...topic, replicationFactor: 2, config: {...config, 'min.insync.replicas': 1}}),
    'topic/min-insync-replicas': () => ({...topic, config: {...config, 'min.insync.replicas': 1}}),
    'topic/min-insync-below-replication': () => ({...topic, config: {...config, 'min.insync.replicas': topic.replicationFactor}}),
    'topic/unclean-leader-election': () => ({...topic, config: {...config, 'unclean.leader.election.enable': true}}),
    'topic/legal-name': () => ({...topic, name: topic.name.replace('.changed', ' changed')}),
    'topic/reserved-name': () => ({...topic, name: `__${topic.name}`}),
    'topic/retention-explicit': () => ({...topic, config: {...unretained, 'cleanup.policy': 'delete'}}),
    'topic/retention-bounded': () => ({...topic, config: {...config, 'cleanup.policy': 'delete', 'retention.ms': 400 * DAY_MS}}),
    'topic/max-message-bytes': () => ({...topic, config: {...config, 'max.message.bytes': 5 * MIB_BYTES}}),
    'topic/documented': () => unowned,
    'topic/naming': () => ({...topic, name: topic.name.replaceAll('-', '_')}),
  };
  return {...changes[rule](), breaks: rule};
}

function pick<T>(list: readonly T[], index: number): T {
  const one = list[index % list.length];
  if (one === undefined) throw new RangeError('nothing to pick from');
  return one;
}
