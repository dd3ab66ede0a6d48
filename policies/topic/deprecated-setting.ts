import {cluster, fadingOf, modelPolicy, topic} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Topic', 'Cluster'],
  title: 'No setting of a topic is deprecated in the release that the brokers run, or gone from a later one',
  rationale:
    'A deprecated setting does less and less, and the upgrade that removes it finds every topic that still states it: brokers then refuse the topic, at the next apply.',
  level: 'warning',
  sources: [
    'Apache Kafka, LogConfig of releases 3.9 to 4.3: settings whose documentation says that they are deprecated, and those that the next release lacks',
    'Apache Kafka 4.0, notable changes: message.timestamp.difference.max.ms, message.format.version and more are removed',
  ],
  waiveWhen: 'The cluster is not to be upgraded before the topic is gone.',
  judgeAll({cluster: where, topics}, _options, report) {
    const version = where?.spec.brokers?.version;
    for (const resource of topics)
      for (const name of Object.keys(resource.spec.config)) {
        const why = fadingOf('topic', name, version);
        if (why !== undefined) report({resource, at: `spec.config.${name}`, mark: 'key', message: `${name} ${why}`});
      }
  },
  examples: {
    good: [
      [cluster({brokers: {count: 3, version: '3.9'}}), topic({config: {'message.timestamp.before.max.ms': '1d'}})],
      [cluster({brokers: {count: 3, version: '4.3'}}), topic()],
    ],
    bad: [
      [cluster({brokers: {count: 3, version: '3.9'}}), topic({config: {'message.timestamp.difference.max.ms': '1d'}})],
      [cluster({brokers: {count: 3, version: '3.9'}}), topic({config: {'message.downconversion.enable': false}})],
    ],
  },
});
