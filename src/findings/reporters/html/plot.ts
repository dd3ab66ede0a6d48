import type {Probe, Timeline} from '../../timeline.ts';
import {LABEL_GAP, labelWidth, placeLabels, shortLabel} from './event-labels.ts';
import {html, type Markup} from './markup.ts';
import {latencyDomain, latencyTicks, linear, logarithmic, type Scale, timeTicks} from './scales.ts';
import {spanLanes} from './span-lanes.ts';
import {gapOf, type Span} from './spans.ts';
import {duration} from './units.ts';

/** Units of the picture; the page scales it. */
export const FRAME = {width: 960, left: 76, right: 944};
const LABEL_LANE = 19;
const UNACKED_STRIP = 32;
const PLOT_HEIGHT = 250;
const AXIS_HEIGHT = 46;
const TIME_TICKS = 9;

/** Event times are shown from here: the moment of the fault, where there was one. */
export function originMs({events}: Timeline): number {
  return events.find(({name}) => name === 'killed')?.atMs ?? 0;
}

interface Layout {
  x: Scale;
  y: Scale;
  domainMs: readonly [number, number];
  latencyMs: readonly [number, number];
  /** Upper edges, from top to bottom. */
  plotTop: number;
  plotBottom: number;
}

/** The probes' latencies over the time at which they were due, the events, and the measured stretches beside their bounds. */
export function plot(timeline: Timeline, spans: readonly Span[], {id, description}: {id: string; description: string}): Markup {
  const labels = eventLabels(timeline);
  const lanes = Math.max(0, ...labels.placed.map(({lane}) => lane + 1));
  const unacked = timeline.probes.filter(({ackedMs}) => ackedMs === undefined);
  const acked = timeline.probes.flatMap(({intendedMs, ackedMs}) =>
    ackedMs === undefined ? [] : [{intendedMs, ms: latencyOf(ackedMs - intendedMs)}],
  );
  const labelsBottom = 8 + lanes * LABEL_LANE;
  const plotTop = labelsBottom + (unacked.length === 0 ? 6 : UNACKED_STRIP);
  const plotBottom = plotTop + PLOT_HEIGHT;
  const latencyMs = latencyDomain(acked.map(({ms}) => ms));
  const layout: Layout = {
    x: labels.x,
    y: logarithmic(latencyMs, [plotBottom, plotTop]),
    domainMs: labels.domainMs,
    latencyMs,
    plotTop,
    plotBottom,
  };
  const drawnLanes = spanLanes(spans, {x: labels.x, top: plotBottom + AXIS_HEIGHT, ...FRAME});
  return html`<svg class="timeline" viewBox="0 0 ${FRAME.width} ${Math.ceil(plotBottom + AXIS_HEIGHT + drawnLanes.height)}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${timeline.title}</title>
<desc id="${id}-desc">${description}</desc>
${gapBand(timeline, layout)}${axes(timeline, layout)}${objectiveLine(spans, layout)}${unackedStrip(unacked, layout, labelsBottom)}<g class="probes">
${acked.map(({intendedMs, ms}) => html`<circle class="probe" cx="${at(layout.x(intendedMs))}" cy="${at(layout.y(ms))}" r="2.2"/>\n`)}</g>
${eventLines(labels, labelsBottom, plotBottom)}${drawnLanes.markup}</svg>`;
}

/** A clock's resolution can make an answer look instant; a logarithm needs more than 0. */
function latencyOf(ms: number): number {
  return Math.max(0.1, ms);
}

interface Labels {
  x: Scale;
  domainMs: readonly [number, number];
  placed: {x: number; lane: number; text: string; name: string}[];
}

/** The time axis goes on far enough that the last events' labels fit beside their lines. */
function eventLabels(timeline: Timeline): Labels {
  const origin = originMs(timeline);
  const events = [...timeline.events]
    .sort((a, b) => a.atMs - b.atMs)
    .map(({atMs, name, label}) => ({atMs, name, text: `${shortLabel(label)} ${offset(atMs - origin)}`}));
  const [fromMs, lastMs] = extent(timeline);
  const available = FRAME.right - FRAME.left;
  let domainMs: readonly [number, number] = [fromMs, lastMs];
  for (const {atMs, text} of events) {
    const room = available - Math.min(labelWidth(text), available / 2);
    domainMs = [fromMs, Math.max(domainMs[1], fromMs + ((atMs - fromMs) * available) / room)];
  }
  const x = linear(domainMs, [FRAME.left, FRAME.right]);
  const placed = placeLabels(events.map(({atMs, text}) => ({x: x(atMs), width: labelWidth(text)})));
  return {
    x,
    domainMs,
    placed: events.map(({text, name}, index) => ({text, name, x: placed[index]?.x ?? 0, lane: placed[index]?.lane ?? 0})),
  };
}

function offset(ms: number): string {
  return ms > 0 ? `+${duration(ms)}` : ms < 0 ? `−${duration(-ms)}` : '';
}

