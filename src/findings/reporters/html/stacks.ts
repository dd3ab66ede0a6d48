import {html, type Markup} from './markup.ts';
import type {RunRecord} from './run-record.ts';
import {wholeOrDecimal} from './units.ts';

/** What an apply did to each stack, and by which plan. */
export function stackSection(stacks: RunRecord['stacks']): Markup | undefined {
  if (stacks.length === 0) return undefined;
  const columns = ['Stack', 'Result', 'Changes done', 'Plan'];
  return html`<section id="stacks" aria-labelledby="stacks-title">
<h2 id="stacks-title">Stacks</h2>
<table class="stacked" role="table" aria-labelledby="stacks-title">
<thead role="rowgroup"><tr role="row">${columns.map(column => html`<th scope="col" role="columnheader">${column}</th>`)}</tr></thead>
<tbody role="rowgroup">
${stacks.map(
  ({name, status, plan, changes, done}) =>
    html`<tr role="row"><th scope="row" role="rowheader" data-label="Stack">${name}</th><td role="cell" data-label="Result">${status}</td><td role="cell" data-label="Changes done">${wholeOrDecimal(done)} of ${wholeOrDecimal(changes)}</td><td role="cell" data-label="Plan"><code>${plan.slice(0, 12)}</code></td></tr>\n`,
)}</tbody>
</table>
</section>`;
}
