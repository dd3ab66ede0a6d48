import {
  contentsEvidence,
  contentsText,
  liveTopic,
  type PlanFacts,
  type PlannedChange,
  planFacts,
  plannedNumber,
  plannedTopic,
  planPolicy,
  readersText,
  topicContents,
  topicFacts,
} from 'kafka-weir/policy';

const facts = planFacts({live: {topics: [topicFacts(1000)]}});

/** Kafka cannot remove a partition, so the provider destroys the topic and creates it anew. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'Partitions never decrease',
  rationale:
    'Kafka has no way to remove partitions. The Terraform provider makes fewer of them by destroying the topic, with every record in it, and creating an empty one.',
  level: 'error',
  covers: ['TO5'],
  sources: [
    'Apache Kafka 4.3 documentation, Basic Kafka operations, Modifying topics: reducing the number of partitions is not supported',
    'Mongey/kafka provider v0.13.1, resource_kafka_topic.go, customDiff: fewer partitions force a new topic',
  ],
  waiveWhen:
    'The topic is empty, or its records may be lost, and its owner agreed: approve this plan, or waive it for this topic alone, for the few days until the apply.',
  judge(change, planned, _options, report) {
    const {kind, name, before, after, resource, stack} = change;
    const had = plannedNumber(before, 'partitions');
    const wants = plannedNumber(after, 'partitions');
    if (kind !== 'Topic' || had === undefined || wants === undefined || wants >= had) return;
    const contents = topicContents(liveTopic(change, planned));
    report({
      resource: resource ?? planned.clusterDocument,
      at: '/spec/partitions',
      about: {kind, name},
      message: `${had} partitions would become ${wants}, which destroys the topic ${name} with all its records (${contentsText(contents)}) and creates an empty one${readersText(contents.readers)}; write ${had}, or make a new topic and move over`,
      evidence: {topic: name, stack, partitionsBefore: had, partitionsAfter: wants, ...contentsEvidence(contents)},
    });
  },
  examples: {
    good: [{change: plannedTopic('update', {before: {partitions: 6}}), facts}],
    bad: [{change: plannedTopic('replace', {after: {partitions: 6}}), facts}],
  },
});
