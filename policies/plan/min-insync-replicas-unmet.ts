import {
  keptReplicas,
  liveTopic,
  type PlanFacts,
  type PlannedChange,
  planFacts,
  plannedNumber,
  plannedTopic,
  planPolicy,
  settingChange,
  topicFacts,
  unknown,
} from 'kafka-weir/policy';

const healthy = topicFacts(1000);
const facts = planFacts({live: {topics: [healthy]}});
const lame = planFacts({live: {topics: [{...healthy, partitions: healthy.partitions.map(one => ({...one, isr: [1]}))}]}});
const two = {config: {'min.insync.replicas': '2'}};

/** Below it, brokers refuse every write with acks=all. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'The in-sync replicas that a plan asks for are there',
  rationale:
    'A write with acks=all, which every producer sends by default, is refused while fewer replicas are in sync than min.insync.replicas says. Where a plan asks for more than are in sync now, or than the topic has at all, writes stop with the apply.',
  level: 'error',
  covers: ['TO3', 'TO5'],
  sources: [
    'Apache Kafka 4.3, Partition.appendRecordsToLeader: NotEnoughReplicasException',
    'Mongey/kafka provider v0.13.1, client.go, buildNewReplicas: which replicas stay where their number shrinks',
  ],
  waiveWhen: 'Never: bring the replicas back into sync first, or ask for fewer.',
  judge(change, planned, _options, report) {
    const {action, kind, name, before, after, resource, stack} = change;
    if (kind !== 'Topic' || action !== 'update') return;
    const {had, gets, isStated} = settingChange(change, planned, 'min.insync.replicas');
    const replicationFactor = plannedNumber(after, 'replication_factor');
    const hadFactor = plannedNumber(before, 'replication_factor');
    if (gets === undefined || replicationFactor === undefined || (had === gets && hadFactor === replicationFactor)) return;
    const asked = Number(gets);
    const topic = liveTopic(change, planned);
    const isUnknown = topic === undefined || 'unknown' in topic;
    const stays = (replicas: readonly number[]): readonly number[] =>
      replicationFactor < replicas.length ? keptReplicas(replicas, replicationFactor) : replicas;
    const short = isUnknown
      ? []
      : topic.known.partitions.filter(({replicas, isr}) => isr.filter(id => stays(replicas).includes(id)).length < asked);
    const mayStop = isUnknown && (had === undefined || asked > Number(had));
    if (asked <= replicationFactor && short.length === 0 && !mayStop) return;
    const why =
      mayStop && asked <= replicationFactor
        ? `the replicas that are in sync now are unknown: ${topic === undefined ? 'the topic is not on the cluster' : topic.unknown}`
        : asked > replicationFactor
          ? `the topic has ${replicationFactor} replica${replicationFactor === 1 ? '' : 's'} of each partition`
          : `${short.length} of its partitions have fewer in sync now, the first is partition ${short[0]?.partition} with ${short[0]?.isr.join(', ')}`;
    report({
      resource: resource ?? planned.clusterDocument,
      at: isStated ? '/spec/config/min.insync.replicas' : '/spec/replicationFactor',
      about: {kind, name},
      message: `min.insync.replicas ${gets} of ${name} ${mayStop && asked <= replicationFactor ? 'may stop' : 'stops'} every write with acks=all: ${why}`,
      evidence: {
        topic: name,
        stack,
        minInsyncReplicas: asked,
        replicationFactor,
        partitionsBelow: isUnknown
          ? `unknown: ${topic === undefined ? 'the topic is not on the cluster' : topic.unknown}`
          : short.map(({partition, isr}) => ({partition, isr})),
      },
    });
  },
  examples: {
    good: [
      {change: plannedTopic('update', {after: two}), facts},
      {change: plannedTopic('update', {before: two, after: {...two, partitions: 24}}), facts: lame},
    ],
    bad: [
      {change: plannedTopic('update', {after: {...two, replication_factor: 1}}), facts},
      {change: plannedTopic('update', {after: two}), facts: lame},
      {change: plannedTopic('update', {after: two}), facts: planFacts({live: unknown('the brokers could not be asked')})},
    ],
  },
});
