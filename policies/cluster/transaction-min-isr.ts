import {brokerValue, cluster, modelPolicy, type Resource} from 'kafka-weir/policy';

const PAIRS = [
  ['transaction.state.log.min.isr', 'transaction.state.log.replication.factor'],
  ['share.coordinator.state.topic.min.isr', 'share.coordinator.state.topic.replication.factor'],
] as const;

export default modelPolicy({
  kinds: ['Cluster'],
  title: 'The outcome of a transaction is on two brokers before it counts',
  rationale:
    "A commit is a record in the transaction log. With one in-sync replica it is acknowledged by a single broker: lost with it, a transaction that its producer saw committed is aborted or hangs, and exactly-once was a promise. As many in-sync replicas as replicas stop every transaction while one broker restarts. Where the number of replicas is not stated, it is taken to be Kafka's three.",
  level: 'error',
  packs: {development: 'off', 'exactly-once': 'error'},
  covers: ['DR1', 'C01.1'],
  sources: [
    'Apache Kafka 4.3, TransactionLogConfig: transaction.state.log.min.isr is 2 by default, of 3 replicas; ShareCoordinatorConfig likewise',
    'Apache Kafka 4.3, Partition.effectiveMinIsr: the lower of min.insync.replicas and the number of replicas',
    'KIP-98: transaction log',
  ],
  waiveWhen: 'Nobody uses transactions on this cluster, and it may lose data.',
  options: {min: {type: 'integer', minimum: 1, description: 'Fewest in-sync replicas.', default: 2}},
  judgeAll({cluster: document}, {min}, report) {
    if (document === undefined) return;
    for (const [inSync, replicas] of PAIRS) {
      // Too few replicas, whatever is in sync, are the matter of cluster/internal-topics-replicated.
      if (!brokerValue(document, inSync).isStated) continue;
      const message = problemOf(document, inSync, replicas, min);
      if (message !== undefined) report({resource: document, at: `spec.brokers.config.${inSync}`, message});
    }
  },
  examples: {
    good: [
      [cluster()],
      [stating({'transaction.state.log.min.isr': 2, 'transaction.state.log.replication.factor': 3})],
      [stating({'transaction.state.log.min.isr': 2})],
    ],
    bad: [
      [stating({'transaction.state.log.min.isr': 1})],
      [stating({'transaction.state.log.min.isr': 3})],
      [stating({'transaction.state.log.min.isr': 3, 'transaction.state.log.replication.factor': 3})],
      [stating({'share.coordinator.state.topic.min.isr': 3})],
      [stating({'share.coordinator.state.topic.min.isr': 1})],
    ],
  },
});

function problemOf(document: Resource<'Cluster'>, inSync: string, replicas: string, min: number): string | undefined {
  const {text} = brokerValue(document, inSync);
  const all = brokerValue(document, replicas);
  if (Number(text) < min) return `${inSync} ${text} is below ${min}: a commit is acknowledged by a broker that may be lost with it`;
  if (Number(text) < Number(all.text)) return undefined;
  const source = all.isStated ? '' : ` (Kafka's default of ${replicas})`;
  return `${inSync} ${text} needs all ${all.text} replicas${source} in sync: a broker that restarts would stop it; set it below the replication factor`;
}

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
