import {type PlanFacts, type PlannedChange, planFacts, plannedTopic, planPolicy} from 'kafka-weir/policy';

const facts = planFacts();

/** Destroy and create: the new topic is empty. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'No topic is replaced',
  rationale: 'A replacement destroys the topic with every record in it and creates an empty one under the same name.',
  level: 'error',
  covers: ['TO5'],
  sources: ['Mongey/kafka provider v0.13.1, resource_kafka_topic.go: which attributes force a new topic'],
  waiveWhen: 'Its owner agreed that the records may go: waive it for this topic alone, for the few days until the apply.',
  judge({action, kind, name, before, after, replacedBy, resource, stack}, {clusterDocument}, _options, report) {
    if (kind !== 'Topic' || action !== 'replace') return;
    // Fewer partitions are told by the rule about them.
    if (Number(after?.['partitions']) < Number(before?.['partitions'])) return;
    const because = replacedBy.length === 0 ? '' : ` because of ${replacedBy.join(', ')}`;
    report({
      resource: resource ?? clusterDocument,
      at: '/spec',
      about: {kind, name},
      message: `this plan destroys the topic ${name} with all its records and creates an empty one${because}`,
      evidence: {topic: name, stack, replacedBy},
    });
  },
  examples: {
    good: [{change: plannedTopic('update'), facts}],
    bad: [{change: plannedTopic('replace'), facts}],
  },
});
