import {all, at, DELETES, policy, sizeText, topic, value, when} from 'kafka-weir/policy';

/** LogConfig.DEFAULT_SEGMENT_BYTES: holds where segment.bytes is not stated. */
const DEFAULT_SEGMENT_BYTES = 1_073_741_824;

export default policy({
  kind: 'Topic',
  title: 'retention.bytes is a segment at least',
  rationale:
    'Kafka deletes whole segments, and only while what remains is still above retention.bytes: a partition holds up to retention.bytes and one segment. With 100 MiB of retention and segments of 1 GiB, the default, it holds eleven times what the spec says, and a disk that was planned by the spec fills.',
  level: 'warning',
  covers: ['TO3'],
  sources: [
    'Apache Kafka 4.3, UnifiedLog.deleteRetentionSizeBreachedSegments: a segment goes where the rest is still at or above the limit',
    'Apache Kafka, TopicConfig.SEGMENT_BYTES_DOC: larger segments give less granular control over retention',
  ],
  waiveWhen: 'The topic stays far below both sizes, and retention.ms bounds it.',
  schema: when(
    all(DELETES, at('spec.config.retention.bytes', {pattern: '^[1-9]'}, {required: true})),
    all(
      at('spec.config.retention.bytes', {wholeMinimum: value('spec.config.segment.bytes')}),
      when(
        at('spec.config', {not: {required: ['segment.bytes']}}),
        at('spec.config.retention.bytes', {wholeMinimum: DEFAULT_SEGMENT_BYTES}),
      ),
    ),
  ),
  message: ({value: limit, resource}) => {
    const segment = resource.spec.config['segment.bytes'];
    const size = segment === undefined ? `${sizeText(DEFAULT_SEGMENT_BYTES)}, the default` : sizeText(segment);
    return `retention.bytes ${sizeText(String(limit))} is below segment.bytes ${size}: a partition holds up to both together; state a smaller segment.bytes`;
  },
  examples: {
    good: [
      topic({config: {'retention.bytes': '10GiB'}}),
      topic({config: {'retention.bytes': '100MiB', 'segment.bytes': '10MiB'}}),
      topic({config: {'retention.bytes': -1}}),
    ],
    bad: [topic({config: {'retention.bytes': '100MiB'}}), topic({config: {'retention.bytes': '100MiB', 'segment.bytes': '128MiB'}})],
  },
});
