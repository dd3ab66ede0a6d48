import type {GroupLag} from '../../cluster/lag.ts';
import {type PartitionLag, totalOf} from '../../cluster/partition-lag.ts';
import {textTable} from '../text-table.ts';

/** A time behind, as people say it: `0 s`, `4.2 s`, `3 m 10 s`, `5 h 2 m`, `3 d 4 h`. */
export function behindText(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return seconds === 0 ? '0 s' : `${seconds.toFixed(1)} s`;
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['m', 60],
    ['s', 1],
  ] as const;
  const first = units.findIndex(([, size]) => seconds >= size);
  const [large, small] = [units[first], units[first + 1]];
  if (large === undefined || small === undefined) return `${seconds.toFixed(0)} s`;
  const rest = Math.floor((seconds % large[1]) / small[1]);
  return `${Math.floor(seconds / large[1])} ${large[0]}${rest === 0 ? '' : ` ${rest} ${small[0]}`}`;
}

/** Partitions of a group as a table; the reasons of what is unknown follow below it. */
export function partitionTable(partitions: readonly PartitionLag[]): string {
  const hasTime = partitions.some(({lagMs}) => lagMs !== undefined);
  const head = ['topic', 'partition', 'committed', 'end', 'lag', ...(hasTime ? ['behind'] : []), 'member'];
  const rows = partitions.map(one => [
    one.topic,
    String(one.partition),
    one.committed === undefined ? '-' : String(one.committed),
    'known' in one.end ? String(one.end.known) : '?',
    'known' in one.records ? String(one.records.known) : one.isUntouched ? '-' : '?',
    ...(hasTime ? [one.lagMs !== undefined && 'known' in one.lagMs ? behindText(one.lagMs.known) : one.isUntouched ? '-' : '?'] : []),
    one.member === undefined ? '' : `${one.member.clientId} ${one.member.host}`,
  ]);
  return [textTable(head, rows, ['partition', 'committed', 'end', 'lag', 'behind']), ...remarks(partitions)].join('\n');
}

/** Why something is unknown, once for all partitions that it holds for, and what else is odd. */
function remarks(partitions: readonly PartitionLag[]): string[] {
  const reasons = partitions.flatMap(one => {
    if (one.isUntouched) return [];
    const place = `${one.topic}-${one.partition}`;
    const ofRecords = 'unknown' in one.records ? [{place, reason: one.records.unknown}] : [];
    const ofTime = ofRecords.length === 0 && one.lagMs !== undefined && 'unknown' in one.lagMs ? [{place, reason: one.lagMs.unknown}] : [];
    const expired =
      one.expiredRecords === undefined ? [] : [{place, reason: `retention took ${one.expiredRecords} records before they were read`}];
    const waiting = waitingText(one);
    return [...ofRecords.map(({reason}) => ({place, reason: `${reason}${waiting}`})), ...ofTime, ...expired];
  });
  return [...Map.groupBy(reasons, ({reason}) => reason)].map(([reason, all]) => {
    const [first] = all;
    return `  ? ${first?.place ?? ''}${all.length > 1 ? ` and ${all.length - 1} more` : ''}: ${reason}`;
  });
}

function waitingText({committed, start, end}: PartitionLag): string {
  if (committed !== undefined || start === undefined || 'unknown' in start || 'unknown' in end) return '';
  return `, and ${end.known - start.known} records lie there`;
}

/** How far a group is behind, in a phrase. */
export function groupLagText({partitions, problem}: Pick<GroupLag, 'partitions' | 'problem'>): string {
  if (partitions.length === 0) return problem ?? 'it has committed no offsets';
  const {records, longestMs, unknownRecordsCount, partitionCount} = totalOf(partitions);
  const time = longestMs === undefined ? '' : `, ${behindText(longestMs)}`;
  const open = unknownRecordsCount === 0 ? '' : `, unknown in ${unknownRecordsCount} of ${partitionCount} partitions`;
  return `${records} records${time} behind${open}`;
}
