import {all, at, COMPACTS, policy, topic, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'min.cleanable.dirty.ratio is neither 0 nor 1',
  rationale:
    'A log is compacted once more of it than this ratio is dirty. Nothing is ever above 1, so that such a topic grows for ever unless max.compaction.lag.ms comes to its aid; with 0, every segment that closes makes the cleaner copy the whole log again, however little of it is new. The active segment is never compacted.',
  level: 'warning',
  packs: {strict: 'error'},
  covers: ['TO4'],
  sources: [
    'Apache Kafka 4.3, LogCleanerManager.grabFilthiestCompactedLog: a log is taken where cleanableRatio > min.cleanable.dirty.ratio, or its compaction is due by lag',
    'Apache Kafka, TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_DOC: bounds the space that duplicates waste',
    'Apache Kafka 4.3, LogCleanerManager.cleanableOffsets: the active segment is always uncleanable',
  ],
  waiveWhen: 'The topic is tiny and must be compacted at once, as in a test.',
  schema: when(
    COMPACTS,
    all(
      at('spec.config.min.cleanable.dirty.ratio', {not: {pattern: '^0(\\.0+)?$'}}),
      when(
        at('spec.config.max.compaction.lag.ms', {not: {}}),
        at('spec.config.min.cleanable.dirty.ratio', {not: {pattern: '^1(\\.0+)?$'}}),
      ),
    ),
  ),
  message: ({value}) =>
    String(value).startsWith('1')
      ? `min.cleanable.dirty.ratio ${value} is never exceeded: the topic is never compacted; use a ratio like 0.5, or state max.compaction.lag.ms`
      : `min.cleanable.dirty.ratio ${value} compacts the whole log again after every closed segment: use a ratio like 0.1`,
  examples: {
    good: [
      topic({config: {'cleanup.policy': ['compact', 'delete'], 'min.cleanable.dirty.ratio': 0.2}}),
      topic({config: {'cleanup.policy': ['compact', 'delete'], 'min.cleanable.dirty.ratio': 1, 'max.compaction.lag.ms': '1d'}}),
    ],
    bad: [
      topic({config: {'cleanup.policy': ['compact', 'delete'], 'min.cleanable.dirty.ratio': 1}}),
      topic({config: {'cleanup.policy': ['compact', 'delete'], 'min.cleanable.dirty.ratio': '0.0'}}),
    ],
  },
});
