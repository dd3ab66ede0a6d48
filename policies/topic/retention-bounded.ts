import {all, at, option, policy, topic, when} from 'kafka-weir/policy';

const DELETES = at('spec.config.cleanup.policy', {pattern: '(^|,) *delete *(,|$)'});

export default policy({
  kind: 'Topic',
  title: 'Retention is bounded',
  rationale:
    'With retention.ms -1 and no retention.bytes nothing is ever deleted, and the disks of the brokers fill until they stop. A topic whose records must live for ever is a compacted one, or a reason for a higher bound.',
  level: 'warning',
  packs: {strict: 'error'},
  covers: ['TO3'],
  sources: [
    'Apache Kafka, TopicConfig: retention.ms -1 applies no time limit, retention.bytes -1 (the default) no size limit',
    'Kong request-rule validator: retention ranges by data class',
  ],
  options: {
    maxMs: {type: 'integer', description: 'Longest retention in milliseconds.', minimum: 1, default: 365 * 24 * 3_600_000},
  },
  schema: all(
    when(DELETES, at('spec.config.retention.ms', {wholeMaximum: option('maxMs')})),
    when(
      all(DELETES, at('spec.config.retention.ms', {const: '-1'}, {required: true})),
      at('spec.config.retention.bytes', {pattern: '^[0-9]+$'}, {required: true}),
    ),
  ),
  message: ({pointer, value, maxMs}) =>
    pointer.endsWith('/retention.ms')
      ? `retention.ms ${value} is ${days(value)} days, above the bound of ${days(maxMs)}`
      : 'retention.ms is -1 and retention.bytes sets no limit: records are never deleted and fill the disks; state one of the two',
  examples: {
    good: [topic({config: {'retention.ms': '30d'}}), topic({config: {'retention.ms': -1, 'retention.bytes': '10GiB'}})],
    bad: [
      topic({config: {'retention.ms': '400d'}}),
      topic({config: {'retention.ms': -1}}),
      topic({config: {'retention.ms': -1, 'retention.bytes': -1}}),
    ],
  },
});

function days(ms: unknown): string {
  return typeof ms === 'string' || typeof ms === 'number' ? String(BigInt(ms) / 86_400_000n) : '?';
}
