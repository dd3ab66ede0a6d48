import {type PlanFacts, type PlannedChange, planFacts, plannedNumber, plannedTopic, planPolicy, settingChange} from 'kafka-weir/policy';

const facts = planFacts();
const three = {config: {'min.insync.replicas': '3'}};
const two = {config: {'min.insync.replicas': '2'}};

/** As many in sync as there are: one broker that restarts stops writes. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'One broker may be down without stopping writes',
  rationale:
    'Where min.insync.replicas is as large as the replication factor, every broker of a partition must be up for a write with acks=all: each restart and each patch stops its writes.',
  level: 'warning',
  covers: ['TO3'],
  sources: ['Apache Kafka 4.3, Partition.appendRecordsToLeader: NotEnoughReplicasException'],
  waiveWhen: 'Records must be on every replica before they count, and its producers may wait for a broker.',
  judge(change, planned, _options, report) {
    const {action, kind, name, before, after, resource, stack} = change;
    if (kind !== 'Topic' || action !== 'update') return;
    const {had, gets, isStated} = settingChange(change, planned, 'min.insync.replicas');
    const replicationFactor = plannedNumber(after, 'replication_factor');
    if (replicationFactor === undefined || replicationFactor < 2 || Number(gets) !== replicationFactor) return;
    if (had === gets && plannedNumber(before, 'replication_factor') === replicationFactor) return;
    report({
      resource: resource ?? planned.clusterDocument,
      at: isStated ? '/spec/config/min.insync.replicas' : '/spec/replicationFactor',
      about: {kind, name},
      message: `min.insync.replicas ${gets} of ${name} is its replication factor: any one broker that is down, or restarts, stops writes with acks=all; write ${replicationFactor - 1}`,
      evidence: {topic: name, stack, minInsyncReplicas: replicationFactor, replicationFactor},
    });
  },
  examples: {
    good: [
      {change: plannedTopic('update', {before: three, after: two}), facts},
      {change: plannedTopic('update', {after: {replication_factor: 1}}), facts},
    ],
    bad: [
      {change: plannedTopic('update', {before: two, after: three}), facts},
      {change: plannedTopic('update', {before: two, after: {...two, replication_factor: 2}}), facts},
    ],
  },
});
