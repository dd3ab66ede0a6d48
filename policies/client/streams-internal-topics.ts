import {profile, profilePolicy} from 'kafka-weir/policy';

export default profilePolicy({
  title: 'The internal topics of Kafka Streams are replicated',
  rationale:
    'Changelogs hold the state of an application, and repartition topics records on their way. With one copy a lost disk loses both. By default, -1, the brokers decide with default.replication.factor.',
  level: 'error',
  packs: {development: 'off'},
  covers: ['TO2', 'DR1'],
  sources: [
    'Apache Kafka 4.3, StreamsConfig, replication.factor: -1, the default of the brokers; Kafka Streams developer guide, recommended settings for resiliency: 3',
  ],
  waiveWhen: 'The state can be built again from the input within an outage that is agreed on.',
  options: {min: {type: 'integer', minimum: 1, description: 'Fewest copies of each partition.', default: 3}},
  judge(resource, {min}, report) {
    const stated = resource.spec.streams?.['replication.factor'];
    if (stated === undefined || stated === '-1' || BigInt(stated) >= BigInt(min)) return;
    report({
      resource,
      at: 'spec.streams.replication.factor',
      message: `replication.factor ${stated} is below ${min}: a lost disk loses the state of the application; write ${min}, or leave it to the brokers`,
      fix: {'spec.streams.replication.factor': min},
    });
  },
  examples: {
    good: [[profile()], [profile({streams: {'replication.factor': 3}})], [profile({streams: {'replication.factor': -1}})]],
    bad: [[profile({streams: {'replication.factor': 1}})]],
  },
});
