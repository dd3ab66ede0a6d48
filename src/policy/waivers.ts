import type {Finding} from '../findings/finding.ts';
import {isRuleFailure} from './rule-failure.ts';
import type {StatedWaiver} from './waiver-reader.ts';

export interface Waived {
  /** All findings; those that a waiver covers say so, and one that is covered on some clusters only is two. */
  findings: Finding[];
}

/**
 * Applies waivers to findings. The first in the file that concerns a finding covers it; one whose last day is before
 * `today` (a date in UTC) covers nothing. Only what `isRule` knows as the id of a rule can be waived: a document that
 * could not be read cannot be applied, whoever accepts that. Nor can a rule's own failure.
 */
export function waive(
  findings: readonly Finding[],
  waivers: readonly StatedWaiver[],
  {today, isRule}: {today: string; isRule(id: string): boolean},
): Waived {
  const byRule = Map.groupBy(
    waivers.filter(({rule}) => isRule(rule)),
    ({rule}) => rule,
  );
  const all = findings.flatMap(finding => {
    const meant = (byRule.get(finding.rule) ?? []).filter(waiver => concerns(waiver, finding));
    if (meant.length === 0 || isRuleFailure(finding)) return [finding];
    return split(
      finding,
      meant.filter(({says}) => !isExpired(says, today)),
    );
  });
  return {findings: all};
}

/** True after the last day on which a waiver holds. */
export function isExpired({expires}: {expires: string}, today: string): boolean {
  return expires < today;
}

/** True where a waiver means a finding, whether it covers it or another does, or it has expired. */
export function concerns({kind, name, clusters}: StatedWaiver, finding: Finding): boolean {
  const {resource} = finding;
  if (resource === undefined || (kind !== '*' && kind !== resource.kind) || !name.matches(resource.name)) return false;
  return clusters === undefined || finding.clusters.some(cluster => clusters.includes(cluster));
}

/** A finding in parts: what each of the waivers covers of its clusters, in their order, and what none does. */
function split(finding: Finding, waivers: readonly StatedWaiver[]): Finding[] {
  const parts: Finding[] = [];
  let open: Finding | undefined = finding;
  for (const {clusters, says} of waivers) {
    if (open === undefined) break;
    const covered = clusters === undefined ? open.clusters : open.clusters.filter(cluster => clusters.includes(cluster));
    if (clusters !== undefined && covered.length === 0) continue;
    // The very object that the waiver says: it tells afterwards which of them covers what.
    parts.push({...open, clusters: covered, waivedBy: says.owner, waiver: says});
    const rest: string[] = open.clusters.filter(cluster => !covered.includes(cluster));
    open = rest.length === 0 ? undefined : {...open, clusters: rest};
  }
  return open === undefined ? parts : [...parts, open];
}
