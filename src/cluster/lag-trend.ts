import type {LagReading} from './lag.ts';

/** Sums over the partitions of a group that are known, at one moment. */
export interface LagSample {
  atMs: number;
  /** By `topic-partition`: what is committed, and where the end is. */
  partitions: ReadonlyMap<string, {committed: bigint; end: bigint}>;
}

/** Where a lag is going. Rates are records a second, over the partitions that were known at both ends of the stretch. */
export interface LagTrend {
  /** Of the whole stretch. */
  overMs: number;
  consumedPerSecond: number;
  producedPerSecond: number;
  direction: 'shrinking' | 'growing' | 'steady';
  /** Until nothing is left, should both rates last: 0 where nothing is, `never` where it does not shrink. */
  catchUpMs: number | 'never';
}

/** A sample of each group in a reading. */
export function samplesOf({atMs, groups}: LagReading): Map<string, LagSample> {
  return new Map(
    groups.map(({name, partitions}) => [
      name,
      {
        atMs,
        partitions: new Map(
          partitions.flatMap(({topic, partition, committed, end}) =>
            committed === undefined || 'unknown' in end ? [] : [[`${topic}-${partition}`, {committed, end: end.known}] as const],
          ),
        ),
      },
    ]),
  );
}

/** From the first of some samples to the last. Undefined where they tell of no stretch, or share no partition. Pure. */
export function trendOf(first: LagSample | undefined, last: LagSample | undefined): LagTrend | undefined {
  if (first === undefined || last === undefined || last.atMs <= first.atMs) return undefined;
  let [consumed, produced, left, shared] = [0n, 0n, 0n, 0];
  for (const [key, now] of last.partitions) {
    const before = first.partitions.get(key);
    if (before === undefined) continue;
    shared += 1;
    consumed += now.committed - before.committed;
    produced += now.end - before.end;
    if (now.end > now.committed) left += now.end - now.committed;
  }
  if (shared === 0) return undefined;
  const overMs = last.atMs - first.atMs;
  const [consumedPerSecond, producedPerSecond] = [consumed, produced].map(count => (Number(count) * 1000) / overMs) as [number, number];
  const net = consumedPerSecond - producedPerSecond;
  return {
    overMs,
    consumedPerSecond,
    producedPerSecond,
    direction: net > 0 ? 'shrinking' : net < 0 ? 'growing' : 'steady',
    catchUpMs: left === 0n ? 0 : net > 0 ? (Number(left) * 1000) / net : 'never',
  };
}
