import {all, at, policy, topic} from 'kafka-weir/policy';

const THROTTLES = ['leader.replication.throttled.replicas', 'follower.replication.throttled.replicas'];

export default policy({
  kind: 'Topic',
  title: 'No replication throttle is left on a topic',
  rationale:
    'Lists of throttled replicas belong to a reassignment: the tool sets them and takes them away. Stated in a spec they come back with every apply, and ordinary replication is throttled whenever a rate is set: followers fall behind and leave the in-sync replicas.',
  level: 'warning',
  packs: {strict: 'error'},
  sources: [
    'Apache Kafka documentation, Limiting bandwidth usage during data migration: the throttle must be removed in a timely manner',
    'KIP-73: replication quotas',
  ],
  waiveWhen: 'A long migration runs by hand, and the waiver ends with it.',
  schema: all(...THROTTLES.map(key => at(`spec.config.${key}`, {not: {pattern: '\\S'}}))),
  mark: 'key',
  message: ({pointer}) =>
    `${pointer.slice(pointer.lastIndexOf('/') + 1)} throttles ordinary replication for as long as it stands: take it out, kafka-reassign-partitions sets it for a move`,
  fix: ({pointer}) => ({[pointer]: null}),
  examples: {
    good: [topic()],
    bad: [
      topic({config: {'leader.replication.throttled.replicas': '*'}}),
      topic({config: {'follower.replication.throttled.replicas': ['0:1', '1:2']}}),
    ],
  },
});
