import type {Finding, Verdict} from '../findings/finding.ts';
import type {Drift} from './drift.ts';

/**
 * Drift as part of a proof: an area where nothing differs keeps its verdict, and in place of one where something does stands a
 * failed verdict for each difference, at the line that declares it. What is live only stays a note beside them.
 */
export function driftVerdicts({findings, verdicts}: Drift): {verdicts: Verdict[]; notes: Finding[]} {
  const differences = findings.filter(({level}) => level !== 'note').map(differenceVerdict);
  const others = verdicts.filter(({status}) => status !== 'fail');
  return {verdicts: [...others, ...differences], notes: findings.filter(({level}) => level === 'note')};
}

function differenceVerdict(found: Finding): Verdict {
  const {resource = {kind: 'Cluster', name: found.clusters[0] ?? ''}, clusters, location, message, evidence} = found;
  return {
    claim: `${resource.kind} ${resource.name} is on the cluster as declared`,
    resource,
    clusters,
    location,
    status: 'fail',
    reason: message,
    evidence: typeof evidence === 'object' && evidence !== null ? {...evidence} : {},
    finding: {...found, level: 'error'},
  };
}

/**
 * Leaves each place one failure: where a proof already fails at what drift differs in, the difference is a warning beside it,
 * which says who changed it and who can put it right.
 */
export function joinDrift(drift: readonly Verdict[], proofs: readonly Verdict[]): {verdicts: Verdict[]; beside: Finding[]} {
  const failed = new Set(proofs.filter(({status}) => status === 'fail').map(placeOf));
  const verdicts: Verdict[] = [];
  const beside: Finding[] = [];
  for (const one of drift) {
    const {finding, status} = one;
    if (status === 'fail' && finding !== undefined && failed.has(placeOf(one))) beside.push({...finding, level: 'warning'});
    else verdicts.push(one);
  }
  return {verdicts, beside};
}

function placeOf({resource, location}: Verdict): string {
  return JSON.stringify([resource.kind, resource.name, location.file, location.line, location.column, location.pointer]);
}
