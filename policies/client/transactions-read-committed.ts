import {clientValue, profile, profilePolicy} from 'kafka-weir/policy';

export default profilePolicy({
  title: 'Who writes in transactions reads committed records, and commits offsets in them',
  rationale:
    'A processor that reads what is not committed works on records that may be taken back, and one whose offsets are committed beside its transactions loses or repeats records where it dies between the two. A profile that states how long a transaction may last is one for such a processor.',
  level: 'error',
  packs: {development: 'warning', 'exactly-once': 'error'},
  covers: ['EO2', 'C06.2'],
  sources: [
    'KIP-98: sendOffsetsToTransaction, and read_committed for what is consumed',
    'Apache Kafka 4.3, ConsumerConfig: isolation.level is read_uncommitted by default, enable.auto.commit true',
  ],
  waiveWhen: 'The consumer of this profile reads topics that nobody writes to in transactions, and its offsets do not belong to one.',
  judge(resource, _options, report) {
    const {spec} = resource;
    if (spec.producer?.['transaction.timeout.ms'] === undefined || spec.consumer === undefined) return;
    for (const {name, value} of [
      {name: 'isolation.level', value: 'read_committed'},
      {name: 'enable.auto.commit', value: 'false'},
    ]) {
      const {text, isStated} = clientValue(spec, 'consumer', name);
      if (text === value) continue;
      report({
        resource,
        at: `spec.consumer.${name}`,
        message: `${name} is ${text}${isStated ? '' : ' by default'}, and exactly-once needs ${value}`,
        discriminator: name,
        fix: {[`spec.consumer.${name}`]: value === 'false' ? false : value},
      });
    }
  },
  examples: {
    good: [
      [profile()],
      [profile({producer: {'transaction.timeout.ms': '60s'}, consumer: undefined})],
      [transactional({'isolation.level': 'read_committed', 'enable.auto.commit': false})],
    ],
    bad: [
      [transactional({'enable.auto.commit': false})],
      [transactional({'enable.auto.commit': false, 'isolation.level': 'read_uncommitted'})],
    ],
  },
});

function transactional(consumer: Record<string, unknown>) {
  return profile({producer: {'transaction.timeout.ms': '60s'}, consumer: {'auto.offset.reset': 'earliest', ...consumer}});
}
