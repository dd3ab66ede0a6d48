import {at, cluster, option, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: 'A forgotten transaction ends within a quarter of an hour',
  rationale:
    'A transaction whose producer died holds back everybody who reads committed records on its partitions until it times out. transaction.max.timeout.ms is the longest that a producer may ask for: above it, one dead client stops its readers for as long.',
  level: 'warning',
  packs: {'exactly-once': 'error', development: 'off'},
  covers: ['EO4'],
  sources: [
    'Apache Kafka 4.3, TransactionStateManagerConfig: transaction.max.timeout.ms is 15 minutes by default',
    'KIP-98: the last stable offset waits for open transactions',
  ],
  waiveWhen: 'One job needs long transactions, and nobody reads its topics with read_committed meanwhile.',
  options: {maxMs: {type: 'integer', minimum: 1, description: 'Longest time in milliseconds.', default: 900_000}},
  schema: at('spec.brokers.config.transaction.max.timeout.ms', {wholeMaximum: option('maxMs')}),
  message: ({value, maxMs}) =>
    `a dead producer may hold back readers for ${value} ms: set transaction.max.timeout.ms to at most ${maxMs} on the brokers, then state it here`,
  examples: {
    good: [cluster(), stating({'transaction.max.timeout.ms': '15m'})],
    bad: [stating({'transaction.max.timeout.ms': '1h'})],
  },
});

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
