import {all, at, cluster, option, policy} from 'kafka-weir/policy';

/** The brokers make these topics themselves, at their first use, with the replication that is set then. */
const SETTINGS = [
  'offsets.topic.replication.factor',
  'transaction.state.log.replication.factor',
  'share.coordinator.state.topic.replication.factor',
];

export default policy({
  kind: 'Cluster',
  title: "Kafka's own topics have three replicas",
  rationale:
    'The positions of all groups, the state of all transactions and of share groups live in topics that the brokers make themselves. With fewer than three replicas one broker that is down stops every consumer group or every transaction whose state it held, and one that is lost loses them. Set once, the number holds for a topic that exists already: changing it later needs a reassignment.',
  level: 'error',
  packs: {development: 'off', 'exactly-once': 'error', regulated: 'error'},
  covers: ['DR1', 'TO2', 'C01.1'],
  sources: [
    'Apache Kafka 4.3, GroupCoordinatorConfig, TransactionLogConfig and ShareCoordinatorConfig: the default is 3; creation fails until there are so many brokers',
  ],
  waiveWhen: 'The cluster has fewer than three brokers and may lose everything, as one for trying things out.',
  options: {min: {type: 'integer', minimum: 1, description: 'Fewest replicas.', default: 3}},
  schema: all(...SETTINGS.map(name => at(`spec.brokers.config.${name}`, {wholeMinimum: option('min')}))),
  message: ({pointer, value, min, resource}) => {
    const {count} = resource.spec.brokers ?? {};
    const isTooSmall = count !== undefined && count < min;
    const remedy = isTooSmall
      ? `${count} brokers can hold no more: add some, or lower the option min`
      : 'set it on the brokers before the topic exists, or reassign its partitions, then state it here';
    return `${pointer.slice(pointer.lastIndexOf('/') + 1)} ${value} is below ${min}: with a broker down, groups or transactions stop; ${remedy}`;
  },
  examples: {
    good: [cluster(), stating({'offsets.topic.replication.factor': 3, 'transaction.state.log.replication.factor': 5})],
    bad: [
      stating({'offsets.topic.replication.factor': 1}),
      stating({'transaction.state.log.replication.factor': 2}),
      stating({'share.coordinator.state.topic.replication.factor': 1}),
      cluster({environment: 'staging', brokers: {count: 2, config: {'offsets.topic.replication.factor': 2}}}),
    ],
  },
});

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
