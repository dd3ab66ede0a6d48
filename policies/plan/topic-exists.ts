import {liveTopic, type PlanFacts, type PlannedChange, planFacts, plannedTopic, planPolicy, topicFacts} from 'kafka-weir/policy';

/** The brokers refuse to create a topic that is there, half-way through the apply. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'A topic that a plan creates is not on the cluster yet',
  rationale:
    'A topic that exists and that no state holds, from before Weir or because a state was lost, cannot be created: the apply would stop there with the rest half done. Adopted, it is in the state, and the next plan shows how it differs from its document.',
  level: 'error',
  covers: ['TO5'],
  sources: ['Apache Kafka 4.3, ReplicationControlManager.createTopics: TOPIC_ALREADY_EXISTS'],
  waiveWhen: 'Never: the brokers refuse it.',
  judge(change, facts, _options, report) {
    const {kind, action, name, resource, stack} = change;
    if (kind !== 'Topic' || action !== 'create' || 'unknown' in facts.live) return;
    const topic = liveTopic(change, facts);
    if (topic === undefined) return;
    const isThere = 'known' in topic;
    report({
      resource: resource ?? facts.clusterDocument,
      at: '/metadata/name',
      about: {kind, name},
      message: isThere
        ? `the topic ${name} is on the cluster and in no state (${topic.known.partitions.length} partitions), and cannot be created; take it in: weir adopt Topic ${name}`
        : `whether the topic ${name} is on the cluster is unknown: ${topic.unknown}`,
      evidence: {
        topic: name,
        stack,
        ...(isThere ? {partitions: topic.known.partitions.length} : {topicUnknown: topic.unknown}),
      },
    });
  },
  examples: {
    good: [
      {change: plannedTopic('create'), facts: planFacts()},
      {change: plannedTopic('update'), facts: planFacts({live: {topics: [topicFacts(0)]}})},
    ],
    bad: [{change: plannedTopic('create'), facts: planFacts({live: {topics: [topicFacts(1000)]}})}],
  },
});
