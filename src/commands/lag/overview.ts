import type {LagTrend} from '../../cluster/lag-trend.ts';
import {totalOf} from '../../cluster/partition-lag.ts';
import {ownerText} from '../groups/action.ts';
import {textTable} from '../text-table.ts';
import {behindText} from './lag-words.ts';
import type {LagLook} from './look.ts';

/** A line a group: those that are furthest behind first, then those of which nothing is known, then the others. */
export function overviewText(
  {reading, owners, absent}: LagLook,
  trends: ReadonlyMap<string, LagTrend>,
  more?: {head: string; of(group: string): string},
): string {
  const groups = reading.groups.map(group => ({...group, total: totalOf(group.partitions)}));
  groups.sort(
    (a, b) =>
      Number(b.total.records - a.total.records) ||
      Number(b.total.unknownRecordsCount - a.total.unknownRecordsCount) ||
      (a.name < b.name ? -1 : 1),
  );
  const hasTime = groups.some(({partitions}) => partitions.some(({lagMs}) => lagMs !== undefined));
  const rows = groups.map(({name, state, members, partitions, problem, total}) => {
    const {records, longestMs, unknownRecordsCount, unknownTimeCount} = total;
    const says = [
      ...(problem === undefined ? [] : [problem]),
      ...(problem === undefined && partitions.length === 0 ? ['has committed no offsets'] : []),
      ...(unknownRecordsCount === 0 ? [] : [`${unknownRecordsCount} of ${partitions.length} partitions unknown`]),
      ...(unknownRecordsCount > 0 || unknownTimeCount === 0 ? [] : [`time unknown in ${unknownTimeCount} partitions`]),
      ...('known' in members && members.known.length === 0 && partitions.length > 0 ? ['no members'] : []),
    ];
    const isKnown = partitions.some(one => 'known' in one.records);
    return [
      name,
      isKnown ? String(records) : '-',
      ...(hasTime ? [longestMs === undefined ? '-' : behindText(longestMs)] : []),
      ...(more === undefined ? [] : [more.of(name)]),
      trendText(trends.get(name)),
      catchUpText(trends.get(name), isKnown ? records : undefined),
      state,
      'known' in members ? String(members.known.length) : '?',
      ownerText(owners.get(name)),
      says.join('; '),
    ];
  });
  const gap = [...(hasTime ? ['-'] : []), ...(more === undefined ? [] : ['']), '', '', '', ''];
  for (const name of absent) rows.push([name, '-', ...gap, ownerText(owners.get(name)), 'declared, and not on the cluster']);
  const time = hasTime ? ['behind'] : [];
  const plot = more === undefined ? [] : [more.head];
  const head = ['group', 'lag', ...time, ...plot, 'trend', 'caught up in', 'state', 'members', 'owner', ''];
  return textTable(head, rows, ['members', 'lag', 'behind']);
}

/** `-120/s`: how the lag changes. */
export function trendText(trend: LagTrend | undefined): string {
  if (trend === undefined) return '';
  const net = trend.producedPerSecond - trend.consumedPerSecond;
  if (trend.direction === 'steady') return trend.consumedPerSecond === 0 ? 'stands still' : 'steady';
  return `${net > 0 ? '+' : '-'}${Math.abs(net) < 10 ? Math.abs(net).toFixed(1) : Math.round(Math.abs(net))}/s`;
}

function catchUpText(trend: LagTrend | undefined, records: bigint | undefined): string {
  if (records === 0n) return '';
  if (trend === undefined) return '';
  return trend.catchUpMs === 'never' ? 'never, at this rate' : behindText(trend.catchUpMs);
}
