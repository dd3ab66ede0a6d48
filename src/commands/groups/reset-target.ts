import type {ResetTarget} from '../../clients/admin/reset-plan.ts';
import type {TopicPartition} from '../../clients/records.ts';
import {usageError} from '../../findings/error.ts';
import type {GroupsOptions} from './action.ts';

const WAYS = '--to-earliest, --to-latest, --to-offset N, --to-time TIME, --shift-by N, --to-group GROUP';

/** Where to: exactly one of the ways. */
export function targetOf(options: GroupsOptions, usage: string): ResetTarget {
  const targets: ResetTarget[] = [
    ...(options.toEarliest === true ? [{to: 'earliest'} as const] : []),
    ...(options.toLatest === true ? [{to: 'latest'} as const] : []),
    ...(options.toOffset === undefined
      ? []
      : [{to: 'offset', offset: offsetIn(options.toOffset, '--to-offset', /^[0-9]{1,19}$/)} as const]),
    ...(options.toTime === undefined ? [] : [{to: 'timestamp', timestampMs: timeIn(options.toTime)} as const]),
    ...(options.shiftBy === undefined ? [] : [{to: 'shift', by: offsetIn(options.shiftBy, '--shift-by', /^[+-]?[0-9]{1,19}$/)} as const]),
    ...(options.toGroup === undefined ? [] : [{to: 'group', group: options.toGroup} as const]),
  ];
  const [only] = targets;
  if (only !== undefined && targets.length === 1) return only;
  throw usageError(
    'groups/target',
    only === undefined ? 'nothing says where to' : 'there is more than one place to go to',
    `write ${usage}; one of ${WAYS}`,
  );
}

function offsetIn(text: string, option: string, form: RegExp): bigint {
  if (form.test(text)) return BigInt(text.replace(/^\+/, ''));
  throw usageError(
    'groups/offset',
    `${option} ${text} is no whole number`,
    option === '--shift-by' ? 'like --shift-by -100' : 'like --to-offset 1200',
  );
}

/** ISO 8601 with its zone, milliseconds since 1970, or a time ago. A time without a zone would mean another one elsewhere. */
function timeIn(text: string): number {
  const ago = /^-([0-9]+)(s|m|h|d)$/.exec(text);
  if (ago !== null)
    return Date.now() - Number(ago[1]) * {s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000}[ago[2] as 's' | 'm' | 'h' | 'd'];
  if (/^[0-9]{10,15}$/.test(text)) return Number(text);
  const isWhole = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const timestampMs = isWhole ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(timestampMs)) return timestampMs;
  throw usageError(
    'groups/time',
    `--to-time ${text} is no time`,
    'write 2026-11-26T14:00:00Z, 2026-11-26T15:00:00+01:00, milliseconds since 1970, or a time ago, like -2h',
  );
}

/** `--partition orders.v1:3`. A topic's name holds no colon. */
export function partitionsIn(words: readonly string[] | undefined): TopicPartition[] | undefined {
  return words?.map(word => {
    const [topic = '', number = '', ...rest] = word.split(':');
    if (topic !== '' && /^[0-9]{1,9}$/.test(number) && rest.length === 0) return {topic, partition: Number(number)};
    throw usageError('groups/partition', `--partition ${word} is no partition`, 'write TOPIC:NUMBER, like --partition orders.v1:3');
  });
}
