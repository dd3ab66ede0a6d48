import {all, at, policy, TIERED, topic, value, when} from 'kafka-weir/policy';

const READ_ONLY = all(TIERED, at('spec.config.remote.log.copy.disable', {const: 'true'}, {required: true}));

const sameAs = (local: string, total: string) =>
  when(
    at(`spec.config.${local}`, {not: {const: '-2'}}, {required: true}),
    at(`spec.config.${local}`, {wholeMinimum: value(`spec.config.${total}`), wholeMaximum: value(`spec.config.${total}`)}),
  );

export default policy({
  kind: 'Topic',
  title: 'Local retention is total retention where nothing more is copied to remote storage',
  rationale:
    'Once remote.log.copy.disable is on, new segments have no other home than the brokers: local.retention.ms and local.retention.bytes must be those of the topic, or -2 for the same. The broker refuses anything else, at apply.',
  level: 'error',
  covers: ['TO3'],
  sources: ['Apache Kafka 4.3, LogConfig.validateRetentionConfigsWhenRemoteCopyDisabled', 'KIP-950: tiered storage disablement'],
  waiveWhen: 'Never: the broker refuses such a topic.',
  schema: when(READ_ONLY, all(sameAs('local.retention.ms', 'retention.ms'), sameAs('local.retention.bytes', 'retention.bytes'))),
  message: ({pointer, value: local}) => {
    const name = pointer.slice(pointer.lastIndexOf('/') + 1);
    return `${name} ${local} differs from ${name.slice('local.'.length)} while remote.log.copy.disable is on: the broker refuses it; use -2, the same`;
  },
  fix: ({pointer}) => ({[pointer]: -2}),
  examples: {
    good: [
      topic({config: {'remote.storage.enable': true, 'remote.log.copy.disable': true, 'local.retention.ms': -2}}),
      topic({config: {'remote.storage.enable': true, 'remote.log.copy.disable': true, 'local.retention.ms': '7d'}}),
    ],
    bad: [
      topic({
        config: {
          'remote.storage.enable': true,
          'remote.log.copy.disable': true,
          'retention.ms': -1,
          'retention.bytes': '10GiB',
          'local.retention.ms': '1d',
        },
      }),
      topic({config: {'remote.storage.enable': true, 'remote.log.copy.disable': true, 'local.retention.ms': '1d'}}),
      topic({
        config: {
          'remote.storage.enable': true,
          'remote.log.copy.disable': true,
          'retention.bytes': '10GiB',
          'local.retention.bytes': '1GiB',
        },
      }),
    ],
  },
});
