import {clientValue, profile, profilePolicy} from 'kafka-weir/policy';

export default profilePolicy({
  title: 'Consumers read committed records only',
  rationale:
    'By default a consumer is given records of transactions that are taken back later. Where topics are written in transactions, every reader of them must ask for committed records, or exactly-once ends at it. Where nobody uses transactions it makes no difference.',
  level: 'off',
  packs: {strict: 'note', 'exactly-once': 'error'},
  covers: ['EO2', 'C06.2'],
  sources: ['KIP-98: isolation.level', 'Apache Kafka 4.3, ConsumerConfig.DEFAULT_ISOLATION_LEVEL: read_uncommitted'],
  waiveWhen: 'None of the topics that are read with this profile is written to in transactions.',
  judge(resource, _options, report) {
    if (resource.spec.consumer === undefined) return;
    const {text, isStated} = clientValue(resource.spec, 'consumer', 'isolation.level');
    if (text === 'read_committed') return;
    report({
      resource,
      at: 'spec.consumer.isolation.level',
      message: `isolation.level is ${text}${isStated ? '' : ' by default'}, and gives records of transactions that were aborted: write read_committed`,
      fix: {'spec.consumer.isolation.level': 'read_committed'},
    });
  },
  examples: {
    good: [[profile({consumer: {'isolation.level': 'read_committed', 'enable.auto.commit': false, 'auto.offset.reset': 'earliest'}})]],
    bad: [[profile()]],
  },
});
