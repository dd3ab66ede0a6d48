import type {Finding} from '../findings/finding.ts';
import {failureReason, type Report} from '../findings/report.ts';
import {counted, EXPLAIN, LEVEL_SIGNS, placeOf, sectionsOf} from '../findings/reporters/markdown.ts';
import {layOut, row, type Section} from '../findings/reporters/markdown-sections.ts';
import {code, text} from '../findings/reporters/markdown-text.ts';
import {gravestFirst, openFindings} from '../findings/reporters/selection.ts';
import {needApproval} from '../policy/approval-example.ts';
import type {ChangeAction, PlannedChange} from '../terraform/plan-change.ts';
import {ACTIONS, type ChangeWords, changeWords, countsText} from './change-words.ts';

/** What a comment shows of a plan. */
export interface CommentedPlan {
  cluster: string;
  /** Findings of the specs and risks of the plan. */
  report: Report;
  plans: readonly {stack: {name: string}; sha256: string; changes: readonly PlannedChange[]}[];
  risks: readonly Finding[];
  /** The folder that the plan is saved in, as it was named; undefined where nobody keeps it. */
  out: string | undefined;
}

const STACKS_TOLD = 40;
const NAMES_TOLD = 20;
/** The actions that a summary always counts; the others only change states, and stand there when there are some. */
const COUNTED = ['create', 'update', 'replace', 'delete'] as const satisfies readonly ChangeAction[];
const OF_STATES = ['import', 'forget', 'rename'] as const satisfies readonly ChangeAction[];

/**
 * A plan as a comment on a pull request: what each stack does, then the risks, each with its line, its evidence and what
 * an approval of it states, then the changes. The hidden marker of the first line names the cluster, so that a pipeline
 * keeps one comment for each. Never longer than GitHub takes; what is left out is counted.
 */
export function planMarkdown(plan: CommentedPlan): string {
  const {cluster, report, plans, risks} = plan;
  const changed = plans.filter(({changes}) => changes.length > 0);
  const open = gravestFirst(openFindings(risks));
  const shown = new Set(open);
  const rest = sectionsOf({...report, findings: report.findings.filter(one => !shown.has(one))});
  const sections = [...summaryOf(changed), ...risksOf(plan, open), ...changed.slice(0, STACKS_TOLD).map(changesOf), ...rest];
  const changes = changed.flatMap(one => one.changes);
  const words =
    changes.length === 0
      ? `no changes on ${text(cluster)}`
      : `${counted(changes.length, 'change')} on ${text(cluster)} in ${counted(changed.length, 'stack')}`;
  const reason = failureReason(report);
  const fails = reason === undefined ? '' : `\n**Fails:** ${text(reason)}.\n`;
  const opening = `<!-- kafka-weir:plan ${cluster.replace(/[^A-Za-z0-9._-]/g, '')} -->\n### weir plan: ${words}\n${fails}`;
  const unseen = changed.length - STACKS_TOLD;
  const more = unseen > 0 ? `\nThe changes of ${counted(unseen, 'more stack')} stand in ${code('weir plan --format json')}.\n` : '';
  const explain = open.length + rest.length > 0 ? EXPLAIN : '';
  return layOut(opening, sections, `${more}${approvalWords(plan)}${explain}`);
}

function summaryOf(changed: CommentedPlan['plans']): Section[] {
  if (changed.length === 0) return [];
  const all = changed.flatMap(({changes}) => changes);
  const count = (changes: readonly PlannedChange[], action: ChangeAction) => changes.filter(one => one.action === action).length;
  const actions = [...COUNTED, ...OF_STATES.filter(action => count(all, action) > 0)];
  const cells = (name: string, changes: readonly PlannedChange[]) =>
    row([name, ...actions.map(action => String(count(changes, action) || '·'))]);
  const stacks = changed.slice(0, STACKS_TOLD).map(({stack, changes}) => cells(code(stack.name), changes));
  const others = changed.slice(STACKS_TOLD).flatMap(({changes}) => changes);
  const unseen = changed.length - STACKS_TOLD;
  return [
    {
      columns: ['stack', ...actions],
      rows: [
        ...stacks,
        ...(unseen > 0 ? [cells(counted(unseen, 'more stack'), others)] : []),
        ...(changed.length > 1 ? [cells('**all**', all)] : []),
      ],
    },
  ];
}

function risksOf(plan: CommentedPlan, open: readonly Finding[]): Section[] {
  if (open.length === 0) return [];
  const approvable = new Set(needApproval(open));
  const rows = open.map(risk =>
    row([LEVEL_SIGNS[risk.level], placeOf(risk.location), riskCell(risk, approvable.has(risk) ? approvalOf(plan, risk) : '')]),
  );
  return [{heading: counted(open.length, 'risk'), columns: ['level', 'where', 'risk'], rows}];
}

function riskCell(risk: Finding, approval: string): string {
  const {message, rule, resource, stack, evidence} = risk;
  const about = [
    code(rule),
    ...(resource === undefined ? [] : [`${text(resource.kind)} ${code(resource.name)}`]),
    ...(stack === undefined ? [] : [`in ${code(stack)}`]),
  ];
  const facts = evidenceFacts(evidence);
  return [
    text(message),
    about.join(' · '),
    ...(facts === '' ? [] : [`evidence: ${text(facts)}`]),
    ...(approval === '' ? [] : [approval]),
  ].join('<br>');
}

/** What a rule measured, but for the stack, which the risk names itself. */
function evidenceFacts(evidence: unknown): string {
  if (typeof evidence !== 'object' || evidence === null) return '';
  return Object.entries(evidence)
    .filter(([name]) => name !== 'stack')
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('; ');
}

/** The entry of a file of approvals, but for owner, reason and last day. Nothing that was not saved can be approved. */
function approvalOf({plans, out}: CommentedPlan, {fingerprint, stack}: Finding): string {
  const hash = plans.find(one => one.stack.name === stack)?.sha256;
  return out === undefined || hash === undefined
    ? ''
    : `to approve: ${code(`{risk: "${fingerprint}", plan: "${hash}", owner: …, reason: …, expires: …}`)}`;
}

function approvalWords({risks, cluster, out}: CommentedPlan): string {
  const {length} = needApproval(risks);
  if (length === 0) return '';
  const refused = `\n${code('weir apply')} refuses this plan because of ${counted(length, 'risk')}: mend the documents, or, where it is meant, `;
  return out === undefined
    ? `${refused}approve a plan that is saved: ${code(`weir plan --cluster ${cluster} --out DIR`)}.\n`
    : `${refused}fill in ${code(`${out}/approvals.example.yaml`)} and run ${code(`weir apply --cluster ${cluster} --plan ${out} --approve FILE`)}.\n`;
}

function changesOf({stack, changes}: CommentedPlan['plans'][number]): Section {
  const words = changeWords(changes);
  return {
    title: `${text(stack.name)}: ${countsText(changes)}`,
    columns: ['', 'kind', 'name', 'change'],
    rows: words.map(changeRow),
    counts: words.map(({count}) => count),
  };
}

function changeRow({action, kind, names, count, details}: ChangeWords): string {
  const takesAway = ACTIONS.indexOf(action) < 2;
  const more = names.length - NAMES_TOLD;
  const told = `${names.slice(0, NAMES_TOLD).map(code).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return row([takesAway ? `**${action}**` : action, count === 1 ? kind : `${count} × ${kind}`, told, details.map(text).join('<br>')]);
}
