import {clientWhole, defaultText, profile, profilePolicy, sizeText} from 'kafka-weir/policy';

export default profilePolicy({
  title: "A producer's memory holds its largest record, and a batch",
  rationale:
    'A record that is larger than buffer.memory is refused, though max.request.size allows it; and a producer whose memory holds less than a batch for each partition waits in send() until others are sent.',
  level: 'error',
  packs: {development: 'warning'},
  covers: ['PR2', 'TU1', 'C07.1', 'P14'],
  sources: [
    'Apache Kafka 4.3.1, KafkaProducer.ensureValidRecordSize: RecordTooLargeException above max.request.size, and above buffer.memory',
    'Apache Kafka 4.3, BufferPool: memory is taken a batch at a time',
  ],
  waiveWhen: 'All records are known to be small; a lower max.request.size says so better.',
  judge(resource, _options, report) {
    const {spec} = resource;
    if (spec.producer === undefined) return;
    const memory = clientWhole(spec, 'producer', 'buffer.memory');
    for (const name of ['max.request.size', 'batch.size'] as const) {
      const size = clientWhole(spec, 'producer', name);
      if (size.whole <= memory.whole) continue;
      report({
        resource,
        at: `spec.producer.${memory.isStated ? 'buffer.memory' : name}`,
        message: `buffer.memory ${sizeText(memory.whole)}${defaultText(memory)}, is below ${name} ${sizeText(size.whole)}${defaultText(size)}: raise it to several times that`,
      });
      return;
    }
  },
  examples: {
    good: [[profile()], [profile({producer: {'buffer.memory': '64MiB', 'batch.size': '32KiB'}})]],
    bad: [
      [profile({producer: {'buffer.memory': '512KiB'}})],
      [profile({producer: {'max.request.size': '64MiB'}})],
      [profile({producer: {'batch.size': '40MiB'}})],
    ],
  },
});
