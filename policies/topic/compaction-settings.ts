import {all, at, policy, topic, when} from 'kafka-weir/policy';

const COMPACTION_ONLY = ['min.compaction.lag.ms', 'max.compaction.lag.ms', 'min.cleanable.dirty.ratio', 'delete.retention.ms'];

export default policy({
  kind: 'Topic',
  title: 'Compaction settings stand on compacted topics',
  rationale:
    'Without compact in cleanup.policy the log cleaner never looks at the topic: its lag, dirty ratio and tombstone settings do nothing, and the policy is probably not what was meant.',
  level: 'warning',
  covers: ['TO4'],
  sources: ['Apache Kafka, TopicConfig: min.compaction.lag.ms, max.compaction.lag.ms: "only applicable for logs that are being compacted"'],
  waiveWhen: 'The topic becomes compacted soon, and the settings were stated ahead.',
  schema: when(
    // Without a cleanup.policy, Kafka deletes.
    at('spec.config.cleanup.policy', {not: {pattern: 'compact'}}),
    all(...COMPACTION_ONLY.map(key => at(`spec.config.${key}`, {not: {}}))),
  ),
  mark: 'key',
  message: ({pointer}) =>
    `${pointer.slice(pointer.lastIndexOf('/') + 1)} has no effect without compaction: take it out, or add compact to cleanup.policy`,
  examples: {
    good: [topic({config: {'cleanup.policy': ['compact', 'delete'], 'min.compaction.lag.ms': '1h'}})],
    bad: [topic({config: {'min.compaction.lag.ms': '1h'}}), topic({config: {'cleanup.policy': undefined, 'delete.retention.ms': '1d'}})],
  },
});
