import {cluster, effectiveWhole, sourceText, topic, topicPolicy} from 'kafka-weir/policy';

export default topicPolicy({
  title: 'A segment holds the largest message',
  rationale:
    'A batch larger than segment.bytes is refused when it is written, although max.message.bytes allows it. Judged where somebody chose how large a message may be: the smallest segment that Kafka takes is 12 bytes below its default.',
  level: 'error',
  covers: ['ME1'],
  sources: ['Apache Kafka, UnifiedLog.append: RecordBatchTooLargeException where a batch exceeds the configured segment size'],
  waiveWhen: 'Never: messages between the two sizes are refused.',
  judge(resource, _options, report, where) {
    const segment = effectiveWhole(resource.spec, 'segment.bytes', where);
    const message = effectiveWhole(resource.spec, 'max.message.bytes', where);
    const stated = [segment, message].find(({from}) => from === 'topic');
    if (stated === undefined || message.from === 'kafka' || segment.whole >= message.whole) return;
    report({
      resource,
      at: `spec.config.${stated.name}`,
      message: `segment.bytes ${segment.whole}${sourceText(segment)} is below max.message.bytes ${message.whole}${sourceText(message)}: messages between the two would be refused`,
    });
  },
  examples: {
    good: [
      [topic({config: {'segment.bytes': '128MiB', 'max.message.bytes': '1MiB'}})],
      [topic({config: {'segment.bytes': '1MiB'}})],
      [cluster({brokers: {config: {'log.segment.bytes': '1MiB'}}}), topic({config: {'max.message.bytes': '512KiB'}})],
    ],
    bad: [
      [topic({config: {'segment.bytes': 1_048_576, 'max.message.bytes': 1_048_588}})],
      [cluster({brokers: {config: {'message.max.bytes': '5MiB'}}}), topic({config: {'segment.bytes': '4MiB'}})],
      [cluster({brokers: {config: {'log.segment.bytes': 1_048_576}}}), topic({config: {'max.message.bytes': 1_048_588}})],
    ],
  },
});
