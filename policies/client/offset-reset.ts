import {profile, profilePolicy} from 'kafka-weir/policy';

export default profilePolicy({
  title: 'Where a new group starts is stated',
  rationale:
    'Without a committed offset, or with one that retention has overtaken, a consumer starts at the end by default: everything that was written meanwhile is skipped in silence. Earliest reads it, twice where need be; none makes it an error that somebody sees.',
  level: 'warning',
  packs: {development: 'note'},
  covers: ['C03.1'],
  sources: ['Apache Kafka 4.3, ConsumerConfig, auto.offset.reset: latest by default; KIP-1106: by_duration'],
  waiveWhen: 'The programs seek to where they start.',
  judge(resource, _options, report) {
    const {consumer} = resource.spec;
    if (consumer === undefined || consumer['auto.offset.reset'] !== undefined) return;
    report({
      resource,
      at: 'spec.consumer.auto.offset.reset',
      message:
        'a group without offsets starts at the end by default, and skips what is there: state auto.offset.reset, as earliest, latest or none',
    });
  },
  examples: {
    good: [[profile()], [profile({consumer: {'enable.auto.commit': false, 'auto.offset.reset': 'by_duration:PT1H'}})]],
    bad: [[profile({consumer: {'enable.auto.commit': false}})]],
  },
});
