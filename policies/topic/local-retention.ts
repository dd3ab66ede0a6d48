import {all, at, durationText, policy, sizeText, TIERED, topic, value, when} from 'kafka-weir/policy';

/** What is kept locally can only be a part of what is kept at all; -2 means the same, -1 without limit. */
const withinTotal = (local: string, total: string) =>
  when(
    all(
      TIERED,
      at(`spec.config.${total}`, {pattern: '^[0-9]'}, {required: true}),
      at(`spec.config.${local}`, {not: {const: '-2'}}, {required: true}),
    ),
    at(`spec.config.${local}`, {pattern: '^[0-9]', wholeMaximum: value(`spec.config.${total}`)}),
  );

export default policy({
  kind: 'Topic',
  title: 'Local retention is within total retention',
  rationale:
    'With tiered storage, local.retention.ms and local.retention.bytes say how much of the topic stays on the brokers. More than retention.ms or retention.bytes keep at all, or no limit under a limit, is refused by the broker, at apply.',
  level: 'error',
  covers: ['TO3'],
  sources: [
    'Apache Kafka 4.3, LogConfig.validateRemoteStorageRetentionTime and validateRemoteStorageRetentionSize',
    'Apache Kafka, TopicConfig.LOCAL_LOG_RETENTION_MS_DOC: -2 stands for the value of retention.ms',
  ],
  waiveWhen: 'Never: the broker refuses such a topic.',
  schema: all(withinTotal('local.retention.ms', 'retention.ms'), withinTotal('local.retention.bytes', 'retention.bytes')),
  message: ({pointer, value: local, resource}) => {
    const name = pointer.slice(pointer.lastIndexOf('/') + 1);
    const total = name.slice('local.'.length);
    const text = name.endsWith('.ms') ? durationText : sizeText;
    const above = local === '-1' ? `${name} is without limit (-1), above` : `${name} ${text(String(local))} is above`;
    return `${above} ${total} ${text(resource.spec.config[total] ?? 0)}: the broker refuses to keep more locally than in all; -2 means the same as ${total}`;
  },
  examples: {
    good: [
      topic({config: {'remote.storage.enable': true, 'local.retention.ms': '1d'}}),
      topic({config: {'remote.storage.enable': true, 'local.retention.ms': -2, 'local.retention.bytes': -2, 'retention.bytes': '10GiB'}}),
      topic({config: {'remote.storage.enable': true, 'local.retention.ms': -1, 'retention.ms': -1, 'retention.bytes': '10GiB'}}),
      topic({config: {'remote.storage.enable': true, 'local.retention.bytes': '1GiB', 'retention.bytes': -1}}),
    ],
    bad: [
      topic({config: {'remote.storage.enable': true, 'local.retention.ms': '8d'}}),
      topic({config: {'remote.storage.enable': true, 'local.retention.ms': -1}}),
      topic({config: {'remote.storage.enable': true, 'local.retention.bytes': '20GiB', 'retention.bytes': '10GiB'}}),
      topic({config: {'remote.storage.enable': true, 'local.retention.bytes': -1, 'retention.bytes': '10GiB'}}),
    ],
  },
});
