import {
  keptReplicas,
  liveTopic,
  type PlanFacts,
  type PlannedChange,
  planFacts,
  plannedNumber,
  plannedTopic,
  planPolicy,
  topicFacts,
  unknown,
} from 'kafka-weir/policy';

const facts = planFacts({live: {topics: [topicFacts(1000)]}});

/** The provider drops the last replicas of each partition, in sync or not. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'The replication factor does not decrease',
  rationale:
    'With fewer replicas fewer brokers may fail before records are lost or writes stop. The provider keeps the first replicas of each partition and drops the others without a look at which of them are in sync: where those that stay are behind, the partition waits for them, and its leader may move.',
  level: 'warning',
  packs: {development: 'note'},
  covers: ['TO5', 'TO2'],
  sources: [
    'Mongey/kafka provider v0.13.1, client.go, buildNewReplicas: the head of the replica list stays',
    'KIP-455: reassignments, which an altered replica list is',
  ],
  waiveWhen: 'The records can be made again, and the space of a replica is needed.',
  judge(change, {clusterDocument, ...known}, _options, report) {
    const {action, kind, name, before, after, resource, stack} = change;
    const had = plannedNumber(before, 'replication_factor');
    const wants = plannedNumber(after, 'replication_factor');
    if (kind !== 'Topic' || action !== 'update' || had === undefined || wants === undefined || wants >= had) return;
    const topic = liveTopic(change, known);
    const partitions = topic !== undefined && 'known' in topic ? topic.known.partitions : undefined;
    const behind = partitions?.filter(({replicas, isr}) => keptReplicas(replicas, wants).some(id => !isr.includes(id)));
    const withoutLeader = partitions?.filter(({replicas, leaderId}) => !keptReplicas(replicas, wants).includes(leaderId));
    const state =
      behind === undefined
        ? `; which replicas are in sync is unknown: ${topic !== undefined && 'unknown' in topic ? topic.unknown : 'the topic is not on the cluster'}`
        : behind.length === 0
          ? ''
          : `; in ${behind.length} of ${partitions?.length} partitions a replica that stays is not in sync now`;
    report({
      resource: resource ?? clusterDocument,
      at: '/spec/replicationFactor',
      about: {kind, name},
      message: `${had} replicas of ${name} become ${wants}: the provider drops the last ones of each partition, and ${wants === 1 ? 'no broker' : `only ${wants - 1} of its brokers`} may fail from then on${state}; write ${had}`,
      evidence: {
        topic: name,
        stack,
        replicationFactorBefore: had,
        replicationFactorAfter: wants,
        keptOutOfSync: behind?.map(({partition}) => partition) ?? 'unknown',
        leaderMoves: withoutLeader?.map(({partition}) => partition) ?? 'unknown',
      },
    });
  },
  examples: {
    good: [{change: plannedTopic('update', {before: {replication_factor: 2}}), facts}],
    bad: [
      {change: plannedTopic('update', {after: {replication_factor: 1}}), facts},
      {
        change: plannedTopic('update', {after: {replication_factor: 2}}),
        facts: planFacts({live: unknown('the brokers could not be asked')}),
      },
    ],
  },
});
