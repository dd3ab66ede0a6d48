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

/** Destroy and create: the new topic is empty. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'No topic is replaced',
  rationale:
    'A replacement destroys the topic with every record in it and creates an empty one under the same name. Groups that read it lose their place: their offsets are of the topic that is gone.',
  level: 'error',
  covers: ['TO5'],
  sources: [
    'Mongey/kafka provider v0.13.1, resource_kafka_topic.go: which attributes force a new topic',
    'KIP-113, KIP-396 and KIP-734: sizes, offsets and the time of the last write',
  ],
  waiveWhen:
    'Its owner agreed that the records may go: approve this plan, or waive it for this topic alone, for the few days until the apply.',
  judge(change, planned, _options, report) {
    const {action, kind, name, before, after, replacedBy, resource, stack} = change;
    if (kind !== 'Topic' || action !== 'replace') return;
    // Fewer partitions are told by the rule about them.
    if ((plannedNumber(after, 'partitions') ?? 0) < (plannedNumber(before, 'partitions') ?? 0)) return;
    const because = replacedBy.length === 0 ? '' : ` because of ${replacedBy.join(', ')}`;
    const contents = topicContents(liveTopic(change, planned));
    report({
      resource: resource ?? planned.clusterDocument,
      at: '/spec',
      about: {kind, name},
      message: `this plan destroys the topic ${name} with all that is in it (${contentsText(contents)}) and creates an empty one${because}${readersText(contents.readers)}`,
      evidence: {topic: name, stack, replacedBy, ...contentsEvidence(contents)},
    });
  },
  examples: {
    good: [{change: plannedTopic('update'), facts}],
    bad: [{change: plannedTopic('replace'), facts}],
  },
});
