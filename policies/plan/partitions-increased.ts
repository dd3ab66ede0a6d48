import {type PlanFacts, type PlannedChange, planFacts, plannedTopic, planPolicy} from 'kafka-weir/policy';

const facts = planFacts();

/** Producers choose a partition by the key's hash modulo their number. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'A topic with keys keeps its number of partitions',
  rationale:
    'Producers choose the partition of a key by its hash and the number of partitions. With more of them most keys go to another one from then on, while their old records stay: order by key breaks, joins and state by partition are wrong, and a compacted topic keeps two latest records of a key for ever. Partitions cannot be taken away again.',
  level: 'warning',
  packs: {development: 'note'},
  covers: ['TO5'],
  sources: [
    'Apache Kafka 4.3 documentation, Basic Kafka operations, Modifying topics: adding partitions does not change the partitioning of existing data',
    'Apache Kafka 4.3, BuiltInPartitioner.partitionForKey: murmur2 of the key modulo the partitions',
    'Weir: judgement that any topic may have keys',
  ],
  waiveWhen: 'Its records have no key, or its readers need neither order nor state by key, or it was made anew and is still empty.',
  judge({action, kind, name, before, after, resource, stack}, {clusterDocument}, _options, report) {
    const had = before?.['partitions'];
    const wants = after?.['partitions'];
    if (kind !== 'Topic' || action !== 'update' || typeof had !== 'number' || typeof wants !== 'number' || wants <= had) return;
    const harm = isCompacted(before) || isCompacted(after) ? 'a compacted topic then keeps both' : 'order by key breaks where they meet';
    report({
      resource: resource ?? clusterDocument,
      at: '/spec/partitions',
      about: {kind, name},
      message: `${had} partitions of ${name} become ${wants}: most keys go to another partition from then on, while their old records stay, and ${harm}; write ${had}, or move to a new topic`,
      evidence: {topic: name, stack, partitionsBefore: had, partitionsAfter: wants},
    });
  },
  examples: {
    good: [
      {change: plannedTopic('update', {before: {partitions: 12}}), facts},
      {change: plannedTopic('create'), facts},
    ],
    bad: [
      {change: plannedTopic('update', {after: {partitions: 24}}), facts},
      {change: plannedTopic('update', {before: compacted(), after: {...compacted(), partitions: 24}}), facts},
    ],
  },
});

function isCompacted(attributes: PlannedChange['after']): boolean {
  const config = attributes?.['config'];
  const policy: unknown = typeof config === 'object' && config !== null ? Reflect.get(config, 'cleanup.policy') : undefined;
  return typeof policy === 'string' && policy.includes('compact');
}

function compacted() {
  return {config: {'cleanup.policy': 'compact'}};
}
