import type {Timeline} from '../../timeline.ts';
import {html, type Markup} from './markup.ts';
import {originMs, plot} from './plot.ts';
import {spanText} from './span-lanes.ts';
import {gapOf, type Span, spansOf} from './spans.ts';
import {counted, duration, instant, wholeOrDecimal} from './units.ts';

/** Every timeline as a plot, with the same in words and as a table. */
export function timelineSection(timelines: readonly Timeline[]): Markup | undefined {
  if (timelines.length === 0) return undefined;
  return html`<section id="timeline" aria-labelledby="timeline-heading">
<h2 id="timeline-heading">Timeline</h2>
${timelines.map((one, index) => figure(one, `timeline-${index + 1}`))}</section>`;
}

function figure(timeline: Timeline, id: string): Markup {
  const spans = spansOf(timeline);
  const description = `${probesInWords(timeline)} ${spans.map(spanInWords).join(' ')}`;
  return html`<figure>
<figcaption><h3>${timeline.title}</h3></figcaption>
<ul class="measures">${spans.map(measure)}</ul>
<div class="scroll" tabindex="0" role="region" aria-label="Plot: ${timeline.title}">
${plot(timeline, spans, {id, description})}
</div>
${legend(timeline)}
<p class="muted">${probesInWords(timeline)}</p>
${eventTable(timeline)}
</figure>
`;
}

const STATUS: Record<Span['verdict'], string> = {
  within: 'pass',
  over: 'fail',
  'not seen': 'unknown',
  'not measured': 'unknown',
  'not bounded': 'none',
};

function measure(span: Span): Markup {
  return html`<li class="measure ${STATUS[span.verdict]}"><b>${span.label}</b> ${spanText(span)}</li>\n`;
}

function spanInWords(span: Span): string {
  return `${span.label}: ${spanText(span)}.`;
}

function probesInWords({probes, probesTotal}: Timeline): string {
  const never = probes.filter(({ackedMs}) => ackedMs === undefined).length;
  const thinned = probesTotal > probes.length ? ` (of ${counted(probesTotal, 'probe')}: the slowest and the fastest of every moment)` : '';
  const lost =
    never === 0 ? 'all were acknowledged' : `${wholeOrDecimal(never)} of them ${never === 1 ? 'was' : 'were'} never acknowledged`;
  return `${counted(probes.length, 'probe')} drawn${thinned}, each at the time it was due; ${lost}.`;
}

function legend(timeline: Timeline): Markup {
  const never = timeline.probes.some(({ackedMs}) => ackedMs === undefined);
  return html`<ul class="legend" aria-label="Legend">
<li><svg viewBox="0 0 12 12" aria-hidden="true"><circle class="legend-probe" cx="6" cy="6" r="3"/></svg> a probe that was acknowledged</li>
${never ? html`<li><svg viewBox="0 0 12 12" aria-hidden="true"><path class="legend-unacked" d="M2 2l8 8m0 -8l-8 8"/></svg> a probe that never was</li>\n` : undefined}${gapOf(timeline) === undefined ? undefined : html`<li><svg viewBox="0 0 12 12" aria-hidden="true"><rect class="gap" width="12" height="12"/></svg> the longest pause between acknowledgements</li>\n`}</ul>`;
}

function eventTable(timeline: Timeline): Markup | undefined {
  if (timeline.events.length === 0) return undefined;
  const origin = originMs(timeline);
  const hasFault = timeline.events.some(({name}) => name === 'killed');
  const rows = [...timeline.events].sort((a, b) => a.atMs - b.atMs);
  return html`<details><summary>The events as a table</summary>
<table class="events"><thead><tr><th scope="col">Event</th>${hasFault ? html`<th scope="col">Since the kill</th>` : undefined}<th scope="col">Since the start</th></tr></thead>
<tbody>
${rows.map(({atMs, label}) => html`<tr><th scope="row">${label}</th>${hasFault ? html`<td>${duration(atMs - origin)}</td>` : undefined}<td>${duration(atMs)}</td></tr>\n`)}</tbody></table>
<p class="muted">The start was at ${instant(timeline.startedAt)}.</p></details>`;
}
