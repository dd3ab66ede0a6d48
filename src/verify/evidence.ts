import {unfinished} from '../findings/error.ts';
import {isRecord} from '../findings/record.ts';
import type {Report} from '../findings/report.ts';
import {type Timeline, timelineProblem} from '../findings/timeline.ts';

export interface EvidenceStep {
  name: string;
  startedAt: string;
  durationMs: number;
}

/** What a run proved, as one document: the JSON report and beside it how it was measured. An HTML page is made from this alone. */
export interface Evidence extends Report {
  evidence: {
    cluster: string;
    clusterId: string;
    runId: string;
    startedAt: string;
    finishedAt: string;
    steps: EvidenceStep[];
    timelines: Timeline[];
  };
}

export function evidenceDocument(report: Report, evidence: Evidence['evidence']): Evidence {
  return {...report, evidence};
}

/** Reads an evidence document back. Fails with `evidence/malformed` naming the first place that is not as it should be. */
export function parseEvidence(text: string, file: string): Evidence {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw unfinished('evidence/malformed', `${file} is not JSON`, {cause});
  }
  const wrong = firstWrong(value);
  if (wrong !== undefined) throw unfinished('evidence/malformed', `${file} is no evidence document: ${wrong}`);
  // Every field that a reader of the document uses was checked above.
  return value as Evidence;
}

function firstWrong(value: unknown): string | undefined {
  if (!isRecord(value)) return 'it is not an object';
  if (value['version'] !== 1) return '/version is not 1';
  for (const list of ['findings', 'verdicts']) if (!Array.isArray(value[list])) return `/${list} is not a list`;
  const {verdicts, evidence} = value;
  for (const [index, one] of (Array.isArray(verdicts) ? verdicts : []).entries()) {
    if (
      !isRecord(one) ||
      typeof one['claim'] !== 'string' ||
      !isStatus(one['status']) ||
      !isRecord(one['evidence']) ||
      !isRecord(one['location'])
    )
      return `/verdicts/${index} is no verdict`;
  }
  if (!isRecord(evidence)) return '/evidence is missing';
  for (const key of ['cluster', 'clusterId', 'runId', 'startedAt', 'finishedAt'])
    if (typeof evidence[key] !== 'string') return `/evidence/${key} is no text`;
  if (!Array.isArray(evidence['steps'])) return '/evidence/steps is not a list';
  if (!Array.isArray(evidence['timelines'])) return '/evidence/timelines is not a list';
  for (const [index, timeline] of evidence['timelines'].entries()) {
    const wrong = timelineProblem(timeline);
    if (wrong !== undefined) return `/evidence/timelines/${index}${wrong}`;
  }
  return undefined;
}

function isStatus(value: unknown): boolean {
  return value === 'pass' || value === 'fail' || value === 'unknown';
}
