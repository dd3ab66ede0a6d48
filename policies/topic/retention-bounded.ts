import {all, at, DELETES, durationText, option, policy, topic, when} from 'kafka-weir/policy';

const HOUR_MS = 3_600_000;

export default policy({
  kind: 'Topic',
  title: 'Retention is within bounds',
  rationale:
    'With retention.ms -1 and no retention.bytes nothing is ever deleted, and the disks of the brokers fill until they stop. A topic whose records must live for ever is a compacted one, or a reason for a higher bound. Less than an hour is mostly a slip: seconds in the place of milliseconds, which delete a week of data within minutes.',
  level: 'warning',
  packs: {strict: 'error', regulated: 'error'},
  covers: ['TO3'],
  sources: [
    'Apache Kafka, TopicConfig: retention.ms -1 applies no time limit, retention.bytes -1 (the default) no size limit',
    'Kong request-rule validator: retention ranges by data class',
  ],
  waiveWhen:
    'A contract or a law says how long the data is kept, and disks are planned for it. A topic that Kafka Streams repartitions through needs no waiver but the class repartition.',
  options: {
    minMs: {type: 'integer', description: 'Shortest retention in milliseconds.', minimum: 0, default: HOUR_MS},
    maxMs: {type: 'integer', description: 'Longest retention in milliseconds.', minimum: 1, default: 365 * 24 * HOUR_MS},
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
    when(DELETES, at('spec.config.retention.bytes', {not: {const: '0'}})),
  ),
  message: ({pointer, value, minMs, maxMs}) => {
    if (value === '0' && pointer.endsWith('/retention.bytes'))
      return 'retention.bytes is 0: every segment is deleted as soon as it may be, whatever retention.ms says; state how much to keep, or -1 for no limit';
    if (!pointer.endsWith('/retention.ms'))
      return 'retention.ms is -1 and retention.bytes sets no limit: records are never deleted and fill the disks; state one of the two';
    const ms = BigInt(String(value));
    const inSeconds = ms * 1000n;
    const slip =
      ms > 0n && inSeconds >= BigInt(minMs) && inSeconds <= BigInt(maxMs)
        ? `; if seconds were meant, write ${durationText(inSeconds)}`
        : '';
    return ms < BigInt(minMs)
      ? `retention.ms ${durationText(ms)} is below the least of ${durationText(minMs)}${slip}`
      : `retention.ms ${durationText(ms)} is above the bound of ${durationText(maxMs)}`;
  },
  examples: {
    good: [
      topic({config: {'retention.ms': '30d'}}),
      topic({config: {'retention.ms': '1h'}}),
      topic({config: {'retention.ms': -1, 'retention.bytes': '10GiB'}}),
    ],
    bad: [
      topic({config: {'retention.ms': '400d'}}),
      topic({config: {'retention.ms': 604_800}}),
      topic({config: {'retention.ms': 0}}),
      topic({config: {'retention.bytes': 0}}),
      topic({config: {'retention.ms': -1, 'retention.bytes': 0}}),
      topic({config: {'retention.ms': -1}}),
      topic({config: {'retention.ms': -1, 'retention.bytes': -1}}),
      topic({metadata: {labels: {class: 'dead-letter'}}, config: {'retention.ms': '1d'}}),
      topic({metadata: {labels: {class: 'events'}}, config: {'retention.ms': '91d'}}),
    ],
  },
});
