import {clientWhole, defaultText, profile, profilePolicy} from 'kafka-weir/policy';

export default profilePolicy({
  title: 'A poll brings no more records than can be dealt with before the next',
  rationale:
    'A consumer that does not poll again within max.poll.interval.ms leaves its group; its partitions go to another, which is given the same records and is as slow. So the time for one record, times the records of a poll, must fit.',
  level: 'warning',
  packs: {development: 'note'},
  covers: ['CO3', 'C07.3', 'P15'],
  sources: ['KIP-62: max.poll.interval.ms; Apache Kafka 4.3, ConsumerConfig: 500 records within 5 minutes by default, 600 ms for each'],
  waiveWhen: 'Records are handed to threads of their own, and the consumer pauses what it cannot take.',
  options: {perRecordMs: {type: 'integer', minimum: 1, description: 'Longest time for one record in milliseconds.', default: 500}},
  judge(resource, {perRecordMs}, report) {
    const {spec} = resource;
    if (spec.consumer === undefined) return;
    const interval = clientWhole(spec, 'consumer', 'max.poll.interval.ms');
    const records = clientWhole(spec, 'consumer', 'max.poll.records');
    if (interval.whole >= records.whole * BigInt(perRecordMs)) return;
    const fits = interval.whole / BigInt(perRecordMs);
    report({
      resource,
      at: `spec.consumer.${records.isStated ? 'max.poll.records' : 'max.poll.interval.ms'}`,
      message: `max.poll.records ${records.text}${defaultText(records)}, leaves ${interval.whole / records.whole} ms for each record within max.poll.interval.ms ${interval.text}${defaultText(interval)}, and ${perRecordMs} ms are reckoned with: ${fits > 0n ? `write ${fits} records at most, or ` : ''}raise max.poll.interval.ms`,
    });
  },
  examples: {
    good: [[profile()], [consuming({'max.poll.records': 100, 'max.poll.interval.ms': '10m'})]],
    bad: [[consuming({'max.poll.records': 5000})], [consuming({'max.poll.interval.ms': '1m'})]],
  },
});

function consuming(consumer: Record<string, unknown>) {
  return profile({consumer: {'enable.auto.commit': false, 'auto.offset.reset': 'earliest', ...consumer}});
}
