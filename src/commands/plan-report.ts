import {type Report, reportOf} from '../findings/report.ts';
import {loadReporter} from '../findings/reporters/index.ts';
import type {ChangeAction, PlannedChange} from '../terraform/plan-change.ts';
import {VERSION} from '../version.ts';
import type {CommandContext} from './command.ts';
import {type JudgedSpecs, ruleInfos} from './judged-specs.ts';
import {changesText} from './plan-pretty.ts';
import type {Planned} from './planning.ts';

/** A change as the JSON report has it. */
export interface ReportedChange {
  action: ChangeAction;
  kind: string;
  name: string;
  stack: string;
  before: Readonly<Record<string, unknown>> | null;
  after: Readonly<Record<string, unknown>> | null;
  /** The stacks between whose states it moves. */
  movedFrom?: string;
  movedTo?: string;
}

/** Everything that a plan says: findings of the specs, risks of the plan, and the changes. */
export function planReport(command: string, judged: JudgedSpecs, {risks}: Planned): Report {
  const {specs, findings} = judged;
  return reportOf({version: VERSION, command, findings: [...findings, ...risks], documents: specs.documents, files: specs.files});
}

/** What a plan is rendered from. */
export interface Rendering {
  context: CommandContext;
  report: Report;
  planned: Planned;
  judged: JudgedSpecs;
}

/** Renders a plan in a format; people see the changes by stack, then the findings. */
export async function renderPlan({context, report, planned, judged}: Rendering, format: string): Promise<string> {
  if (format === 'json') return `${JSON.stringify({...report, changes: planned.changes.map(reported)}, null, 2)}\n`;
  const rendered = await renderReport({context, report, judged}, format);
  return format === 'pretty' ? `${changesText(planned, context.color)}${report.findings.length === 0 ? '' : `\n${rendered}`}` : rendered;
}

/** A report in a format, with the rules and the sources that it was made from; as JSON, whatever stands beside it too. */
export async function renderReport({context, report, judged}: Omit<Rendering, 'planned'>, format: string): Promise<string> {
  const reporter = await loadReporter(format);
  const {color} = context;
  return reporter.render(report, {color, sourceOf: file => judged.sourceOf(file), rules: ruleInfos(judged.policies)});
}

export function reported({action, kind, name, stack, before, after, movedFrom, movedTo}: PlannedChange): ReportedChange {
  return {
    action,
    kind,
    name,
    stack,
    before: before ?? null,
    after: after ?? null,
    ...(movedFrom === undefined ? {} : {movedFrom}),
    ...(movedTo === undefined ? {} : {movedTo}),
  };
}
