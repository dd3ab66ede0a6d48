import {all, at, durationText, option, policy, type Schema, topic, when} from 'kafka-weir/policy';

/** Nothing but compaction ends a record within the deadline: there is no deletion, or it comes later or never. */
const COMPACTS_WITHOUT_END: Schema = {
  anyOf: [
    at('spec.config.cleanup.policy', {const: 'compact'}, {required: true}),
    all(
      at('spec.config.cleanup.policy', {const: 'compact,delete'}, {required: true}),
      at('spec.config.retention.ms', {anyOf: [{const: '-1'}, {not: {wholeMaximum: option('maxMs')}}]}, {required: true}),
    ),
  ],
};

export default policy({
  kind: 'Topic',
  title: 'A tombstone erases personal data within the deadline',
  rationale:
    'A compacted topic forgets a person when a tombstone is compacted over the old records, and without max.compaction.lag.ms nothing says when that is: a quiet partition may never become dirty enough, and its active segment is never compacted. The right to erasure has a deadline. With compact,delete, a retention within it erases everything in time.',
  level: 'off',
  packs: {regulated: 'error'},
  covers: ['TO4'],
  sources: [
    'KIP-354: max.compaction.lag.ms, for the deletion of personal data within a time',
    'Regulation (EU) 2016/679, articles 12(3) and 17: erasure without undue delay, at most within one month',
  ],
  waiveWhen: 'The values are encrypted with a key per person, and erasing the key is the erasure.',
  options: {
    dataClasses: {
      type: 'array',
      items: {type: 'string'},
      description: 'Values of the label data-class that mark personal data.',
      default: ['personal'],
    },
    maxMs: {type: 'integer', description: 'Largest max.compaction.lag.ms.', minimum: 60_000, default: 30 * 86_400_000},
  },
  schema: when(
    all(at('metadata.labels.data-class', {among: option('dataClasses')}, {required: true}), COMPACTS_WITHOUT_END),
    at('spec.config.max.compaction.lag.ms', {wholeMaximum: option('maxMs')}, {required: true}),
  ),
  message: ({value, maxMs}) =>
    value === undefined
      ? `max.compaction.lag.ms is not stated: nothing says when a tombstone erases personal data; state at most ${durationText(maxMs)}`
      : `max.compaction.lag.ms ${durationText(String(value))} is above ${durationText(maxMs)}: a tombstone erases personal data too late`,
  examples: {
    good: [
      personal({'cleanup.policy': 'compact', 'retention.ms': undefined, 'max.compaction.lag.ms': '28d'}),
      personal({'cleanup.policy': ['compact', 'delete'], 'retention.ms': '30d'}),
      personal({'cleanup.policy': ['compact', 'delete'], 'retention.ms': '90d', 'max.compaction.lag.ms': '28d'}),
      topic({metadata: {labels: {'data-class': 'internal'}}, config: {'cleanup.policy': 'compact', 'retention.ms': undefined}}),
    ],
    bad: [
      personal({'cleanup.policy': 'compact', 'retention.ms': undefined}),
      personal({'cleanup.policy': 'compact', 'retention.ms': undefined, 'max.compaction.lag.ms': '90d'}),
      personal({'cleanup.policy': ['compact', 'delete'], 'retention.ms': -1, 'retention.bytes': '10GiB'}),
      personal({'cleanup.policy': ['compact', 'delete'], 'retention.ms': '31d'}),
    ],
  },
});

function personal(config: Record<string, unknown>) {
  return topic({metadata: {labels: {'data-class': 'personal'}}, config});
}
