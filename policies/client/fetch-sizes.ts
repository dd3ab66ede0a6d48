import {clientWhole, defaultText, profile, profilePolicy} from 'kafka-weir/policy';

/** What must not be above what, and what happens where it is. */
const RELATIONS = [
  {low: 'fetch.min.bytes', high: 'fetch.max.bytes', so: 'so that brokers hold back each answer until fetch.max.wait.ms is over'},
  {low: 'max.partition.fetch.bytes', high: 'fetch.max.bytes', so: 'so that one partition fills an answer and the others wait'},
] as const;

export default profilePolicy({
  title: 'The sizes of a fetch fit into each other',
  rationale:
    'A broker gathers fetch.min.bytes before it answers, and puts max.partition.fetch.bytes of each partition into an answer of fetch.max.bytes. Where the parts are larger than the whole, what is larger does nothing, or keeps the others waiting.',
  level: 'warning',
  packs: {development: 'note'},
  covers: ['TU4', 'C07.3', 'P15'],
  sources: ['KIP-74: fetch.max.bytes and max.partition.fetch.bytes; Apache Kafka 4.3, ConsumerConfig: 50 MiB and 1 MiB by default'],
  waiveWhen: 'Each consumer reads one partition alone.',
  judge(resource, _options, report) {
    const {spec} = resource;
    if (spec.consumer === undefined) return;
    for (const {low, high, so} of RELATIONS) {
      const [part, whole] = [clientWhole(spec, 'consumer', low), clientWhole(spec, 'consumer', high)];
      if (part.whole <= whole.whole) continue;
      report({
        resource,
        at: `spec.consumer.${part.isStated ? low : high}`,
        discriminator: low,
        message: `${low} ${part.text}${defaultText(part)}, is above ${high} ${whole.text}${defaultText(whole)}, ${so}`,
      });
    }
  },
  examples: {
    good: [[profile()], [consuming({'fetch.max.bytes': '50MiB', 'max.partition.fetch.bytes': '1MiB', 'fetch.min.bytes': 1})]],
    bad: [
      [consuming({'max.partition.fetch.bytes': '100MiB'})],
      [consuming({'fetch.max.bytes': '512KiB'})],
      [consuming({'fetch.min.bytes': '64MiB'})],
    ],
  },
});

function consuming(consumer: Record<string, unknown>) {
  return profile({consumer: {'enable.auto.commit': false, 'auto.offset.reset': 'earliest', ...consumer}});
}
