import {cluster, effectiveWhole, topic, topicPolicy} from 'kafka-weir/policy';

const ASKING_FOR_TWO = cluster({brokers: {config: {'default.replication.factor': 3, 'min.insync.replicas': 2}}});

export default topicPolicy({
  title: 'An acknowledged write is on at least two in-sync replicas',
  rationale:
    "Kafka's default for min.insync.replicas is 1: a producer with acks=all is then acknowledged when only the leader has the record, and losing that broker loses it. A topic may leave it to its brokers where the Cluster says that they ask for enough. Judged where there are at least three replicas; fewer are the matter of topic/replication-factor.",
  level: 'error',
  packs: {development: 'off', 'exactly-once': 'error', regulated: 'error'},
  covers: ['TO2', 'DR1', 'PR1'],
  sources: [
    'Apache Kafka, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG: replication factor 3, min.insync.replicas 2, acks=all',
    'Strimzi, Broker configuration tuning: min.insync.replicas 1 weakens acks=all',
  ],
  waiveWhen: 'Records may be lost with one broker, as with telemetry, and the producers know it.',
  options: {min: {type: 'integer', description: 'Fewest in-sync replicas for a write to be acknowledged.', minimum: 1, default: 2}},
  judge(resource, {min}, report, where) {
    const {replicationFactor} = resource.spec;
    const {whole, from} = effectiveWhole(resource.spec, 'min.insync.replicas', where);
    if (replicationFactor < 3 || whole >= BigInt(min)) return;
    // One text for a default of 1, stated or not: several clusters then share one finding.
    const inherited = whole === 1n ? "the broker's default holds (1 unless it was changed)" : `the ${whole} of the brokers holds`;
    const message =
      from === 'topic'
        ? `min.insync.replicas ${whole} is below ${min}: a write can be acknowledged with too few copies and be lost with one broker`
        : `min.insync.replicas is not stated, so ${inherited}: state at least ${min}`;
    report({
      resource,
      at: 'spec.config.min.insync.replicas',
      message,
      // As many as there are replicas would stop writes while one broker restarts.
      ...(min < replicationFactor ? {fix: {'spec.config.min.insync.replicas': min}} : {}),
    });
  },
  examples: {
    good: [
      [topic({config: {'min.insync.replicas': 2}})],
      [topic({replicationFactor: 1, config: {'min.insync.replicas': 1}})],
      [ASKING_FOR_TWO, topic({config: {'min.insync.replicas': undefined}})],
      [topic({metadata: {labels: {class: 'telemetry'}}, config: {'min.insync.replicas': undefined, 'retention.ms': '1d'}})],
    ],
    bad: [
      [topic({config: {'min.insync.replicas': 1}})],
      [topic({config: {'min.insync.replicas': undefined}})],
      [ASKING_FOR_TWO, topic({config: {'min.insync.replicas': 1}})],
    ],
  },
});
