import {isRecord} from '../../record.ts';
import type {Report} from '../../report.ts';
import {isTimeline, type Timeline, timelineProblem} from '../../timeline.ts';

/** How a report came to be, where it is an evidence document (`weir verify`, `smoke`, `chaos run`): the parts that were readable. */
export interface RunRecord {
  /** Name and value, in reading order. */
  facts: {name: string; value: string}[];
  steps: {name: string; startedAt: string; durationMs: number}[];
  timelines: Timeline[];
  /** What was there and could not be shown. */
  problems: string[];
  /** False for the record of an apply, which tries no claim. */
  proves: boolean;
  /** Of an apply: what became of each stack. */
  stacks: {name: string; status: string; plan: string; changes: number; done: number}[];
}

const FACTS = {cluster: 'Cluster', clusterId: 'Cluster id', runId: 'Run', startedAt: 'Started', finishedAt: 'Finished'} as const;

/**
 * Reads what stands beside a report under `evidence`, and the timelines in verdicts, by their shape: the proofs that
 * write them are in a layer above this one. Undefined where the report is of no run.
 */
export function runRecordOf(report: Report): RunRecord | undefined {
  const fromVerdicts = report.verdicts.flatMap(({evidence}) => Object.values(evidence).filter(isTimeline));
  const evidence: unknown = Reflect.get(report, 'evidence');
  if (!isRecord(evidence))
    return fromVerdicts.length === 0 ? undefined : {facts: [], steps: [], timelines: fromVerdicts, problems: [], proves: true, stacks: []};
  const problems: string[] = [];
  const timelines = listAt(evidence, 'timelines', problems).flatMap((one, index) => {
    if (isTimeline(one)) return [one];
    problems.push(`/evidence/timelines/${index}${timelineProblem(one) ?? ''}`);
    return [];
  });
  const steps = listAt(evidence, 'steps', problems).flatMap((one, index) => {
    if (isRecord(one)) {
      const {name, startedAt, durationMs} = one;
      if (typeof name === 'string' && typeof startedAt === 'string' && typeof durationMs === 'number' && Number.isFinite(durationMs))
        return [{name, startedAt, durationMs}];
    }
    problems.push(`/evidence/steps/${index} is no step`);
    return [];
  });
  const facts = Object.entries(FACTS).flatMap(([key, name]) => {
    const value = evidence[key];
    return typeof value === 'string' && value !== '' ? [{name, value}] : [];
  });
  const stacks = listAt(evidence, 'stacks', problems).flatMap((one, index) => {
    if (isStack(one)) return [one];
    problems.push(`/evidence/stacks/${index} is no stack`);
    return [];
  });
  const proves = evidence['stacks'] === undefined;
  return {facts, steps, timelines: [...timelines, ...fromVerdicts], problems, proves, stacks};
}

function isStack(one: unknown): one is RunRecord['stacks'][number] {
  return (
    isRecord(one) &&
    ['name', 'status', 'plan'].every(key => typeof one[key] === 'string') &&
    ['changes', 'done'].every(key => typeof one[key] === 'number')
  );
}

function listAt(record: Record<string, unknown>, key: string, problems: string[]): unknown[] {
  const value = record[key];
  if (Array.isArray(value)) return value;
  if (value !== undefined) problems.push(`/evidence/${key} is not a list`);
  return [];
}
