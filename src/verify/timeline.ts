/** One measured stretch, made to be plotted: all times in ms since its start. */
export interface Timeline {
  title: string;
  /** Wall-clock time of 0. */
  startedAt: string;
  events: TimelineEvent[];
  /** Downsampled where there were more than {@link POINTS_MAX}: `probesTotal` says how many there were. */
  probes: Probe[];
  probesTotal: number;
  /** Bounds that the measured times are compared with. */
  objectives: {name: string; ms: number}[];
}

export interface TimelineEvent {
  atMs: number;
  /** `killed`, `new-leader`, `first-ack`, `restarted`, `full-isr`, …; a plot shows `label`. */
  name: string;
  label: string;
}

/** One record of an open-loop schedule. */
export interface Probe {
  /** When the schedule wanted it sent: latency counts from here, so that a stalled sender cannot hide it. */
  intendedMs: number;
  /** Absent where it was never acknowledged. */
  ackedMs?: number;
}

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

/**
 * The longest pause between two acknowledgements while the producer was offering records, from its start to its stop;
 * undefined without an acknowledgement.
 */
export function longestAckGap(
  probes: readonly Probe[],
  fromMs: number,
  toMs: number,
): {gapMs: number; startMs: number; endMs: number} | undefined {
  const acks = probes.flatMap(({ackedMs}) => (ackedMs === undefined ? [] : [ackedMs])).sort((a, b) => a - b);
  if (acks.length === 0) return undefined;
  const marks = [fromMs, ...acks, ...(toMs > (acks.at(-1) ?? toMs) ? [toMs] : [])];
  let longest = {gapMs: 0, startMs: fromMs, endMs: fromMs};
  for (let index = 1; index < marks.length; index++) {
    const startMs = marks[index - 1] ?? fromMs;
    const endMs = marks[index] ?? startMs;
    if (endMs - startMs > longest.gapMs) longest = {gapMs: endMs - startMs, startMs, endMs};
  }
  return longest;
}
