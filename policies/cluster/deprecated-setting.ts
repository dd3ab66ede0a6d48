import {cluster, fadingOf, modelPolicy} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Cluster'],
  title: 'No setting of the brokers is deprecated in the release that they run, or gone from a later one',
  rationale:
    'Brokers warn about a setting that they do not know and start without it, so the upgrade that removes it changes what holds, and nobody is told.',
  level: 'warning',
  sources: [
    'Apache Kafka, AbstractKafkaConfig of releases 3.9 to 4.3: settings whose documentation says that they are deprecated, and those that the next release lacks',
    'Apache Kafka 4.0, notable changes: log.message.timestamp.difference.max.ms, offsets.commit.required.acks and more are removed',
  ],
  waiveWhen: 'The brokers are not to be upgraded any more.',
  judgeAll({cluster: where}, _options, report) {
    if (where === undefined) return;
    const {version, config = {}} = where.spec.brokers ?? {};
    for (const name of Object.keys(config)) {
      const why = fadingOf('broker', name, version);
      if (why !== undefined) report({resource: where, at: `spec.brokers.config.${name}`, mark: 'key', message: `${name} ${why}`});
    }
  },
  examples: {
    good: [[withSetting('4.3', {'remote.log.manager.follower.thread.pool.size': 2})], [withSetting('3.9', {'num.io.threads': 8})]],
    bad: [
      [withSetting('4.3', {'log.cleaner.enable': true})],
      [withSetting('4.3', {'remote.log.manager.thread.pool.size': 2})],
      [withSetting('3.9', {'offsets.commit.required.acks': -1})],
    ],
  },
});

function withSetting(version: string, config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, version, config}});
}
