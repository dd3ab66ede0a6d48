import {
  contentsText,
  isEmptyTopic,
  isKeyless,
  liveTopic,
  movedKeys,
  type PlanFacts,
  type PlannedChange,
  planFacts,
  plannedNumber,
  plannedTopic,
  planPolicy,
  settingChange,
  shareOfKeysMoved,
  topicContents,
  topicFacts,
  unknown,
  valueOrWhy,
} from 'kafka-weir/policy';

const sample = {
  partitionCount: 12,
  batchCount: 12,
  recordCount: 12_000,
  keylessCount: 0,
  largestBatchBytes: 1024,
  partitionMaxBytes: 262_144,
};
const keyed = {
  ...sample,
  keyedCount: 12_000,
  keys: [
    {partition: 5, hash: 17},
    {partition: 0, hash: 24},
  ],
};
const withKeys = planFacts({live: {topics: [topicFacts(1000, {sample: {known: keyed}})]}});
const keyless = {...sample, keyedCount: 0, keylessCount: 12_000, keys: []};

/** Producers choose a partition by the key's hash modulo their number. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'A topic with keys keeps its number of partitions',
  rationale:
    'Producers choose the partition of a key by its hash and the number of partitions. With more of them most keys go to another one from then on, while their old records stay: order by key breaks, joins and state by partition are wrong, and a compacted topic keeps two latest records of a key for ever. Partitions cannot be taken away again. The share of keys that move is computed (from 6 to 8 it is 75 %, from 6 to 12 half), and the keys of the newest records are looked at: a topic that is empty, or whose records have no keys, is no risk.',
  level: 'error',
  packs: {development: 'note'},
  covers: ['TO5'],
  sources: [
    'Apache Kafka 4.3 documentation, Basic Kafka operations, Modifying topics: adding partitions does not change the partitioning of existing data',
    'Apache Kafka 4.3, BuiltInPartitioner.partitionForKey: murmur2 of the key modulo the partitions',
    'Weir: a key stays for min(old, new) of lcm(old, new) hashes, because both remainders are equal only below the smaller number',
  ],
  waiveWhen: 'Its readers need neither order nor state by key, or all its records may be written anew by key.',
  judge(change, facts, _options, report) {
    const {action, kind, name, before, after, resource, stack} = change;
    const had = plannedNumber(before, 'partitions');
    const wants = plannedNumber(after, 'partitions');
    if (kind !== 'Topic' || action !== 'update' || had === undefined || wants === undefined || wants <= had) return;
    const topic = liveTopic(change, facts);
    const seen = topic !== undefined && 'known' in topic ? topic.known.sample : (topic ?? unknown('the topic is not on the cluster'));
    const contents = topicContents(topic);
    const {had: policy, gets} = settingChange(change, facts, 'cleanup.policy');
    const isCompacted = [policy, gets].some(one => one?.includes('compact') === true);
    // Compaction needs keys, so a compacted topic has them or is refused them.
    if (isEmptyTopic(contents) || (!isCompacted && isKeyless(seen))) return;
    const movedPercent = Math.round(shareOfKeysMoved(had, wants) * 1000) / 10;
    const moved = 'known' in seen ? movedKeys(seen.known, had, wants) : undefined;
    const sampled =
      moved === undefined
        ? `; its keys are unknown: ${'unknown' in seen ? seen.unknown : ''}`
        : `; ${moved.movedKeyCount} of ${moved.sampledKeyCount} keys among its newest records do`;
    const harm = isCompacted ? 'a compacted topic then keeps both' : 'order by key breaks where they meet';
    report({
      resource: resource ?? facts.clusterDocument,
      at: '/spec/partitions',
      about: {kind, name},
      message: `${had} partitions of ${name} become ${wants}: ${movedPercent} % of keys go to another partition from then on${sampled}, while their old records stay (${contentsText(contents)}), and ${harm}; write ${had}, or move to a new topic`,
      evidence: {
        topic: name,
        stack,
        partitionsBefore: had,
        partitionsAfter: wants,
        movedPercent,
        recordCount: valueOrWhy(contents.recordCount),
        isCompacted,
        ...(moved ?? {keys: valueOrWhy(seen)}),
      },
    });
  },
  examples: {
    good: [
      {change: plannedTopic('update', {before: {partitions: 12}}), facts: withKeys},
      {change: plannedTopic('create'), facts: planFacts()},
      {change: plannedTopic('update', {after: {partitions: 24}}), facts: planFacts({live: {topics: [topicFacts(0)]}})},
      {
        change: plannedTopic('update', {after: {partitions: 24}}),
        facts: planFacts({live: {topics: [topicFacts(1000, {sample: {known: keyless}})]}}),
      },
    ],
    bad: [
      {change: plannedTopic('update', {after: {partitions: 24}}), facts: withKeys},
      {change: plannedTopic('update', {before: compacted(), after: {...compacted(), partitions: 24}}), facts: withKeys},
      {change: plannedTopic('update', {after: {partitions: 24}}), facts: planFacts({live: unknown('the brokers could not be asked')})},
    ],
  },
});

function compacted() {
  return {config: {'cleanup.policy': 'compact'}};
}
