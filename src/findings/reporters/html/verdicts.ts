import type {AreaCount} from '../../areas.ts';
import type {Finding, Location, Verdict, VerdictStatus} from '../../finding.ts';
import {badge} from './badges.ts';
import {type Fact, factsOf} from './facts.ts';
import {html, type Markup} from './markup.ts';
import {counted, wholeOrDecimal} from './units.ts';

const ORDER: Record<VerdictStatus, number> = {fail: 0, unknown: 1, pass: 2};
const FACTS_SHOWN = 6;

/** Id of a finding's block, for a verdict to point at. */
export type AnchorOf = (finding: Finding) => string | undefined;

/** The table of claims, the worst first. */
export function verdictSection(verdicts: readonly Verdict[], anchorOf: AnchorOf): Markup | undefined {
  if (verdicts.length === 0) return undefined;
  const sorted = [...verdicts].sort((a, b) => ORDER[a.status] - ORDER[b.status]);
  return html`<section id="verdicts" aria-labelledby="verdicts-title">
<h2 id="verdicts-title">Claims and verdicts</h2>
<table class="stacked verdicts" role="table" aria-labelledby="verdicts-title">
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Verdict</th><th scope="col" role="columnheader">Claim</th><th scope="col" role="columnheader">Evidence</th><th scope="col" role="columnheader">Cluster</th><th scope="col" role="columnheader">Stated at</th></tr></thead>
<tbody role="rowgroup">
${sorted.map(one => row(one, anchorOf))}</tbody>
</table>
</section>`;
}

function row({claim, resource, clusters, location, status, reason, measured, evidence, finding}: Verdict, anchorOf: AnchorOf): Markup {
  const anchor = finding === undefined ? undefined : anchorOf(finding);
  const where = placeOf(location);
  return html`<tr role="row" class="${status}"><td role="cell" data-label="Verdict">${badge(status)}</td><th scope="row" role="rowheader" data-label="Claim">${claim}<span class="resource">${resource.kind} ${resource.name}</span></th><td role="cell" data-label="Evidence">${reason === undefined ? undefined : html`<p class="reason">${reason}</p>`}${evidenceCell(measured, factsOf(evidence), status)}</td><td role="cell" data-label="Cluster">${clusters.join(', ')}</td><td role="cell" data-label="Stated at"><code class="place">${anchor === undefined ? where : html`<a href="#${anchor}">${where}</a>`}</code></td></tr>
`;
}

/** The phrase of the proof where it gave one and the facts behind it on demand, else the first of the facts. */
function evidenceCell(measured: string | undefined, facts: readonly Fact[], status: VerdictStatus): Markup {
  if (measured !== undefined) return html`<p>${measured}</p>${folded(facts, 'fact')}`;
  if (facts.length === 0) return status === 'unknown' ? html`<p class="muted">no evidence</p>` : html``;
  // One more line takes no more room than the line that would hide it.
  const shown = facts.length <= FACTS_SHOWN + 1 ? facts : facts.slice(0, FACTS_SHOWN);
  return html`${list(shown)}${folded(facts.slice(shown.length), 'more fact')}`;
}

function folded(facts: readonly Fact[], noun: string): Markup | undefined {
  return facts.length === 0 ? undefined : html`<details><summary>${counted(facts.length, noun)}</summary>${list(facts)}</details>`;
}

function list(facts: readonly Fact[]): Markup {
  return html`<dl class="facts">${facts.map(({name, value}) => html`<div><dt>${name}</dt> <dd>${value}</dd></div>`)}</dl>`;
}

/** One area says no more than the headline. */
const AREAS_MIN = 2;

/** What each part of a run came to. */
export function areaSection(areas: readonly AreaCount[] = []): Markup | undefined {
  if (areas.length < AREAS_MIN) return undefined;
  return html`<section id="areas" aria-labelledby="areas-title">
<h2 id="areas-title">Verdicts by area</h2>
<table class="stacked areas" role="table" aria-labelledby="areas-title">
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Area</th><th scope="col" role="columnheader">Passed</th><th scope="col" role="columnheader">Failed</th><th scope="col" role="columnheader">Unknown</th></tr></thead>
<tbody role="rowgroup">
${areas.map(
  ({area, pass, fail, unknown}) =>
    html`<tr role="row"><th scope="row" role="rowheader" data-label="Area">${area}</th><td role="cell" data-label="Passed">${wholeOrDecimal(pass)}</td><td role="cell" data-label="Failed">${wholeOrDecimal(fail)}</td><td role="cell" data-label="Unknown">${wholeOrDecimal(unknown)}</td></tr>\n`,
)}</tbody>
</table>
</section>`;
}

/** What is left open, and why: a reader must not take it for proved. */
export function notProvedSection(verdicts: readonly Verdict[]): Markup | undefined {
  const open = verdicts.filter(({status}) => status === 'unknown');
  if (open.length === 0) return undefined;
  return html`<section id="not-proved" aria-labelledby="not-proved-title">
<h2 id="not-proved-title">What was not proved, and why</h2>
<p class="muted">Nothing is known of these claims: they were neither confirmed nor refuted.</p>
<ul class="open-claims">
${open.map(
  ({claim, reason, resource, clusters, location}) =>
    html`<li><strong>${claim}</strong> <span class="why">${reason ?? 'no evidence was gathered'}</span> <span class="muted">${resource.kind} ${resource.name}${clusters.length === 0 ? '' : ` on ${clusters.join(', ')}`}, <code class="place">${placeOf(location)}</code></span></li>\n`,
)}</ul>
</section>`;
}

/** `file:line`, which may break after a folder. */
function placeOf({file, line}: Location): Markup {
  const names = `${file}:${line}`.split('/');
  return html`${names.map((name, index) => (index === 0 ? name : html`/<wbr>${name}`))}`;
}
