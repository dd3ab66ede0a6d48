import {labelWidth} from './event-labels.ts';
import {html, type Markup} from './markup.ts';
import type {Scale} from './scales.ts';
import type {Span} from './spans.ts';
import {duration} from './units.ts';

const LANE_HEIGHT = 40;
const HEADING_HEIGHT = 24;
const BAR_HEIGHT = 10;

interface Frame {
  x: Scale;
  top: number;
  left: number;
  right: number;
}

/** One lane a measured stretch on the plot's own time axis: a filled bar for what it took, a hollow one for what is allowed. */
export function spanLanes(spans: readonly Span[], frame: Frame): {markup: Markup; height: number} {
  const drawn = spans.filter(({startMs}) => startMs !== undefined);
  if (drawn.length === 0) return {markup: html``, height: 0};
  return {
    markup: html`<g class="spans"><text class="axis-title" x="${frame.left}" y="${frame.top + 14}">measured (filled) against allowed (outlined)</text>
${drawn.map((span, index) => lane(span, {...frame, top: frame.top + HEADING_HEIGHT + index * LANE_HEIGHT}))}</g>
`,
    height: HEADING_HEIGHT + drawn.length * LANE_HEIGHT + 4,
  };
}

function lane(span: Span, {x, top, left, right}: Frame): Markup {
  const startMs = span.startMs ?? 0;
  const start = x(startMs);
  const end = span.endMs === undefined ? right : x(span.endMs);
  const limit = span.limitMs === undefined ? undefined : x(startMs + span.limitMs);
  const beyond = limit !== undefined && limit > right;
  const edge = limit === undefined ? undefined : Math.min(limit, right);
  const text = `${span.label}: ${spanText(span)}`;
  const fits = start + labelWidth(text) <= right;
  const barTop = top + 18;
  const bound =
    edge === undefined
      ? undefined
      : beyond
        ? html`<path class="beyond" d="M${point(edge - 5)} ${barTop}l5 ${BAR_HEIGHT / 2}l-5 ${BAR_HEIGHT / 2}"/>`
        : html`<line class="limit" x1="${point(edge)}" x2="${point(edge)}" y1="${barTop - 4}" y2="${barTop + BAR_HEIGHT + 4}"/>`;
  return html`<g class="span ${className(span)}"><text x="${point(fits ? start : Math.max(right, left))}" y="${top + 12}"${fits ? undefined : html` text-anchor="end"`}>${text}</text>
${edge === undefined ? undefined : html`<path class="allowed" d="M${point(edge)} ${barTop}H${point(start)}v${BAR_HEIGHT}H${point(edge)}"/>`}<rect class="measured" x="${point(start)}" y="${barTop}" width="${point(Math.max(1, end - start))}" height="${BAR_HEIGHT}"/>${bound}</g>
`;
}

function className({verdict}: Span): string {
  return verdict.replaceAll(' ', '-');
}

const SIGNS: Record<Span['verdict'], string> = {within: '✓', over: '✗', 'not seen': '?', 'not bounded': '', 'not measured': '?'};

/** `9.2 s of 15 s allowed ✓`. */
export function spanText({startMs, endMs, limitMs, verdict}: Span): string {
  const allowed = limitMs === undefined ? '' : ` of ${duration(limitMs)} allowed`;
  if (startMs === undefined) return `not measured${limitMs === undefined ? '' : ` (${duration(limitMs)} allowed)`}`;
  if (endMs === undefined) return `not seen${limitMs === undefined ? '' : ` (${duration(limitMs)} allowed)`} ${SIGNS[verdict]}`;
  return `${duration(endMs - startMs)}${allowed} ${SIGNS[verdict]}`.trim();
}

function point(value: number): string {
  return String(Math.round(value * 10) / 10);
}
