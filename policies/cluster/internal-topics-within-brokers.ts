import {all, at, cluster, policy, value} from 'kafka-weir/policy';

const SETTINGS = [
  'offsets.topic.replication.factor',
  'transaction.state.log.replication.factor',
  'share.coordinator.state.topic.replication.factor',
  'default.replication.factor',
];

export default policy({
  kind: 'Cluster',
  title: "Kafka's own topics fit the number of brokers",
  rationale:
    'The brokers cannot make a topic with more replicas than there are brokers. For their own topics that shows late: the first consumer group or the first transaction waits for a coordinator that never comes.',
  level: 'error',
  sources: [
    'Apache Kafka 4.3, GroupCoordinatorConfig.OFFSETS_TOPIC_REPLICATION_FACTOR_DOC: creation fails until the cluster size meets the replication factor',
    'Apache Kafka 4.3, ReplicationControlManager: more replicas than brokers are refused',
  ],
  waiveWhen: 'The brokers that are missing are being added, and nobody uses the cluster before.',
  schema: all(...SETTINGS.map(name => at(`spec.brokers.config.${name}`, {wholeMaximum: value('spec.brokers.count')}))),
  message: ({pointer, value: replicas, resource}) =>
    `${pointer.slice(pointer.lastIndexOf('/') + 1)} ${replicas} is above the ${resource.spec.brokers?.count ?? 0} brokers that there are: the topic could never be made`,
  examples: {
    good: [cluster(), stating({'offsets.topic.replication.factor': 3})],
    bad: [stating({'offsets.topic.replication.factor': 4}), stating({'default.replication.factor': 5})],
  },
});

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
