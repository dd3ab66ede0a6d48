import {all, at, DELETES, durationText, policy, topic, value, when, wholeSetting} from 'kafka-weir/policy';

/** LogConfig.DEFAULT_SEGMENT_MS: holds where segment.ms is not stated. */
const DEFAULT_SEGMENT_MS = 604_800_000;

export default policy({
  kind: 'Topic',
  title: 'Records are gone soon after their retention ends',
  rationale:
    'Kafka deletes whole segments, when their youngest record is past retention.ms, and a slow partition fills one segment for as long as segment.ms, seven days unless stated. A record can so live for retention.ms and segment.ms together: with one day of retention, eight. Where a law or a contract says how long data may be kept, the sum counts.',
  level: 'off',
  packs: {strict: 'note', regulated: 'warning'},
  covers: ['TO3'],
  sources: [
    "Apache Kafka 4.3, UnifiedLog.deleteRetentionMsBreachedSegments: by a segment's largest timestamp",
    'Apache Kafka, TopicConfig.SEGMENT_MS_DOC: rolls a segment so that retention can delete old data',
  ],
  waiveWhen: 'Nobody has promised that the data is gone by a certain time.',
  schema: when(
    all(DELETES, at('spec.config.retention.ms', {pattern: '^[1-9]'}, {required: true})),
    all(
      at('spec.config.segment.ms', {wholeMaximum: value('spec.config.retention.ms')}),
      when(at('spec.config', {not: {required: ['segment.ms']}}), at('spec.config.retention.ms', {wholeMinimum: DEFAULT_SEGMENT_MS})),
    ),
  ),
  message: ({resource: {spec}}) => {
    const [retention, segment] = [wholeSetting(spec, 'retention.ms') ?? 0n, wholeSetting(spec, 'segment.ms') ?? BigInt(DEFAULT_SEGMENT_MS)];
    return `records can live for ${durationText(retention + segment)}: retention.ms ${durationText(retention)} begins when a segment closes, after segment.ms ${durationText(segment)} at the latest; state a segment.ms of at most retention.ms`;
  },
  examples: {
    good: [
      topic(),
      topic({config: {'retention.ms': '1d', 'segment.ms': '6h'}}),
      topic({config: {'retention.ms': -1, 'retention.bytes': '10GiB'}}),
    ],
    bad: [topic({config: {'retention.ms': '1d'}}), topic({config: {'retention.ms': '7d', 'segment.ms': '14d'}})],
  },
});
