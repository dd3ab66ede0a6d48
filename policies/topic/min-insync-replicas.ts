import {at, option, policy, topic, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'An acknowledged write is on at least two in-sync replicas',
  rationale:
    "Kafka's default for min.insync.replicas is 1: a producer with acks=all is then acknowledged when only the leader has the record, and losing that broker loses it. Judged where there are at least three replicas; fewer are the matter of topic/replication-factor.",
  level: 'error',
  packs: {development: 'off', 'exactly-once': 'error'},
  covers: ['TO2', 'DR1', 'PR1'],
  sources: [
    'Apache Kafka, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG: replication factor 3, min.insync.replicas 2, acks=all',
    'Strimzi, Broker configuration tuning: min.insync.replicas 1 weakens acks=all',
  ],
  waiveWhen: 'Records may be lost with one broker, as with telemetry, and the producers know it.',
  options: {min: {type: 'integer', description: 'Fewest in-sync replicas for a write to be acknowledged.', minimum: 1, default: 2}},
  schema: when(
    at('spec.replicationFactor', {minimum: 3}, {required: true}),
    at('spec.config.min.insync.replicas', {wholeMinimum: option('min')}, {required: true}),
  ),
  message: ({value, min}) =>
    value === undefined
      ? `min.insync.replicas is not stated, so the broker's default holds (1 unless it was changed): state at least ${min}`
      : `min.insync.replicas ${value} is below ${min}: a write can be acknowledged with too few copies and be lost with one broker`,
  fix: ({min}) => ({'spec.config.min.insync.replicas': min}),
  examples: {
    good: [topic({config: {'min.insync.replicas': 2}}), topic({replicationFactor: 1, config: {'min.insync.replicas': 1}})],
    bad: [topic({config: {'min.insync.replicas': 1}}), topic({config: {'min.insync.replicas': undefined}})],
  },
});