function extent({events, probes}: Timeline): readonly [number, number] {
  let [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const take = (ms: number) => {
    fromMs = Math.min(fromMs, ms);
    toMs = Math.max(toMs, ms);
  };
  for (const {atMs} of events) take(atMs);
  for (const {intendedMs, ackedMs} of probes) {
    take(intendedMs);
    if (ackedMs !== undefined) take(ackedMs);
  }
  return fromMs < toMs ? [fromMs, toMs] : [Number.isFinite(fromMs) ? fromMs : 0, (Number.isFinite(toMs) ? toMs : 0) + 1_000];
}

function gapBand(timeline: Timeline, {x, plotTop, plotBottom}: Layout): Markup | undefined {
  const gap = gapOf(timeline);
  if (gap === undefined) return undefined;
  const [left, right] = [x(gap.startMs), x(gap.endMs)];
  const lines = [duration(gap.gapMs), 'without an acknowledgement'];
  const fits = right - left > labelWidth(lines[1] ?? '');
  const middle = (plotTop + plotBottom) / 2 + 20;
  return html`<rect class="gap" x="${at(left)}" y="${plotTop}" width="${at(Math.max(1, right - left))}" height="${plotBottom - plotTop}"/>
${fits ? lines.map((line, index) => html`<text class="gap-label${index === 0 ? ' strong' : ''}" x="${at((left + right) / 2)}" y="${middle + index * 18}" text-anchor="middle">${line}</text>\n`) : undefined}`;
}

function axes(timeline: Timeline, {x, y, domainMs, latencyMs, plotTop, plotBottom}: Layout): Markup {
  const origin = originMs(timeline);
  const killed = timeline.events.some(({name}) => name === 'killed');
  const times = timeTicks([domainMs[0] - origin, domainMs[1] - origin], TIME_TICKS);
  return html`<g class="axis">
${latencyTicks(latencyMs).map(({value, label}) => html`<line class="grid" x1="${FRAME.left}" x2="${FRAME.right}" y1="${at(y(value))}" y2="${at(y(value))}"/><text x="${FRAME.left - 8}" y="${at(y(value) + 4)}" text-anchor="end">${label}</text>\n`)}${times.map(({value, label}) => html`<line class="tick" x1="${at(x(value + origin))}" x2="${at(x(value + origin))}" y1="${plotBottom}" y2="${plotBottom + 5}"/><text x="${at(x(value + origin))}" y="${plotBottom + 18}" text-anchor="middle">${label.replace('-', '−')}</text>\n`)}<line class="base" x1="${FRAME.left}" x2="${FRAME.right}" y1="${plotBottom}" y2="${plotBottom}"/>
<text class="axis-title" x="${FRAME.right}" y="${plotBottom + 36}" text-anchor="end">${killed ? 'time since the kill, when a probe was due' : 'time since the start, when a probe was due'}</text>
<text class="axis-title" transform="translate(16 ${(plotTop + plotBottom) / 2}) rotate(-90)" text-anchor="middle">time to acknowledgement</text>
</g>
`;
}

/** No probe may wait longer than the longest pause that is allowed. */
function objectiveLine(spans: readonly Span[], {y, latencyMs}: Layout): Markup | undefined {
  const limitMs = spans.find(({objective}) => objective === 'ackGap')?.limitMs;
  if (limitMs === undefined || limitMs < latencyMs[0] || limitMs > latencyMs[1]) return undefined;
  const height = at(y(limitMs));
  return html`<line class="objective" x1="${FRAME.left}" x2="${FRAME.right}" y1="${height}" y2="${height}"/><text class="objective-label" x="${FRAME.right - 4}" y="${at(y(limitMs) - 5)}" text-anchor="end">allowed pause: ${duration(limitMs)}</text>
`;
}

function unackedStrip(unacked: readonly Probe[], {x}: Layout, top: number): Markup | undefined {
  if (unacked.length === 0) return undefined;
  const middle = top + 12;
  return html`<g class="unacked"><text x="${FRAME.left - 8}" y="${middle + 4}" text-anchor="end">never</text>
<line class="grid" x1="${FRAME.left}" x2="${FRAME.right}" y1="${middle}" y2="${middle}"/>
${unacked.map(({intendedMs}) => html`<path class="probe-unacked" d="M${at(x(intendedMs) - 3)} ${middle - 3}l6 6m0 -6l-6 6"/>\n`)}</g>
`;
}

function eventLines({placed}: Labels, labelsBottom: number, plotBottom: number): Markup {
  return html`<g class="events">
${placed.map(({x, lane, text, name}) => {
  const top = labelsBottom - (lane + 1) * LABEL_LANE;
  return html`<line class="event${name === 'killed' ? ' fault' : ''}" x1="${at(x)}" x2="${at(x)}" y1="${top + 2}" y2="${plotBottom}"/><text class="event-label${name === 'killed' ? ' fault' : ''}" x="${at(x + LABEL_GAP)}" y="${top + 13}">${text}</text>\n`;
})}</g>
`;
}

/** A tenth of a pixel is finer than a screen shows. */
export function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}
