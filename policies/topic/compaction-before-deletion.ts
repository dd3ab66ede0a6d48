import {all, at, policy, topic, value, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'Records are compacted before they are deleted',
  rationale:
    'With cleanup.policy compact,delete, a record that min.compaction.lag.ms keeps from compaction for as long as retention.ms keeps it at all is deleted before it could be compacted: the topic behaves like one that only deletes.',
  level: 'warning',
  covers: ['TO4'],
  sources: [
    'Apache Kafka, TopicConfig.CLEANUP_POLICY_DOC: with both, old segments are discarded by retention while retained segments are compacted',
    'KIP-58: min.compaction.lag.ms is the minimum time that a record remains uncompacted',
  ],
  waiveWhen: 'Never known to be right: shorten the lag, or leave compact out.',
  schema: when(
    all(
      at('spec.config.cleanup.policy', {const: 'compact,delete'}, {required: true}),
      at('spec.config.retention.ms', {pattern: '^[0-9]'}, {required: true}),
    ),
    at('spec.config.min.compaction.lag.ms', {wholeBelow: value('spec.config.retention.ms')}),
  ),
  message: ({value: lag, resource}) =>
    `min.compaction.lag.ms ${lag} is not below retention.ms ${resource.spec.config['retention.ms']}: records are deleted before they may be compacted`,
  examples: {
    good: [topic({config: {'cleanup.policy': ['compact', 'delete'], 'min.compaction.lag.ms': '1h'}})],
    bad: [topic({config: {'cleanup.policy': ['compact', 'delete'], 'min.compaction.lag.ms': '7d'}})],
  },
});
