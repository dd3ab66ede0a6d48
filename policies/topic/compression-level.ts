import {all, at, policy, topic, when} from 'kafka-weir/policy';

const CODECS = ['gzip', 'lz4', 'zstd'];

export default policy({
  kind: 'Topic',
  title: 'A compression level stands beside its codec',
  rationale:
    'compression.gzip.level, compression.lz4.level and compression.zstd.level are used where compression.type names that codec: with producer, the default, the broker compresses nothing, and the level does nothing.',
  level: 'warning',
  covers: ['TU3'],
  sources: [
    'KIP-390: compression levels',
    'Apache Kafka 4.3, LogConfig.getCompression: the level of the codec in compression.type alone is read',
  ],
  waiveWhen: 'The codec changes soon, and the level was stated ahead.',
  schema: all(
    ...CODECS.map(codec =>
      when(at('spec.config.compression.type', {not: {const: codec}}), at(`spec.config.compression.${codec}.level`, {not: {}})),
    ),
  ),
  mark: 'key',
  message: ({pointer, resource}) =>
    `${pointer.slice(pointer.lastIndexOf('/') + 1)} has no effect with compression.type ${resource.spec.config['compression.type'] ?? 'producer, the default'}: take it out, and set levels in the producers`,
  examples: {
    good: [topic(), topic({config: {'compression.type': 'zstd', 'compression.zstd.level': 6}})],
    bad: [topic({config: {'compression.zstd.level': 6}}), topic({config: {'compression.type': 'lz4', 'compression.gzip.level': 9}})],
  },
});
