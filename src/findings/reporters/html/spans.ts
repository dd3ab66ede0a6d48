import {longestAckGap, type Timeline} from '../../timeline.ts';

/** A stretch of a timeline that an objective bounds. */
export interface Span {
  /** Name of the objective in a Cluster document. */
  objective: string;
  label: string;
  startMs: number | undefined;
  /** Undefined where its end was not seen. */
  endMs: number | undefined;
  /** Undefined where nothing bounds it. */
  limitMs: number | undefined;
  verdict: 'within' | 'over' | 'not seen' | 'not bounded' | 'not measured';
}

/** From which event to which an objective counts, as the proofs measure it. */
const BETWEEN: Readonly<Record<string, {from: string; to: string; label: string}>> = {
  leaderFailover: {from: 'killed', to: 'new-leader', label: 'New leaders elected'},
  isrRecovery: {from: 'restarted', to: 'full-isr', label: 'In-sync sets full again'},
};

/** The measured stretches beside their bounds: failover, the longest pause between acknowledgements, recovery, the rest. */
export function spansOf(timeline: Timeline): Span[] {
  const limits = new Map(timeline.objectives.map(({name, ms}) => [name, ms]));
  const at = (name: string) => timeline.events.find(event => event.name === name)?.atMs;
  const between = (objective: string): Span[] => {
    const ends = BETWEEN[objective];
    if (ends === undefined) return [];
    const startMs = at(ends.from);
    const limitMs = limits.get(objective);
    if (startMs === undefined && limitMs === undefined) return [];
    return [span(objective, ends.label, startMs, at(ends.to), limitMs)];
  };
  const gap = gapOf(timeline);
  const gapLimitMs = limits.get('ackGap');
  const pause =
    gap === undefined && gapLimitMs === undefined
      ? []
      : [span('ackGap', 'Longest pause between acknowledgements', gap?.startMs, gap?.endMs, gapLimitMs)];
  const others = timeline.objectives
    .filter(({name}) => name !== 'ackGap' && !Object.hasOwn(BETWEEN, name))
    .map(({name, ms}) => span(name, name, undefined, undefined, ms));
  return [...between('leaderFailover'), ...pause, ...between('isrRecovery'), ...others];
}

/** The longest pause between acknowledgements while records were offered. */
export function gapOf({probes}: Timeline): {gapMs: number; startMs: number; endMs: number} | undefined {
  const intended = probes.map(({intendedMs}) => intendedMs).sort((a, b) => a - b);
  const gap = longestAckGap(probes, intended[0] ?? 0, intended.at(-1) ?? 0);
  return gap !== undefined && gap.gapMs > 0 ? gap : undefined;
}

function span(objective: string, label: string, startMs: number | undefined, endMs: number | undefined, limitMs: number | undefined): Span {
  return {objective, label, startMs, endMs, limitMs, verdict: judge(startMs, endMs, limitMs)};
}

function judge(startMs: number | undefined, endMs: number | undefined, limitMs: number | undefined): Span['verdict'] {
  if (startMs === undefined) return 'not measured';
  if (endMs === undefined) return 'not seen';
  if (limitMs === undefined) return 'not bounded';
  return endMs - startMs <= limitMs ? 'within' : 'over';
}
