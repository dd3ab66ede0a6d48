import {html, type Markup} from '../../findings/reporters/html/markup.ts';
import {page} from '../../findings/reporters/html/page.ts';
import {CONSENT_CLASSES, drawing, TOPIC_WORDS} from './drawing.ts';
import {CONSENT_TEXTS, edgeText} from './edge-text.ts';
import {type AccessGraph, type Consent, type GraphEdge, type GraphTopic, topicText} from './graph.ts';
import {GRAPH_STYLE, highlightStyle} from './style.ts';

/** One page with a picture and the same as a table: it loads nothing and runs no script. `by` is who wrote it: `weir 1.0`. */
export function graphPage(graph: AccessGraph, by: string): string {
  const unused = unusedTopics(graph);
  const {markup, nodes} = drawing(
    unused.length > UNUSED_DRAWN_MAX ? {...graph, topics: graph.topics.filter(one => !unused.includes(one))} : graph,
  );
  const on = graph.cluster === undefined ? '' : ` on ${graph.cluster}`;
  return page({
    title: `Who writes and reads what${on}`,
    header: header(graph, on),
    sections: [
      {id: 'picture', label: 'Picture', body: picture(markup)},
      {id: 'uses', label: 'Table', body: usesSection(graph)},
      ...(unused.length === 0 ? [] : [{id: 'unused', label: 'Topics that no Application names', body: unusedSection(unused)}]),
    ],
    footer: html`<p>Written by ${by}. This page is complete in itself: it loads nothing and runs no script.</p>`,
    style: GRAPH_STYLE + highlightStyle(nodes),
  });
}

function header({applications, topics, domains, edges}: AccessGraph, on: string): Markup {
  const [given, missing] = (['given', 'missing'] as const).map(consent => edges.filter(one => one.consent === consent).length);
  const tile = (count: number | undefined, one: string, many: string, name = '') =>
    html`<li class="tile ${count === 0 ? 'none' : name}"><b>${count}</b> ${count === 1 ? one : many}</li>`;
  return html`<header><h1>Who writes and reads what${on}</h1>
<ul class="tiles">${tile(applications.length, 'application', 'applications')}${tile(topics.filter(({kind}) => kind === 'declared').length, 'declared topic', 'declared topics')}${tile(domains.length, 'domain', 'domains')}${tile(given, 'use of another domain’s topics with consent', 'uses of other domains’ topics with consent', 'given')}${tile(missing, 'without', 'without', 'missing')}</ul></header>`;
}

const LEGEND: readonly [Consent, string][] = [
  ['not needed', 'within a domain'],
  ['given', 'across domains, with consent'],
  ['missing', 'across domains, no consent'],
];

function picture(markup: Markup): Markup {
  const swatch = (kind: string, radius: number) =>
    html`<svg viewBox="0 0 44 14" aria-hidden="true"><g class="node ${kind}"><rect x="1" y="1" width="42" height="12" rx="${radius}"/></g></svg>`;
  return html`<section id="picture" aria-label="Picture">
<ul class="legend access-legend">
${LEGEND.map(([consent, words]) => html`<li><svg viewBox="0 0 44 14" aria-hidden="true"><g class="${CONSENT_CLASSES[consent]}"><path class="edge" d="M0 7H38" marker-end="url(#arrow-${CONSENT_CLASSES[consent]})"/></g></svg> ${words}</li>\n`)}<li>${swatch('application', 3)} application</li>
<li>${swatch('topic', 6)} topic</li>
<li>${swatch('topic prefix', 6)} by a prefix, or declared nowhere</li>
<li>${swatch('topic internal', 6)} internal</li>
</ul>
<p class="muted">Point at an application or a topic, click it or reach it with Tab, to see what belongs to it. Consent is the owner’s: <code>spec.access</code> of the Topic.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Picture, can be scrolled">${markup}</div>
</section>`;
}

function usesSection(graph: AccessGraph): Markup {
  const topics = new Map(graph.topics.map(topic => [topic.key, topic]));
  const domains = new Map(graph.applications.map(({name, domain}) => [name, domain]));
  return html`<section id="uses" aria-labelledby="uses-title">
<h2 id="uses-title">Every use</h2>
<table class="stacked access-edges">
<thead><tr><th scope="col">Application</th><th scope="col">Does</th><th scope="col">Topic</th><th scope="col">Consent</th><th scope="col">Stated at</th></tr></thead>
<tbody>
${graph.edges.map(edge => row(edge, topics.get(edge.topic), domains.get(edge.application)))}</tbody>
</table>
</section>`;
}

function row(edge: GraphEdge, topic: GraphTopic | undefined, domain: string | undefined): Markup {
  return html`<tr class="${CONSENT_CLASSES[edge.consent]}"><th scope="row"><code>${edge.application}</code><span class="resource">${domain}</span></th><td data-label="Does">${edgeText(edge)}</td><td data-label="Topic"><code>${topic === undefined ? edge.topic : topicText(topic)}</code><span class="resource">${aboutTopic(topic)}</span></td><td data-label="Consent">${consentCell(edge)}</td><td data-label="Stated at">${edge.locations.map(({file, line}, index) => html`${index === 0 ? '' : ', '}<code>${file}:${line}</code>`)}</td></tr>
`;
}

function aboutTopic(topic: GraphTopic | undefined): string {
  if (topic === undefined) return '';
  const where = topic.domain ?? 'of no domain';
  if (topic.kind === 'declared') return where;
  const about = topic.kind === 'prefix' && topic.includes.length > 0 ? `: ${topic.includes.join(', ')}` : '';
  return `${where}, ${TOPIC_WORDS[topic.kind]}${about}`;
}

const BADGES: Record<Consent, {sign: string; name: string}> = {
  'not needed': {sign: '', name: 'own'},
  given: {sign: '✓ ', name: 'pass'},
  missing: {sign: '✗ ', name: 'fail'},
};

function consentCell({consent, lacking, application, flow}: GraphEdge): Markup {
  const {sign, name} = BADGES[consent];
  const key = flow === 'writes' ? 'producers' : 'consumers';
  const next =
    consent === 'missing'
      ? html`<span class="resource">add ${application} to spec.access.${key} of ${lacking.join(', ')}</span>`
      : undefined;
  return html`<span class="badge ${name}">${sign}${CONSENT_TEXTS[consent] ?? 'not needed'}</span>${next}`;
}

/** More would hide the picture: they stand in a list alone. */
const UNUSED_DRAWN_MAX = 12;

/** Declared topics that no intent names or includes. */
function unusedTopics({topics, edges}: AccessGraph): GraphTopic[] {
  const used = new Set(edges.map(({topic}) => topic));
  const byPrefix = new Set(topics.filter(({key, pattern}) => pattern === 'prefixed' && used.has(key)).flatMap(({includes}) => includes));
  return topics.filter(({kind, key, name}) => kind === 'declared' && !used.has(key) && !byPrefix.has(name));
}

function unusedSection(unused: readonly GraphTopic[]): Markup {
  return html`<section id="unused" aria-labelledby="unused-title">
<h2 id="unused-title">Topics that no Application names</h2>
<ul>${unused.map(({name, domain}) => html`<li><code>${name}</code> <span class="muted">${domain}</span></li>\n`)}</ul>
</section>`;
}
