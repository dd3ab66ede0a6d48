import {all, at, policy, topic, when} from 'kafka-weir/policy';

/** `remote.log.delete.on.disable` is not among them: it belongs on a topic whose tiered storage is being turned off. */
const TIERED_ONLY = ['local.retention.ms', 'local.retention.bytes', 'remote.log.copy.disable'];

export default policy({
  kind: 'Topic',
  title: 'Settings of tiered storage stand on topics that have it',
  rationale:
    'Without remote.storage.enable the broker takes local.retention.ms and local.retention.bytes and never looks at them: all data stays on its disks until retention.ms and retention.bytes delete it, and who reads the spec believes otherwise.',
  level: 'warning',
  covers: ['TO3'],
  sources: [
    'KIP-405: local retention holds where remote.storage.enable is true',
    'Apache Kafka 4.3, UnifiedLog.localRetentionMs and localRetentionSize',
  ],
  waiveWhen: 'Tiered storage is switched on within days, and the settings were stated ahead.',
  schema: when(
    at('spec.config.remote.storage.enable', {not: {const: 'true'}}),
    all(...TIERED_ONLY.map(key => at(`spec.config.${key}`, {not: {}}))),
  ),
  mark: 'key',
  message: ({pointer}) =>
    `${pointer.slice(pointer.lastIndexOf('/') + 1)} has no effect without tiered storage: take it out, or state remote.storage.enable: true`,
  examples: {
    good: [
      topic(),
      topic({config: {'remote.storage.enable': true, 'local.retention.ms': '1d'}}),
      topic({config: {'remote.storage.enable': false, 'remote.log.delete.on.disable': true}}),
    ],
    bad: [
      topic({config: {'local.retention.ms': '1d'}}),
      topic({config: {'remote.storage.enable': false, 'local.retention.bytes': '1GiB'}}),
    ],
  },
});
