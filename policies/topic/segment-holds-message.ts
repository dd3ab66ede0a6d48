import {at, policy, topic, value} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'A segment holds the largest message',
  rationale: 'A batch larger than segment.bytes is refused when it is written, although max.message.bytes allows it.',
  level: 'error',
  covers: ['ME1'],
  sources: ['Apache Kafka, UnifiedLog.append: RecordBatchTooLargeException where a batch exceeds the configured segment size'],
  schema: at('spec.config.segment.bytes', {wholeMinimum: value('spec.config.max.message.bytes')}),
  message: ({value: segment, resource}) =>
    `segment.bytes ${segment} is below max.message.bytes ${resource.spec.config['max.message.bytes']}: messages between the two would be refused`,
  examples: {
    good: [topic({config: {'segment.bytes': '128MiB', 'max.message.bytes': '1MiB'}})],
    bad: [topic({config: {'segment.bytes': 1_048_576, 'max.message.bytes': 1_048_588}})],
  },
});
