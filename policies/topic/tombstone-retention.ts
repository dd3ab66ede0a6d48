import {at, COMPACTS, durationText, option, policy, topic, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'Tombstones outlive a reading from the beginning',
  rationale:
    'A reader that builds its state from offset 0 must meet the tombstone of every key whose value it has read. Where delete.retention.ms is shorter than such a reading takes, the tombstone may be gone by then, and deleted keys live on in the state.',
  level: 'warning',
  covers: ['TO4'],
  sources: [
    'Apache Kafka, TopicConfig.DELETE_RETENTION_MS_DOC: a bound on the time in which a consumer must complete a read from offset 0',
    'Apache Kafka, LogConfig.DEFAULT_DELETE_RETENTION_MS: 24 hours',
  ],
  waiveWhen: 'Every reader is measured to read the whole topic well within the shorter time.',
  options: {
    minMs: {
      type: 'integer',
      description: 'Shortest delete.retention.ms of a compacted topic, in milliseconds.',
      minimum: 0,
      default: 86_400_000,
    },
  },
  schema: when(COMPACTS, at('spec.config.delete.retention.ms', {wholeMinimum: option('minMs')})),
  message: ({value, minMs}) =>
    `delete.retention.ms ${durationText(String(value))} is below ${durationText(minMs)}: a reader that starts from the beginning may miss tombstones and keep deleted keys`,
  examples: {
    good: [
      topic({config: {'cleanup.policy': ['compact', 'delete'], 'delete.retention.ms': '1d'}}),
      topic({config: {'cleanup.policy': 'compact', 'retention.ms': undefined}}),
    ],
    bad: [
      topic({config: {'cleanup.policy': ['compact', 'delete'], 'delete.retention.ms': '1h'}}),
      topic({config: {'cleanup.policy': 'compact', 'retention.ms': undefined, 'delete.retention.ms': 0}}),
    ],
  },
});
