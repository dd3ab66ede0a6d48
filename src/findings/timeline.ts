import {isRecord} from './record.ts';
/** One measured stretch, made to be plotted: all times in ms since its start. */
export interface Timeline {
  title: string;
  /** Wall-clock time of 0, ISO 8601. */
  startedAt: string;
  events: TimelineEvent[];
  /** Thinned out where there were too many to plot: `probesTotal` says how many there were. */
  probes: Probe[];
  probesTotal: number;
  /** Bounds that the measured times are compared with, by the names they have in a Cluster's `objectives`. */
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

/** What keeps a value from outside from being a {@link Timeline}, as a JSON pointer and words; undefined where it is one. */
export function timelineProblem(value: unknown): string | undefined {
  if (!isRecord(value)) return ' is no object';
  for (const key of ['title', 'startedAt']) if (typeof value[key] !== 'string') return `/${key} is no text`;
  if (!isTime(value['probesTotal'])) return '/probesTotal is no number';
  const {events, probes, objectives} = value;
  if (!listOf(events, one => isTime(one['atMs']) && typeof one['name'] === 'string' && typeof one['label'] === 'string'))
    return '/events is no list of events';
  if (!listOf(probes, one => isTime(one['intendedMs']) && (one['ackedMs'] === undefined || isTime(one['ackedMs']))))
    return '/probes is no list of probes';
  if (!listOf(objectives, one => isTime(one['ms']) && typeof one['name'] === 'string')) return '/objectives is no list of objectives';
  return undefined;
}

export function isTimeline(value: unknown): value is Timeline {
  return timelineProblem(value) === undefined;
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

function listOf(value: unknown, isOne: (one: Record<string, unknown>) => boolean): boolean {
  return Array.isArray(value) && value.every(one => isRecord(one) && isOne(one));
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
