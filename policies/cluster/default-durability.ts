import {all, at, cluster, policy, value} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: 'What a topic does not state is safe by default',
  rationale:
    "A topic that is made past this repository, by a tool or by Kafka Streams, takes the brokers' defaults. Kafka's own are one replica and one in-sync replica; brokers of a cluster that matters should have better ones: three, and two, so that a broker may restart.",
  level: 'warning',
  packs: {development: 'off', 'exactly-once': 'error', regulated: 'error'},
  covers: ['DR1', 'TO2'],
  sources: [
    'Apache Kafka 4.3, ReplicationConfigs.REPLICATION_FACTOR_DEFAULT 1; ServerLogConfigs.MIN_IN_SYNC_REPLICAS_DEFAULT 1',
    'Strimzi, Kafka broker configuration tuning: default.replication.factor 3 and min.insync.replicas 2',
  ],
  waiveWhen: 'Nobody but this repository can make a topic here.',
  schema: all(
    at('spec.brokers.config.default.replication.factor', {wholeMinimum: 3}),
    at('spec.brokers.config.min.insync.replicas', {wholeMinimum: 2}),
    at('spec.brokers.config.min.insync.replicas', {wholeBelow: value('spec.brokers.config.default.replication.factor')}),
  ),
  message: ({pointer, value: stated}) => {
    const name = pointer.slice(pointer.lastIndexOf('/') + 1);
    if (name === 'default.replication.factor')
      return `default.replication.factor ${stated} leaves topics that state none with too few copies: set 3`;
    return Number(stated) < 2
      ? `min.insync.replicas ${stated} as the default lets one copy acknowledge a write: set 2`
      : `min.insync.replicas ${stated} as the default is all of the replicas, so that a broker that restarts stops writes: set 2, with default.replication.factor 3`;
  },
  examples: {
    good: [cluster(), stating({'default.replication.factor': 3, 'min.insync.replicas': 2}), stating({'min.insync.replicas': 2})],
    bad: [
      stating({'default.replication.factor': 2}),
      stating({'min.insync.replicas': 1}),
      stating({'default.replication.factor': 3, 'min.insync.replicas': 3}),
    ],
  },
});

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
