import {all, at, DELETES, option, policy, topic, when} from 'kafka-weir/policy';

/** Units of durations, the longest first. */
const UNITS = [
  ['d', 86_400_000n],
  ['h', 3_600_000n],
  ['m', 60_000n],
  ['s', 1000n],
] as const;

export default policy({
  kind: 'Topic',
  title: 'Retention is within bounds',
  rationale:
    'With retention.ms -1 and no retention.bytes nothing is ever deleted, and the disks of the brokers fill until they stop. A topic whose records must live for ever is a compacted one, or a reason for a higher bound.',
  level: 'warning',
  packs: {strict: 'error', regulated: 'error'},
  covers: ['TO3'],
  sources: [
    'Apache Kafka, TopicConfig: retention.ms -1 applies no time limit, retention.bytes -1 (the default) no size limit',
    'Kong request-rule validator: retention ranges by data class',
  ],
  waiveWhen: 'A contract or a law says how long the data is kept, and disks are planned for it.',
  options: {
    minMs: {type: 'integer', description: 'Shortest retention in milliseconds.', minimum: 0, default: 0},
    maxMs: {type: 'integer', description: 'Longest retention in milliseconds.', minimum: 1, default: 365 * 24 * 3_600_000},
  },
  schema: all(
    when(DELETES, at('spec.config.retention.ms', {wholeMaximum: option('maxMs')})),
    when(
      all(DELETES, at('spec.config.retention.ms', {not: {const: '-1'}})),
      at('spec.config.retention.ms', {wholeMinimum: option('minMs')}),
    ),
    when(
      all(DELETES, at('spec.config.retention.ms', {const: '-1'}, {required: true})),
      at('spec.config.retention.bytes', {pattern: '^[0-9]+$'}, {required: true}),
    ),
  ),
  message: ({pointer, value, minMs, maxMs}) => {
    if (!pointer.endsWith('/retention.ms'))
      return 'retention.ms is -1 and retention.bytes sets no limit: records are never deleted and fill the disks; state one of the two';
    const isShort = typeof value === 'string' && BigInt(value) < BigInt(minMs);
    return `retention.ms ${duration(value)} is ${isShort ? `below the least of ${duration(minMs)}` : `above the bound of ${duration(maxMs)}`}`;
  },
  examples: {
    good: [topic({config: {'retention.ms': '30d'}}), topic({config: {'retention.ms': -1, 'retention.bytes': '10GiB'}})],
    bad: [
      topic({config: {'retention.ms': '400d'}}),
      topic({config: {'retention.ms': -1}}),
      topic({config: {'retention.ms': -1, 'retention.bytes': -1}}),
      topic({metadata: {labels: {class: 'dead-letter'}}, config: {'retention.ms': '1d'}}),
      topic({metadata: {labels: {class: 'events'}}, config: {'retention.ms': '91d'}}),
    ],
  },
});

/** Milliseconds as the largest unit of a spec that says them exactly. */
function duration(ms: unknown): string {
  if (typeof ms !== 'string' && typeof ms !== 'number') return '?';
  const exact = BigInt(ms);
  const unit = UNITS.find(([, size]) => exact !== 0n && exact % size === 0n);
  return unit === undefined ? `${exact}ms` : `${exact / unit[1]}${unit[0]}`;
}
