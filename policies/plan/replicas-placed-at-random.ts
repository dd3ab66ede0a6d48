import {
  liveTopic,
  type PlanFacts,
  type PlannedChange,
  planFacts,
  plannedNumber,
  plannedTopic,
  planPolicy,
  roughSizeText,
  topicContents,
  topicFacts,
  valueOrWhy,
} from 'kafka-weir/policy';

const facts = planFacts({live: {topics: [topicFacts(1000)]}});

/** More replicas are copies of all records, on brokers that a die chooses. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'Further replicas are placed by more than chance',
  rationale:
    'Where the replication factor grows, the provider gives each partition brokers at random, whatever their racks, disks and load are, and the brokers copy all its records at once and without a throttle. kafka-reassign-partitions places them by a plan and limits the copying.',
  level: 'note',
  sources: [
    'Mongey/kafka provider v0.13.1, client.go, buildNewReplicas: rand.Intn among the brokers that have no replica',
    'KIP-73: throttles of replication, which a reassignment sets for itself',
  ],
  waiveWhen: 'The topic is small, or its brokers are alike and idle.',
  judge(change, known, _options, report) {
    const {action, kind, name, before, after, resource, stack} = change;
    const had = plannedNumber(before, 'replication_factor');
    const wants = plannedNumber(after, 'replication_factor');
    if (kind !== 'Topic' || action !== 'update' || had === undefined || wants === undefined || wants <= had) return;
    const {sizeBytes} = topicContents(liveTopic(change, known));
    const copied = 'known' in sizeBytes ? {known: sizeBytes.known * (wants - had)} : sizeBytes;
    report({
      resource: resource ?? known.clusterDocument,
      at: '/spec/replicationFactor',
      about: {kind, name},
      message: `${had} replicas of ${name} become ${wants}: the provider puts the further ones on brokers at random, whatever their racks, and the brokers copy ${'known' in copied ? roughSizeText(copied.known) : `an unknown number of bytes (${copied.unknown})`} without a throttle`,
      evidence: {topic: name, stack, replicationFactorBefore: had, replicationFactorAfter: wants, copiedBytes: valueOrWhy(copied)},
    });
  },
  examples: {
    good: [{change: plannedTopic('update', {after: {replication_factor: 2}}), facts}],
    bad: [{change: plannedTopic('update', {before: {replication_factor: 2}}), facts}],
  },
});
