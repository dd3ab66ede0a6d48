import {compareFindings, type Finding} from '../findings/finding.ts';
import type {Model} from '../specs/model.ts';
import {applyBaseline, mendedFindings} from './baseline.ts';
import type {Baseline} from './baseline-file.ts';
import type {PolicyConfig} from './config.ts';
import type {Rule} from './rule.ts';
import {isRuleFailure} from './rule-failure.ts';
import {judgeWaivers} from './waiver-findings.ts';
import type {Waivers} from './waiver-reader.ts';
import {waive} from './waivers.ts';

/** What a team accepts; undefined where it accepts nothing of the kind, or where a run is not to know of it. */
export interface Accepted {
  waivers: Waivers | undefined;
  baseline: Baseline | undefined;
}

/** What the run that made the findings was. */
export interface RunFacts {
  /** A date in UTC, like 2027-01-31. */
  today: string;
  rules: readonly Rule[];
  config: PolicyConfig;
  /** Of all clusters, whichever were judged. */
  models: readonly Model[];
  /** True where all documents could be read: else neither their findings nor the clusters are known. */
  isAllRead: boolean;
  /** True where every document was judged for every cluster, as far as it was read. */
  isAllJudged: boolean;
}

/**
 * Marks the findings that a waiver or the baseline covers, and adds what is wrong with either: rules `waiver/…` and
 * `baseline/…`. What is not needed any more is only told where everything was read and judged.
 */
export function cover(found: readonly Finding[], {waivers, baseline}: Accepted, run: RunFacts): Finding[] {
  if (waivers === undefined && baseline === undefined) return [...found];
  const isRule = ruleTest(run.rules);
  const isComplete = run.isAllRead && run.isAllJudged;
  const failedRules = failedRulesOf(found);
  const waived = waive(found, waivers?.waivers ?? [], {today: run.today, isRule});
  const {findings, covered} = applyBaseline(waived.findings, baseline?.entries ?? [], isRule);
  return [
    ...findings,
    ...judgeWaivers(waivers?.waivers ?? [], {
      ...run,
      findings,
      isComplete,
      areClustersKnown: run.isAllRead,
      failedRules,
    }),
    ...(baseline === undefined || !isComplete ? [] : mendedFindings(baseline, covered, failedRules)),
  ].sort(compareFindings);
}

/** True for the id of a rule that exists: findings without one, like `schema/…`, can neither be waived nor baselined. */
export function ruleTest(rules: readonly Rule[]): (id: string) => boolean {
  const ids = new Set(rules.map(({id}) => id));
  return id => ids.has(id);
}

/** Ids of the rules that threw somewhere: what they would have found there is not known. */
export function failedRulesOf(found: readonly Finding[]): ReadonlySet<string> {
  return new Set(found.filter(isRuleFailure).map(({rule}) => rule));
}
