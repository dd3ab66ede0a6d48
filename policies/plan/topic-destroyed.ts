import {
  contentsEvidence,
  contentsText,
  liveTopic,
  type PlanFacts,
  type PlannedChange,
  planFacts,
  plannedTopic,
  planPolicy,
  readersText,
  topicContents,
  topicFacts,
  unknown,
} from 'kafka-weir/policy';

/** A destroyed topic takes its records with it. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'No topic is destroyed',
  rationale:
    'Destroying a topic deletes every record in it, and no later apply brings them back. A document that was removed or renamed plans exactly that. The finding says what is in the topic and who reads it; a topic that is empty can be filled before the apply.',
  level: 'error',
  covers: ['TO5'],
  sources: [
    'Apache Kafka 4.3 documentation, Basic Kafka operations: deleting a topic deletes its data',
    'KIP-396 and KIP-734: offsets by ListOffsets, the time of the last write by its maximum timestamp',
    'KIP-113: sizes of logs by DescribeLogDirs',
  ],
  waiveWhen:
    'Its owner agreed that the records may go: approve this plan, or waive it for this topic alone, for the few days until the apply. To keep the topic, run weir forget.',
  judge(change, facts, _options, report) {
    const {action, kind, name, stack, resource} = change;
    if (kind !== 'Topic' || action !== 'delete') return;
    const why = resource === undefined ? 'no document declares it any more' : `its document now belongs to another stack than ${stack}`;
    const contents = topicContents(liveTopic(change, facts));
    report({
      resource: resource ?? facts.clusterDocument,
      at: '/metadata/name',
      about: {kind, name},
      message: `this plan destroys the topic ${name} with all that is in it (${contentsText(contents)})${readersText(contents.readers)}: ${why}; to let it stay, run weir forget Topic ${name}`,
      evidence: {topic: name, stack, ...contentsEvidence(contents)},
      discriminator: stack,
    });
  },
  examples: {
    good: [{change: plannedTopic('create'), facts: planFacts()}],
    bad: [
      {change: plannedTopic('delete'), facts: planFacts({live: {topics: [topicFacts(1000)]}})},
      {change: plannedTopic('delete'), facts: planFacts({live: unknown('the brokers could not be asked')})},
    ],
  },
});
