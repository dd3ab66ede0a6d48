import {at, cluster, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: 'Brokers check that a transactional record belongs to a transaction',
  rationale:
    'With transaction.partition.verification.enable=false a record that arrives late, after its transaction has ended, opens one that nobody will ever end: readers of committed records stop before it for good, and the log is not cleaned any more. The switch is one for producers of every protocol.',
  level: 'error',
  packs: {development: 'warning', 'exactly-once': 'error'},
  covers: ['EO4'],
  sources: [
    'KIP-890: transactions server-side defense, against hanging transactions',
    'Apache Kafka 4.3, TransactionLogConfig.TRANSACTION_PARTITION_VERIFICATION_ENABLE_DOC: enabled by default',
  ],
  waiveWhen: 'The check itself is the suspect in an incident, for as long as that is looked into.',
  schema: at('spec.brokers.config.transaction.partition.verification.enable', {not: {const: 'false'}}),
  message: () =>
    'a late record can open a transaction that never ends and stops its readers: set transaction.partition.verification.enable to true on the brokers, then state it here',
  examples: {
    good: [cluster(), stating({'transaction.partition.verification.enable': true})],
    bad: [stating({'transaction.partition.verification.enable': false})],
  },
});

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
