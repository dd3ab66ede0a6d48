import {brokerValue, cluster, durationText, profile, profilePolicy} from 'kafka-weir/policy';

const MOST = 'transaction.max.timeout.ms';

export default profilePolicy({
  title: 'A transaction may last as long as the brokers allow',
  rationale:
    'A producer asks for its time when it registers its transactional id, and the coordinator refuses more than transaction.max.timeout.ms: no transaction ever begins. That time is also how long readers of committed records wait where a producer dies in the middle.',
  level: 'error',
  covers: ['EO1', 'C06.1'],
  sources: [
    'Apache Kafka 4.3, TransactionCoordinator.handleInitProducerId: INVALID_TRANSACTION_TIMEOUT above transaction.max.timeout.ms',
    'Apache Kafka 4.3, TransactionStateManagerConfig: 15 minutes by default',
  ],
  waiveWhen: 'Never: no transaction would begin.',
  judge(resource, _options, report, where) {
    const stated = resource.spec.producer?.['transaction.timeout.ms'];
    if (stated === undefined) return;
    const most = where === undefined ? {text: '900000', isStated: false} : brokerValue(where, MOST);
    if (BigInt(stated) > 0n && BigInt(stated) <= BigInt(most.text)) return;
    report({
      resource,
      at: 'spec.producer.transaction.timeout.ms',
      message:
        BigInt(stated) <= 0n
          ? `transaction.timeout.ms ${stated} is refused by the coordinator: write how long one transaction may last, like 60s`
          : `transaction.timeout.ms ${stated} is above ${MOST} ${most.text}${most.isStated ? ` of ${where?.name}` : ", the brokers' default"}, and the coordinator refuses it: write ${durationText(most.text)} at most`,
    });
  },
  examples: {
    good: [[profile()], [transactional('60s')], [bounded('1h'), transactional('30m')]],
    bad: [[transactional('30m')], [bounded('5m'), transactional('10m')], [transactional('0')]],
  },
});

function transactional(time: string) {
  return profile({
    producer: {'transaction.timeout.ms': time},
    consumer: {'isolation.level': 'read_committed', 'enable.auto.commit': false, 'auto.offset.reset': 'earliest'},
  });
}

function bounded(time: string) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config: {[MOST]: time}}});
}
