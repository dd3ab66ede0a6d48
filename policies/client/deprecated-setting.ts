import {CLIENT_SECTIONS, fadingOf, profile, profilePolicy} from 'kafka-weir/policy';

export default profilePolicy({
  title: 'No setting of a client is deprecated in its release, or gone from a later one',
  rationale:
    'Clients warn about a setting that they do not know and start without it, so the upgrade that removes it changes what they do, and nobody is told.',
  level: 'warning',
  sources: [
    'Apache Kafka, ProducerConfig, ConsumerConfig and StreamsConfig of releases 3.9 to 4.3: settings whose constants are deprecated, and those that the next release lacks',
  ],
  waiveWhen: 'The clients are not to be upgraded any more.',
  judge(resource, _options, report) {
    for (const section of CLIENT_SECTIONS)
      for (const name of Object.keys(resource.spec[section] ?? {})) {
        const why = fadingOf(section, name, resource.spec.version);
        if (why !== undefined) report({resource, at: `spec.${section}.${name}`, mark: 'key', message: `${name} ${why}`});
      }
  },
  examples: {
    good: [
      [profile()],
      [profile({streams: {'statestore.cache.max.bytes': '10MiB'}})],
      [profile({version: '4.1', producer: {'partitioner.adaptive.partitioning.enable': false}})],
    ],
    bad: [
      [profile({streams: {'cache.max.bytes.buffering': '10MiB'}})],
      [profile({version: '3.9', producer: {'auto.include.jmx.reporter': true}})],
      [profile({version: '4.3', producer: {'partitioner.adaptive.partitioning.enable': false}})],
    ],
  },
});
