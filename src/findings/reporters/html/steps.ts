import {html, type Markup} from './markup.ts';
import type {RunRecord} from './run-record.ts';
import {duration, instant} from './units.ts';

/** What ran and how long it took. */
export function stepSection(steps: RunRecord['steps']): Markup | undefined {
  if (steps.length === 0) return undefined;
  const longestMs = Math.max(1, ...steps.map(({durationMs}) => durationMs));
  return html`<section id="steps" aria-labelledby="steps-title">
<h2 id="steps-title">Steps</h2>
<table class="steps" aria-labelledby="steps-title">
<thead><tr><th scope="col">Step</th><th scope="col">Took</th><th scope="col" class="wide">Started</th></tr></thead>
<tbody>
${steps.map(
  ({name, startedAt, durationMs}) =>
    html`<tr><th scope="row">${name}</th><td class="took">${duration(durationMs)}<span class="bar" aria-hidden="true" style="width:${Math.max(0.5, (100 * Math.max(0, durationMs)) / longestMs).toFixed(1)}%"></span></td><td class="wide muted">${instant(startedAt)}</td></tr>\n`,
)}</tbody>
</table>
</section>`;
}
