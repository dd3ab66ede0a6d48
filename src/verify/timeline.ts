import type {Probe} from '../findings/timeline.ts';

export {longestAckGap, type Probe, type Timeline, type TimelineEvent} from '../findings/timeline.ts';

/** Points of a plot: more only make it slower to open. */
export const POINTS_MAX = 2_000;
/** Gaps that always stay visible. */
const GAPS_KEPT = 20;

/**
 * Thins probes out for a plot. Kept are the first and the last, all without an acknowledgement as far as they fit, both
 * sides of the longest pauses, and of every stretch of time the slowest and the fastest.
 */
export function downsampleProbes(probes: readonly Probe[], max = POINTS_MAX): Probe[] {
  if (probes.length <= max) return [...probes];
  const keep = new Set<number>([0, probes.length - 1]);
  for (const {before, after} of longestGaps(probes, GAPS_KEPT)) keep.add(before).add(after);
  const unacked = probes.flatMap((probe, index) => (probe.ackedMs === undefined ? [index] : []));
  const every = Math.max(1, Math.ceil(unacked.length / (max / 4)));
  unacked.forEach((index, position) => {
    if (position % every === 0) keep.add(index);
  });
  const buckets = Math.max(1, Math.floor((max - keep.size) / 2));
  const size = probes.length / buckets;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor(bucket * size);
    const to = Math.floor((bucket + 1) * size);
    const {slowest, fastest} = extremes(probes, from, to);
    keep.add(slowest).add(fastest);
  }
  return [...keep].sort((a, b) => a - b).flatMap(index => probes[index] ?? []);
}

function extremes(probes: readonly Probe[], from: number, to: number): {slowest: number; fastest: number} {
  let slowest = from;
  let fastest = from;
  for (let index = from; index < to; index++) {
    if (latencyMs(probes[index]) > latencyMs(probes[slowest])) slowest = index;
    if (latencyMs(probes[index]) < latencyMs(probes[fastest])) fastest = index;
  }
  return {slowest, fastest};
}

function latencyMs(probe: Probe | undefined): number {
  return probe?.ackedMs === undefined ? -1 : probe.ackedMs - probe.intendedMs;
}

/** The longest pauses between consecutive acknowledgements, as indexes of the probes on both sides. */
function longestGaps(probes: readonly Probe[], count: number): {before: number; after: number; gapMs: number}[] {
  const acked = probes
    .flatMap(({ackedMs}, index) => (ackedMs === undefined ? [] : [{index, ackedMs}]))
    .sort((a, b) => a.ackedMs - b.ackedMs || a.index - b.index);
  const gaps = acked.slice(1).map((after, position) => {
    const before = acked[position] ?? after;
    return {before: before.index, after: after.index, gapMs: after.ackedMs - before.ackedMs};
  });
  return gaps.sort((a, b) => b.gapMs - a.gapMs).slice(0, count);
}

export interface Latencies {
  count: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
}

/** Latencies from the intended times; undefined without an acknowledgement. */
export function latencies(probes: readonly Probe[]): Latencies | undefined {
  const sorted = probes.flatMap(probe => (probe.ackedMs === undefined ? [] : [probe.ackedMs - probe.intendedMs])).sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return sorted.length === 0 ? undefined : {count: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1)};
}
