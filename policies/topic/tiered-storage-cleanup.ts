import {at, policy, TIERED, topic, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'Topics with tiered storage are not compacted',
  rationale:
    'Segments in remote storage cannot be compacted: the broker refuses remote.storage.enable together with compact in cleanup.policy, at apply.',
  level: 'error',
  covers: ['TO4'],
  sources: ['Apache Kafka 4.3, LogConfig.validateRemoteStorageRequiresDeleteCleanupPolicy', 'KIP-405: compacted topics are not supported'],
  waiveWhen:
    'Never while the brokers are Apache Kafka up to 4.3; a vendor whose brokers tier compacted topics is a reason to set the rule off.',
  schema: when(TIERED, at('spec.config.cleanup.policy', {not: {pattern: 'compact'}})),
  message: ({value}) => `cleanup.policy ${value} with remote.storage.enable: the broker refuses compaction on topics with tiered storage`,
  examples: {
    good: [
      topic({config: {'remote.storage.enable': true}}),
      topic({config: {'cleanup.policy': ['compact', 'delete'], 'remote.storage.enable': false}}),
    ],
    bad: [topic({config: {'cleanup.policy': ['compact', 'delete'], 'remote.storage.enable': true}})],
  },
});
