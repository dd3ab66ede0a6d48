import {all, at, cluster, option, policy, value} from 'kafka-weir/policy';

const PAIRS = [
  ['transaction.state.log.min.isr', 'transaction.state.log.replication.factor'],
  ['share.coordinator.state.topic.min.isr', 'share.coordinator.state.topic.replication.factor'],
] as const;

export default policy({
  kind: 'Cluster',
  title: 'The outcome of a transaction is on two brokers before it counts',
  rationale:
    'A commit is a record in the transaction log. With one in-sync replica it is acknowledged by a single broker: lost with it, a transaction that its producer saw committed is aborted or hangs, and exactly-once was a promise. As many in-sync replicas as replicas stop every transaction while one broker restarts.',
  level: 'error',
  packs: {development: 'off', 'exactly-once': 'error'},
  covers: ['DR1', 'C01.1'],
  sources: [
    'Apache Kafka 4.3, TransactionLogConfig: transaction.state.log.min.isr is 2 by default; ShareCoordinatorConfig likewise',
    'KIP-98: transaction log',
  ],
  waiveWhen: 'Nobody uses transactions on this cluster, and it may lose data.',
  options: {min: {type: 'integer', minimum: 1, description: 'Fewest in-sync replicas.', default: 2}},
  schema: all(
    ...PAIRS.map(([isr]) => at(`spec.brokers.config.${isr}`, {wholeMinimum: option('min')})),
    ...PAIRS.map(([isr, replicas]) => at(`spec.brokers.config.${isr}`, {wholeBelow: value(`spec.brokers.config.${replicas}`)})),
  ),
  message: ({pointer, value: stated, min}) => {
    const name = pointer.slice(pointer.lastIndexOf('/') + 1);
    return Number(stated) < min
      ? `${name} ${stated} is below ${min}: a commit is acknowledged by a broker that may be lost with it`
      : `${name} ${stated} needs every replica in sync: a broker that restarts would stop it; set it below the replication factor`;
  },
  examples: {
    good: [
      cluster(),
      stating({'transaction.state.log.min.isr': 2, 'transaction.state.log.replication.factor': 3}),
      stating({'transaction.state.log.min.isr': 2}),
    ],
    bad: [
      stating({'transaction.state.log.min.isr': 1}),
      stating({'transaction.state.log.min.isr': 3, 'transaction.state.log.replication.factor': 3}),
      stating({'share.coordinator.state.topic.min.isr': 1}),
    ],
  },
});

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
