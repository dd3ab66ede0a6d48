import {at, durationText, option, policy, topic, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'Records from the future are refused',
  rationale:
    'Retention goes by the largest timestamp of a segment. One record dated years ahead, by a wrong clock or by microseconds taken for milliseconds, keeps its whole segment from being deleted, and readers that window by time close every window too early.',
  level: 'warning',
  packs: {strict: 'error'},
  covers: ['ME5', 'TO3'],
  sources: [
    'KIP-1030: the default of message.timestamp.after.max.ms is one hour since Kafka 4.0',
    'Apache Kafka 4.3, UnifiedLog.deleteRetentionMsBreachedSegments: a segment with future timestamps is ineligible to be deleted',
  ],
  waiveWhen: 'The timestamps are of planned events by design, and retention.bytes bounds the topic.',
  options: {
    maxMs: {type: 'integer', description: 'Largest message.timestamp.after.max.ms.', minimum: 0, default: 3_600_000},
  },
  schema: when(
    // The broker's own time is never in its future.
    at('spec.config.message.timestamp.type', {not: {const: 'LogAppendTime'}}),
    at('spec.config.message.timestamp.after.max.ms', {wholeMaximum: option('maxMs')}),
  ),
  message: ({value, maxMs}) =>
    `message.timestamp.after.max.ms ${durationText(String(value))} is above ${durationText(maxMs)}: one record with a wrong clock keeps its segment from being deleted`,
  examples: {
    good: [
      topic(),
      topic({config: {'message.timestamp.type': 'LogAppendTime', 'message.timestamp.after.max.ms': '1d'}}),
      topic({config: {'message.timestamp.after.max.ms': '1h'}}),
    ],
    bad: [
      topic({config: {'message.timestamp.after.max.ms': '1d'}}),
      topic({config: {'message.timestamp.after.max.ms': '9223372036854775807'}}),
    ],
  },
});
