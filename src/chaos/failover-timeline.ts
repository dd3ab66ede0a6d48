import {downsampleProbes, type Timeline, type TimelineEvent} from '../verify/timeline.ts';
import type {Clock} from './clock.ts';
import type {EffectiveObjectives, FailoverMeasured} from './failover-verdicts.ts';

/** The stretch from the producer's start to its stop, to be plotted: probes, events and the objectives that bound them. */
export function failoverTimeline(
  measured: FailoverMeasured,
  {topic, clock, objectives}: {topic: string; clock: Clock; objectives: EffectiveObjectives},
): Timeline {
  const {leaderId, produced} = measured;
  const events: TimelineEvent[] = [
    event(measured.killedMs, 'killed', `broker ${leaderId} killed (SIGKILL)`),
    event(measured.newLeaderMs, 'new-leader', 'new leaders elected'),
    event(measured.firstAckMs, 'first-ack', 'first acknowledgement after'),
    event(measured.healBeganMs, 'restarted', `broker ${leaderId} started again`),
    event(measured.registeredMs, 'registered', `broker ${leaderId} registered`),
    event(measured.fullIsrMs, 'full-isr', 'full in-sync sets'),
  ].flat();
  const probes = produced.operations.map(({intendedMs, ackedMs}) => ({
    intendedMs: round(intendedMs),
    ...(ackedMs === undefined ? {} : {ackedMs: round(ackedMs)}),
  }));
  return {
    title: `Leader failover on a canary of ${topic}`,
    startedAt: clock.startedAt.toISOString(),
    events: events.sort((a, b) => a.atMs - b.atMs),
    probes: downsampleProbes(probes),
    probesTotal: probes.length,
    objectives: Object.entries(objectives).map(([name, {ms}]) => ({name, ms})),
  };
}

function event(atMs: number | undefined, name: string, label: string): TimelineEvent[] {
  return atMs === undefined ? [] : [{atMs: round(atMs), name, label}];
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
