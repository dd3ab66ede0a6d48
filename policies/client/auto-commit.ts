import {clientValue, profile, profilePolicy} from 'kafka-weir/policy';

export default profilePolicy({
  title: 'Consumers commit offsets themselves, once records are dealt with',
  rationale:
    'With auto commit a consumer commits by the clock what it was given, whether or not the program is done with it: a record that failed is skipped, and one that is on its way to another thread is lost where the program dies.',
  level: 'warning',
  packs: {development: 'off', 'exactly-once': 'error'},
  covers: ['CO1', 'C03.2'],
  sources: [
    'Apache Kafka 4.3, KafkaConsumer, manual offset control: when consumption is coupled with some processing logic',
    'Strimzi, Kafka consumer configuration tuning: turn auto commit off to avoid data loss and duplication',
  ],
  waiveWhen: 'Records may be skipped or read twice, as on a dashboard, or the program deals with all of them before it polls again.',
  judge(resource, _options, report) {
    if (resource.spec.consumer === undefined) return;
    const {text, isStated} = clientValue(resource.spec, 'consumer', 'enable.auto.commit');
    if (text === 'false') return;
    report({
      resource,
      at: 'spec.consumer.enable.auto.commit',
      message: `offsets are committed by the clock${isStated ? '' : ', by default'}: write enable.auto.commit false, and commit in the program once a record is dealt with`,
    });
  },
  examples: {
    good: [[profile()], [profile({consumer: undefined})]],
    bad: [
      [profile({consumer: {'auto.offset.reset': 'earliest'}})],
      [profile({consumer: {'auto.offset.reset': 'earliest', 'enable.auto.commit': true}})],
    ],
  },
});
