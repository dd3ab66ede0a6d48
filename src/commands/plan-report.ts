import {styleText} from 'node:util';
import {type Report, reportOf} from '../findings/report.ts';
import {loadReporter} from '../findings/reporters/index.ts';
import type {ChangeAction, PlannedChange} from '../terraform/plan-change.ts';
import {VERSION} from '../version.ts';
import type {CommandContext} from './command.ts';
import {type JudgedSpecs, ruleInfos} from './judged-specs.ts';
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

const MARKS: Record<ChangeAction, {mark: string; color: 'green' | 'yellow' | 'red'}> = {
  create: {mark: '+', color: 'green'},
  update: {mark: '~', color: 'yellow'},
  replace: {mark: '-/+', color: 'red'},
  delete: {mark: '-', color: 'red'},
  import: {mark: '<=', color: 'green'},
  forget: {mark: '=>', color: 'yellow'},
  rename: {mark: '=', color: 'yellow'},
};

/** The changes by stack, a line each, and their count. */
export function changesText({plans, changes}: Planned, color: boolean): string {
  const paint = (style: 'green' | 'yellow' | 'red' | 'bold', text: string): string =>
    color ? styleText(style, text, {validateStream: false}) : text;
  const blocks = plans
    .filter(one => one.changes.length > 0)
    .map(({stack, changes: own}) => {
      const lines = own.map(change => {
        const {mark, color: hue} = MARKS[change.action];
        const details = detailsOf(change);
        return `  ${paint(hue, mark.padStart(3))} ${change.kind} ${change.name}${details === '' ? '' : `  ${details}`}`;
      });
      return [paint('bold', stack.name), ...lines].join('\n');
    });
  const count = (action: ChangeAction): number => changes.filter(change => change.action === action).length;
  const counts = [
    ...(['create', 'update', 'replace', 'delete'] as const).map(action => `${count(action)} to ${action}`),
    ...(['import', 'forget', 'rename'] as const).flatMap(action => (count(action) === 0 ? [] : [`${count(action)} to ${action}`])),
  ];
  const summary =
    changes.length === 0
      ? `No changes in ${counted(plans.length, 'stack')}: the cluster is as declared.`
      : `${counted(changes.length, 'change')} in ${counted(blocks.length, 'stack')}: ${counts.join(', ')}`;
  return `${[...blocks, summary].join('\n\n')}\n`;
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function detailsOf(change: PlannedChange): string {
  const {movedFrom, movedTo, action} = change;
  const move = [
    movedFrom !== undefined && `moves here from ${movedFrom}`,
    movedTo !== undefined && `moves to ${movedTo}`,
    action === 'import' && movedFrom === undefined && 'is taken in as it is',
    action === 'forget' && movedTo === undefined && 'stays on the cluster, and is no longer managed',
    action === 'rename' && 'gets another id in the state',
  ];
  return [...move, valuesOf(change)].filter(text => text !== false && text !== '').join(', ');
}

function valuesOf({action, kind, before, after}: PlannedChange): string {
  if (kind === 'Acl') return '';
  if (action === 'delete' || action === 'import' || action === 'forget' || action === 'rename') return '';
  const now = flatten(after ?? {});
  if (action === 'create')
    return HEADLINES[kind].flatMap(key => (now[key] === undefined ? [] : [`${key.replace(/^config\./, '')} ${now[key]}`])).join(', ');
  const was = flatten(before ?? {});
  const keys = [...new Set([...Object.keys(was), ...Object.keys(now)])].filter(key => key !== 'id' && was[key] !== now[key]);
  return keys.map(key => `${key.replace(/^config\./, '')} ${was[key] ?? 'unset'} → ${now[key] ?? 'unset'}`).join(', ');
}

const HEADLINES: Record<PlannedChange['kind'], string[]> = {
  Topic: ['partitions', 'replication_factor', 'config.cleanup.policy', 'config.retention.ms', 'config.min.insync.replicas'],
  User: ['scram_mechanism', 'scram_iterations', 'password_wo_version'],
  Quota: ['config.producer_byte_rate', 'config.consumer_byte_rate', 'config.request_percentage', 'config.controller_mutation_rate'],
  Acl: [],
};

function flatten(attributes: Readonly<Record<string, unknown>>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) continue;
    if (typeof value === 'object' && !Array.isArray(value))
      for (const [inner, text] of Object.entries(value)) flat[`${key}.${inner}`] = String(text);
    else flat[key] = String(value);
  }
  return flat;
}
