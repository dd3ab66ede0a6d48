import {clientValue, profile, profilePolicy} from 'kafka-weir/policy';

export default profilePolicy({
  title: 'Kafka Streams processes exactly once',
  rationale:
    'By default Kafka Streams processes at least once: after a failure records are processed again, and sums in its stores are too large. With exactly_once_v2 results, stores and offsets are committed in one transaction.',
  level: 'off',
  packs: {strict: 'note', 'exactly-once': 'error'},
  covers: ['EO1', 'C06.1'],
  sources: ['KIP-129, KIP-447: exactly-once in Kafka Streams; StreamsConfig: at_least_once by default'],
  waiveWhen: 'The topology gives the same results however often it is given a record.',
  judge(resource, _options, report) {
    if (resource.spec.streams === undefined) return;
    const {text, isStated} = clientValue(resource.spec, 'streams', 'processing.guarantee');
    if (text.startsWith('exactly_once')) return;
    report({
      resource,
      at: 'spec.streams.processing.guarantee',
      message: `processing.guarantee is ${text}${isStated ? '' : ' by default'}: write exactly_once_v2`,
      fix: {'spec.streams.processing.guarantee': 'exactly_once_v2'},
    });
  },
  examples: {
    good: [[profile()], [profile({streams: {'processing.guarantee': 'exactly_once_v2'}})]],
    bad: [[profile({streams: {'num.stream.threads': 2}})], [profile({streams: {'processing.guarantee': 'at_least_once'}})]],
  },
});
