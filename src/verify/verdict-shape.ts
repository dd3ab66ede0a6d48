import type {Verdict, VerdictStatus} from '../findings/finding.ts';
import {isRecord} from '../findings/record.ts';

const STATUSES: readonly VerdictStatus[] = ['pass', 'fail', 'unknown'];

/**
 * What is wrong with a value that a scenario returned as a verdict; undefined where it is one. A scenario may be a team's
 * own file, and one that is not type-checked: what it returns is outside data, on which exit codes and reports rest.
 */
export function verdictProblem(value: unknown): string | undefined {
  if (!isRecord(value)) return 'it is no object';
  const {claim, resource, clusters, location, status, evidence, finding} = value;
  if (typeof claim !== 'string' || claim === '') return 'its claim is no text';
  if (!STATUSES.some(one => one === status)) return `its status is ${JSON.stringify(status)}, not ${STATUSES.join(', ')}`;
  if (!isRecord(resource) || typeof resource['kind'] !== 'string' || typeof resource['name'] !== 'string')
    return 'its resource is no {kind, name}';
  if (!Array.isArray(clusters) || clusters.some(one => typeof one !== 'string')) return 'its clusters are no list of names';
  if (!isLocation(location)) return 'its location is no {file, line, column, endLine, endColumn, pointer}';
  for (const key of ['reason', 'measured', 'area'])
    if (value[key] !== undefined && typeof value[key] !== 'string') return `its ${key} is no text`;
  if (!isRecord(evidence)) return 'its evidence is no object';
  // Reports count the findings: a failure without one would be no error, and one on a claim that holds would be one.
  if (status === 'fail') return isFinding(finding) ? undefined : 'it failed and has no finding';
  return finding === undefined ? undefined : 'it did not fail and has a finding';
}

export function isVerdict(value: unknown): value is Verdict {
  return verdictProblem(value) === undefined;
}

function isLocation(value: unknown): boolean {
  if (!isRecord(value) || typeof value['file'] !== 'string' || typeof value['pointer'] !== 'string') return false;
  return ['line', 'column', 'endLine', 'endColumn'].every(key => Number.isInteger(value[key]));
}

function isFinding(value: unknown): boolean {
  if (!isRecord(value) || value['level'] !== 'error' || !Array.isArray(value['clusters'])) return false;
  return ['rule', 'message', 'fingerprint'].every(key => typeof value[key] === 'string') && isLocation(value['location']);
}
