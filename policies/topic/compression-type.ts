import {at, option, policy, topic} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'Producers choose the compression',
  rationale:
    'With any other compression.type than producer, the broker decompresses every batch that came in another codec and compresses it again, which costs the processors of the brokers what the producers had already paid. Zero-cost appends need the codec to be the same on both sides.',
  level: 'note',
  covers: ['TU3', 'PR3'],
  sources: [
    'Apache Kafka, LogValidator.validateMessagesAndAssignOffsetsCompressed: records are rebuilt where source and target codec differ',
    'Apache Kafka, TopicConfig.COMPRESSION_TYPE_DOC: producer retains the original codec',
  ],
  waiveWhen: 'All producers of the topic use that codec, or none of them can compress and the disks are worth the time of the brokers.',
  options: {
    allowed: {
      type: 'array',
      items: {type: 'string'},
      description: 'Values of compression.type that topics may state.',
      default: ['producer'],
    },
  },
  schema: at('spec.config.compression.type', {among: option('allowed')}),
  message: ({value, allowed}) =>
    `compression.type ${value} makes the broker recompress every batch that a producer sent in another codec: state ${allowed.join(' or ')}`,
  examples: {
    good: [topic(), topic({config: {'compression.type': 'producer'}})],
    bad: [topic({config: {'compression.type': 'zstd'}}), topic({config: {'compression.type': 'uncompressed'}})],
  },
});
