import type {Finding} from '../findings/finding.ts';
import type {Report} from '../findings/report.ts';
import type {AppliedPlan} from '../terraform/apply.ts';
import type {StackPlan} from '../terraform/plan.ts';
import type {AppliedStack, ApprovedRisk} from '../terraform/saved-plan.ts';
import {type ReportedChange, reported} from './plan-report.ts';
import type {Preparation} from './planning.ts';

/** What became of a stack's plan, as the evidence of an apply has it. */
export interface StackEvidence {
  name: string;
  /** SHA-256 of its plan. */
  plan: string;
  status: AppliedPlan['status'];
  startedAt?: string;
  finishedAt?: string;
  /** Number of changes in the plan. */
  changes: number;
  /** Number of changes that the engine reported as done. */
  done: number;
}

/** What was applied to which cluster, who approved which risk of it, and when: the report of an `apply`. */
export interface ApplyEvidence extends Report {
  changes: ReportedChange[];
  evidence: {
    cluster: string;
    clusterId?: string;
    engine: {kind: string; version: string};
    startedAt: string;
    finishedAt: string;
    stacks: StackEvidence[];
    approvals: ApprovedRisk[];
  };
}

export interface ApplyRun {
  prepared: Preparation;
  report: Report;
  plans: readonly StackPlan[];
  ends: readonly AppliedPlan[];
  /** What earlier runs applied of the same plan. */
  earlier: readonly AppliedStack[];
  startedAt: string;
}

export function applyEvidence({prepared, report, plans, ends, earlier, startedAt}: ApplyRun): ApplyEvidence {
  const {engine, model, clusterId} = prepared;
  const before = earlier.map(({stack, plan, changes, startedAt: began, finishedAt}): StackEvidence => {
    const ended = finishedAt === undefined ? {} : {finishedAt};
    return {name: stack, plan, status: 'applied', startedAt: began, ...ended, changes, done: changes};
  });
  const now = ends.map(({stack, status, startedAt: began, finishedAt, done}): StackEvidence => {
    const own = plans.find(one => one.stack.name === stack);
    const times = {...(began === undefined ? {} : {startedAt: began}), ...(finishedAt === undefined ? {} : {finishedAt})};
    return {name: stack, plan: own?.sha256 ?? '', status, ...times, changes: own?.changes.length ?? 0, done: done.length};
  });
  return {
    ...report,
    changes: plans.flatMap(({changes}) => changes.map(reported)),
    evidence: {
      cluster: model.cluster.name,
      ...(clusterId === undefined ? {} : {clusterId}),
      engine: {kind: engine.kind, version: engine.version},
      startedAt,
      finishedAt: new Date().toISOString(),
      stacks: [...before, ...now],
      approvals: [...earlier.flatMap(({approvals}) => approvals), ...approvedRisks(report.findings)],
    },
  };
}

/** The risks that were approved, each with who took it. */
export function approvedRisks(findings: readonly Finding[]): ApprovedRisk[] {
  return findings.flatMap(({fingerprint, rule, message, stack, approval}) =>
    approval === undefined || stack === undefined ? [] : [{risk: fingerprint, rule, message, stack, ...approval}],
  );
}
