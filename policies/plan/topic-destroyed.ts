import {type PlanFacts, type PlannedChange, planFacts, plannedTopic, planPolicy} from 'kafka-weir/policy';

const facts = planFacts();

/** A destroyed topic takes its records with it. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'No topic is destroyed',
  rationale:
    'Destroying a topic deletes every record in it, and no later apply brings them back. A document that was removed, renamed or moved to another domain plans exactly that.',
  level: 'error',
  covers: ['TO5'],
  sources: ['Apache Kafka 4.3 documentation, Basic Kafka operations: deleting a topic deletes its data'],
  waiveWhen: 'Its owner agreed that the records may go: waive it for this topic alone, for the few days until the apply.',
  judge({action, kind, name, stack, resource}, {clusterDocument}, _options, report) {
    if (kind !== 'Topic' || action !== 'delete') return;
    const why = resource === undefined ? 'no document declares it any more' : `its document now belongs to another stack than ${stack}`;
    report({
      resource: resource ?? clusterDocument,
      at: '/metadata/name',
      about: {kind, name},
      message: `this plan destroys the topic ${name} with all its records: ${why}`,
      evidence: {topic: name, stack},
      discriminator: stack,
    });
  },
  examples: {
    good: [{change: plannedTopic('create'), facts}],
    bad: [{change: plannedTopic('delete'), facts}],
  },
});
