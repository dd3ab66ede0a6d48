import {all, at, policy, topic, value, when} from 'kafka-weir/policy';

/** LogConfig.DEFAULT_MAX_MESSAGE_BYTES: holds where max.message.bytes is not stated. */
const DEFAULT_MAX_MESSAGE_BYTES = 1_048_588;

export default policy({
  kind: 'Topic',
  title: 'A segment holds the largest message',
  rationale: 'A batch larger than segment.bytes is refused when it is written, although max.message.bytes allows it.',
  level: 'error',
  covers: ['ME1'],
  sources: ['Apache Kafka, UnifiedLog.append: RecordBatchTooLargeException where a batch exceeds the configured segment size'],
  waiveWhen: 'Never: messages between the two sizes are refused.',
  schema: all(
    at('spec.config.segment.bytes', {wholeMinimum: value('spec.config.max.message.bytes')}),
    when(
      at('spec.config', {not: {required: ['max.message.bytes']}}),
      at('spec.config.segment.bytes', {wholeMinimum: DEFAULT_MAX_MESSAGE_BYTES}),
    ),
  ),
  message: ({value: segment, resource}) =>
    `segment.bytes ${segment} is below max.message.bytes ${resource.spec.config['max.message.bytes'] ?? `${DEFAULT_MAX_MESSAGE_BYTES}, the default`}: messages between the two would be refused`,
  examples: {
    good: [topic({config: {'segment.bytes': '128MiB', 'max.message.bytes': '1MiB'}})],
    bad: [topic({config: {'segment.bytes': 1_048_576, 'max.message.bytes': 1_048_588}}), topic({config: {'segment.bytes': '1MiB'}})],
  },
});
