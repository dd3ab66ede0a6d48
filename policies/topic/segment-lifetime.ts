import {all, at, COMPACTS, durationText, option, policy, topic, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'Segments live for a minute at least',
  rationale:
    'Every segment is three or four open files. A segment.ms of seconds, or a max.compaction.lag.ms of seconds, which rolls segments of a compacted topic as often, leaves thousands of tiny segments, until a broker runs out of file handles or memory maps. Kafka 5.0 refuses such values.',
  level: 'warning',
  packs: {strict: 'error'},
  covers: ['TO3', 'TO4'],
  sources: [
    'KIP-1030: segment.ms and max.compaction.lag.ms at least one minute from Kafka 5.0 on',
    'Apache Kafka, LogConfig.maxSegmentMs: the smaller of max.compaction.lag.ms and segment.ms where the topic is compacted',
  ],
  waiveWhen: 'A test topic has to roll its segments quickly, and holds little.',
  options: {
    minMs: {type: 'integer', description: 'Shortest life of a segment in milliseconds.', minimum: 1, default: 60_000},
  },
  schema: all(
    at('spec.config.segment.ms', {wholeMinimum: option('minMs')}),
    when(COMPACTS, at('spec.config.max.compaction.lag.ms', {wholeMinimum: option('minMs')})),
  ),
  message: ({pointer, value, minMs}) =>
    `${pointer.slice(pointer.lastIndexOf('/') + 1)} ${durationText(String(value))} is below ${durationText(minMs)}: segments roll so often that their files exhaust the broker`,
  examples: {
    good: [topic({config: {'segment.ms': '1d'}}), topic({config: {'segment.ms': '1m'}})],
    bad: [
      topic({config: {'segment.ms': '59s'}}),
      topic({config: {'cleanup.policy': ['compact', 'delete'], 'max.compaction.lag.ms': '10s'}}),
    ],
  },
});
