import type {VerdictStatus} from '../../finding.ts';
import {failureReason, type Report} from '../../report.ts';
import {badge} from './badges.ts';
import {html, type Markup} from './markup.ts';
import type {RunRecord} from './run-record.ts';
import {counted, instant, wholeOrDecimal} from './units.ts';

/** The worst that the report says, in a sentence. A run that proved nothing is unknown, never a pass. */
export interface Headline {
  status: VerdictStatus;
  title: string;
}

const WORST_SHOWN = 5;
const SIGNS: Record<VerdictStatus, string> = {pass: '✓', fail: '✗', unknown: '?'};

export function headlineOf(report: Report, record: RunRecord | undefined): Headline {
  const {verdicts, summary} = report;
  const of = (status: VerdictStatus) => verdicts.filter(one => one.status === status).length;
  const claims = counted(verdicts.length, 'claim');
  const [failed, unknown] = [of('fail'), of('unknown')];
  if (failed > 0) return {status: 'fail', title: `Failed: ${wholeOrDecimal(failed)} of ${claims} ${failed === 1 ? 'does' : 'do'} not hold`};
  if (summary.errors > 0) return {status: 'fail', title: `Failed: ${counted(summary.errors, 'error')} found`};
  const reason = failureReason(report);
  if (reason !== undefined) return {status: 'fail', title: `Failed: ${reason}`};
  if (unknown > 0)
    return {status: 'unknown', title: `Not proved: ${wholeOrDecimal(unknown)} of ${claims} ${unknown === 1 ? 'is' : 'are'} left open`};
  if (verdicts.length > 0) return {status: 'pass', title: verdicts.length === 1 ? 'Passed: the claim holds' : `Passed: all ${claims} hold`};
  if (record !== undefined && !record.proves) return appliedHeadline(record);
  if (record !== undefined) return {status: 'unknown', title: 'Not proved: no claim was tried'};
  if (summary.documents === 0) return {status: 'unknown', title: 'No document was judged'};
  return {status: 'pass', title: summary.warnings > 0 ? `No errors, ${counted(summary.warnings, 'warning')}` : 'No errors found'};
}

function appliedHeadline({stacks}: RunRecord): Headline {
  const open = stacks.filter(({status}) => status !== 'applied').length;
  if (open > 0) return {status: 'fail', title: `Not applied whole: ${wholeOrDecimal(open)} of ${counted(stacks.length, 'stack')}`};
  const changes = stacks.reduce((sum, {done}) => sum + done, 0);
  return {status: 'pass', title: `Applied: ${counted(changes, 'change')} in ${counted(stacks.length, 'stack')}`};
}

export function headline(report: Report, record: RunRecord | undefined, {status, title}: Headline): Markup {
  const {tool, command, summary, verdicts} = report;
  const of = (wanted: VerdictStatus) => wholeOrDecimal(verdicts.filter(one => one.status === wanted).length);
  const tiles =
    verdicts.length === 0
      ? []
      : [tile('pass', of('pass'), 'claims passed'), tile('fail', of('fail'), 'failed'), tile('unknown', of('unknown'), 'unknown')];
  const findings = [
    tile('error', wholeOrDecimal(summary.errors), summary.errors === 1 ? 'error' : 'errors'),
    tile('warning', wholeOrDecimal(summary.warnings), summary.warnings === 1 ? 'warning' : 'warnings'),
    tile('note', wholeOrDecimal(summary.notes), summary.notes === 1 ? 'note' : 'notes'),
    ...(summary.waived > 0 ? [tile('waived', wholeOrDecimal(summary.waived), 'waived')] : []),
    ...((summary.approved ?? 0) > 0 ? [tile('approved', wholeOrDecimal(summary.approved ?? 0), 'approved')] : []),
    ...(summary.baselined > 0 ? [tile('baselined', wholeOrDecimal(summary.baselined), 'in the baseline')] : []),
    ...(summary.unchanged !== undefined && summary.unchanged > 0
      ? [tile('unchanged', wholeOrDecimal(summary.unchanged), 'that stood there before, not shown')]
      : []),
  ];
  return html`<header>
<p class="tool">Kafka Weir · <code>weir ${command}</code></p>
<h1 class="headline ${status}"><span class="sign" aria-hidden="true">${SIGNS[status]}</span> ${title}</h1>
${worst(report)}<ul class="tiles">${[...tiles, ...findings]}</ul>
<dl class="run">${(record?.facts ?? []).map(({name, value}) => html`<div><dt>${name}</dt><dd>${instant(value)}</dd></div>`)}<div><dt>Read</dt><dd>${counted(summary.documents, 'document')} in ${counted(summary.files, 'file')}</dd></div><div><dt>Tool</dt><dd>${tool.name} ${tool.version}</dd></div></dl>
</header>`;
}

/** The claims that do not hold, so that nobody has to look for them. */
function worst({verdicts}: Report): Markup | undefined {
  const failed = verdicts.filter(({status}) => status === 'fail');
  if (failed.length === 0) return undefined;
  const rest = failed.length - WORST_SHOWN;
  return html`<ul class="worst">${failed
    .slice(0, WORST_SHOWN)
    .map(
      ({claim, reason, resource}) =>
        html`<li>${badge('fail')} ${claim} (${resource.kind} ${resource.name})${reason === undefined ? undefined : html`: <strong>${reason}</strong>`}</li>\n`,
    )}${rest > 0 ? html`<li><a href="#verdicts">and ${wholeOrDecimal(rest)} more</a></li>` : undefined}</ul>
`;
}

function tile(kind: string, count: string, label: string): Markup {
  return html`<li class="tile ${count === '0' ? 'none' : kind}"><b>${count}</b> ${label}</li>\n`;
}
