import {type Approval, compareFindings, compareText, type Finding, isOpen, type Level, type Waiver} from '../finding.ts';
import type {Report} from '../report.ts';

const GRAVITY: Record<Level, number> = {error: 0, warning: 1, note: 2};

/** A finding that a waiver covers. */
export type WaivedFinding = Finding & {waivedBy: string};

/** A risk of a plan that somebody has approved. */
export type ApprovedFinding = Finding & {approval: Approval};

/** The findings of a report, those of failed verdicts last. */
export function allFindings({findings, verdicts}: Pick<Report, 'findings' | 'verdicts'>): Finding[] {
  return [...findings, ...verdicts.flatMap(({finding}) => (finding === undefined ? [] : [finding]))];
}

/** Those that count, in the order in which they were given. */
export function openFindings(findings: readonly Finding[]): Finding[] {
  return findings.filter(isOpen);
}

export function waivedFindings(findings: readonly Finding[]): WaivedFinding[] {
  return findings.filter((one): one is WaivedFinding => one.waivedBy !== undefined);
}

/** Risks that somebody has approved. What is waived needs no approval, and says by whom it is waived. */
export function approvedFindings(findings: readonly Finding[]): ApprovedFinding[] {
  return findings.filter((one): one is ApprovedFinding => one.approval !== undefined && one.waivedBy === undefined);
}

/** Those that the baseline holds. A waiver says more than the baseline does: what both cover is waived. */
export function baselinedFindings(findings: readonly Finding[]): Finding[] {
  return findings.filter(({waivedBy, baselined, approval}) => baselined === true && waivedBy === undefined && approval === undefined);
}

/** Errors, then warnings, then notes, each in reading order: for what shows a part only. */
export function gravestFirst(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => GRAVITY[a.level] - GRAVITY[b.level] || compareFindings(a, b));
}

/** Findings of one rule. */
export interface RuleGroup {
  rule: string;
  /** The gravest of its findings' levels: a rule may be graver in one environment than in another. */
  level: Level;
  count: number;
}

/** Findings counted by rule: the gravest rules first, the commonest of a level before the others. */
export function byRule(findings: readonly Finding[]): RuleGroup[] {
  const groups = new Map<string, RuleGroup>();
  for (const {rule, level} of findings) {
    const group = groups.get(rule);
    if (group === undefined) groups.set(rule, {rule, level, count: 1});
    else {
      group.count++;
      if (GRAVITY[level] < GRAVITY[group.level]) group.level = level;
    }
  }
  return [...groups.values()].sort((a, b) => GRAVITY[a.level] - GRAVITY[b.level] || b.count - a.count || compareText(a.rule, b.rule));
}

/** `by team-a until 2027-01-31: reason`, as far as it is known. */
export function waiverWords({waivedBy, waiver}: {waivedBy: string; waiver?: Waiver}): string {
  return waiver === undefined ? `by ${waivedBy}` : `by ${waivedBy} until ${waiver.expires}: ${waiver.reason}`;
}

/** `by team-a until 2027-01-31 for the plan 0123456789ab: reason`. */
export function approvalWords({owner, reason, expires, plan}: Approval): string {
  return `by ${owner} until ${expires} for the plan ${plan.slice(0, 12)}: ${reason}`;
}

/** `Topic a.b.c`, or nothing for a finding about no resource. */
export function resourceWords({resource}: Pick<Finding, 'resource'>): string {
  return resource === undefined ? '' : `${resource.kind} ${resource.name}`;
}
