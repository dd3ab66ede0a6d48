import {compareFindings, type Finding} from '../../finding.ts';
import {type ApprovedFinding, resourceWords, type WaivedFinding} from '../selection.ts';
import {badge} from './badges.ts';
import {html, type Markup} from './markup.ts';
import {counted} from './units.ts';
import type {AnchorOf} from './verdicts.ts';

/** What is waived, by whom, why and until when. */
export function waivedSection(waived: readonly WaivedFinding[], anchorOf: AnchorOf): Markup | undefined {
  if (waived.length === 0) return undefined;
  const columns = ['Finding', 'Waived by', 'Until', 'Reason', 'Stated at'];
  return html`<section id="waived" aria-labelledby="waived-title">
<h2 id="waived-title">Waived</h2>
<p class="muted">These are known and accepted for a time; they count nowhere.</p>
<table class="stacked covered" role="table" aria-labelledby="waived-title">
<thead role="rowgroup"><tr role="row">${columns.map(column => html`<th scope="col" role="columnheader">${column}</th>`)}</tr></thead>
<tbody role="rowgroup">
${[...waived]
  .sort(compareFindings)
  .map(
    one =>
      html`<tr role="row" id="${anchorOf(one)}">${subject(one)}<td role="cell" data-label="Waived by">${one.waivedBy}</td><td role="cell" data-label="Until">${one.waiver?.expires}</td><td role="cell" data-label="Reason">${one.waiver?.reason}</td>${place(one)}</tr>\n`,
  )}</tbody>
</table>
</section>`;
}

/** What was approved for this plan, by whom, why and until when. */
export function approvedSection(approved: readonly ApprovedFinding[], anchorOf: AnchorOf): Markup | undefined {
  if (approved.length === 0) return undefined;
  const columns = ['Risk', 'Approved by', 'Until', 'Reason', 'Plan', 'Stated at'];
  return html`<section id="approved" aria-labelledby="approved-title">
<h2 id="approved-title">Approved</h2>
<p class="muted">Risks that somebody took for one plan alone; they count nowhere.</p>
<table class="stacked covered" role="table" aria-labelledby="approved-title">
<thead role="rowgroup"><tr role="row">${columns.map(column => html`<th scope="col" role="columnheader">${column}</th>`)}</tr></thead>
<tbody role="rowgroup">
${[...approved]
  .sort(compareFindings)
  .map(
    one =>
      html`<tr role="row" id="${anchorOf(one)}">${subject(one)}<td role="cell" data-label="Approved by">${one.approval.owner}</td><td role="cell" data-label="Until">${one.approval.expires}</td><td role="cell" data-label="Reason">${one.approval.reason}</td><td role="cell" data-label="Plan"><code>${one.approval.plan.slice(0, 12)}</code></td>${place(one)}</tr>\n`,
  )}</tbody>
</table>
</section>`;
}

/** What the baseline holds: counted, and listed for whoever unfolds it. */
export function baselinedSection(baselined: readonly Finding[], anchorOf: AnchorOf): Markup | undefined {
  if (baselined.length === 0) return undefined;
  return html`<section id="baselined" aria-labelledby="baselined-title">
<h2 id="baselined-title">In the baseline</h2>
<p class="muted">Known since before these rules held, and to be mended; they count nowhere.</p>
<details><summary>${counted(baselined.length, 'finding')}</summary>
<table class="stacked covered" role="table" aria-labelledby="baselined-title">
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Finding</th><th scope="col" role="columnheader">Stated at</th></tr></thead>
<tbody role="rowgroup">
${[...baselined].sort(compareFindings).map(one => html`<tr role="row" id="${anchorOf(one)}">${subject(one)}${place(one)}</tr>\n`)}</tbody>
</table></details>
</section>`;
}

function subject(finding: Finding): Markup {
  const {level, message, rule, clusters} = finding;
  const about = [resourceWords(finding), clusters.length === 0 ? '' : `on ${clusters.join(', ')}`].filter(part => part !== '');
  return html`<th scope="row" role="rowheader" data-label="Finding">${badge(level)} ${message} <code class="rule">${rule}</code><span class="resource">${about.join(' · ')}</span></th>`;
}

function place({location: {file, line, column}}: Finding): Markup {
  return html`<td role="cell" data-label="Stated at"><code class="place">${file}:${line}:${column}</code></td>`;
}
