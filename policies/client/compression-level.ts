import {clientValue, profile, profilePolicy} from 'kafka-weir/policy';

const CODECS = ['gzip', 'lz4', 'zstd'];

export default profilePolicy({
  title: 'A compression level stands beside its codec',
  rationale:
    'A producer reads the level of the codec in compression.type alone. With another codec, or none, which is the default, a level does nothing.',
  level: 'warning',
  packs: {development: 'note'},
  covers: ['TU3', 'C07.2'],
  sources: ['KIP-390: compression levels; Apache Kafka 4.3, KafkaProducer.configureCompression'],
  waiveWhen: 'The codec is set by the programs that take the profile.',
  judge(resource, _options, report) {
    const {producer} = resource.spec;
    if (producer === undefined) return;
    const type = clientValue(resource.spec, 'producer', 'compression.type');
    for (const codec of CODECS) {
      const name = `compression.${codec}.level`;
      if (producer[name] === undefined || type.text === codec) continue;
      report({
        resource,
        at: `spec.producer.${name}`,
        mark: 'key',
        message: `${name} does nothing with compression.type ${type.text}${type.isStated ? '' : ', the default'}: take it out, or write compression.type ${codec}`,
      });
    }
  },
  examples: {
    good: [[profile()], [profile({producer: {'compression.type': 'zstd', 'compression.zstd.level': 6}})]],
    bad: [
      [profile({producer: {'compression.zstd.level': 6}})],
      [profile({producer: {'compression.type': 'lz4', 'compression.gzip.level': 9}})],
    ],
  },
});
