import {html, type Markup} from '../../findings/reporters/html/markup.ts';
import {at} from '../../findings/reporters/html/plot.ts';
import {CONSENT_TEXTS, edgeText} from './edge-text.ts';
import {type AccessGraph, type Consent, type GraphEdge, type GraphTopic, type TopicKind, topicText} from './graph.ts';
import {type Band, type Box, type Layout, type Line, layOut, SIZES} from './layout.ts';
import {shortText} from './short-text.ts';

/** Names of the style's classes. */
export const CONSENT_CLASSES: Record<Consent, string> = {'not needed': 'own', given: 'given', missing: 'missing'};
export const TOPIC_WORDS: Record<TopicKind, string> = {
  declared: 'declared',
  undeclared: 'no document declares it',
  prefix: 'all that start so',
  internal: 'internal',
};

export interface Drawing {
  markup: Markup;
  /** How many boxes can be chosen. */
  nodes: number;
}

/** The picture: an SVG that needs no script. What belongs to box n has the class `rn`, the box itself `nn`. */
export function drawing(graph: AccessGraph): Drawing {
  const layout = layOut(graph);
  const related = relations(layout, graph);
  const {width, box, headingHeight} = SIZES;
  const heading = (text: string, x: number) =>
    html`<text class="column" x="${x}" y="${headingHeight - 12}" text-anchor="middle">${text}</text>\n`;
  const first = (column: Box['column']) => layout.boxes.find(one => one.column === column);
  const titles = {writers: 'Applications that write', topics: 'Topics', readers: 'Applications that read'} as const;
  const markup = html`<svg class="access" viewBox="0 0 ${width} ${Math.ceil(layout.height)}" role="group" aria-labelledby="access-title access-desc">
<title id="access-title">Who writes and reads what</title>
<desc id="access-desc">From left to right: applications that write, topics, applications that read; a frame for each domain. The table after the picture says the same.</desc>
<defs>${['own', 'given', 'missing'].map(name => html`<marker id="arrow-${name}" class="arrow ${name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z"/></marker>`)}</defs>
${(['writers', 'topics', 'readers'] as const).map(column => {
  const one = first(column);
  return one === undefined ? undefined : heading(titles[column], one.x + box.width / 2);
})}${layout.bands.map(frame)}<g class="lines">
${layout.lines.map(line => lineMarkup(line, related, graph))}</g>
${layout.boxes.map(one => boxMarkup(one, related, graph))}</svg>`;
  return {markup, nodes: layout.nodes};
}

/** Nodes that are highlighted with each node: itself, and those at the other ends of its lines. */
function relations({lines, nodes}: Layout, {applications, topics}: AccessGraph): ReadonlySet<number>[] {
  const related = Array.from({length: nodes}, (_, node) => new Set([node]));
  const relate = (one: number, other: number): void => {
    related[one]?.add(other);
    related[other]?.add(one);
  };
  for (const {application, topic} of lines) relate(application, topic);
  // A prefix stands for the topics that start so: whoever reads by it reads them.
  const declared = new Map(topics.map(({name, kind}, index) => [kind === 'declared' ? name : undefined, applications.length + index]));
  for (const [index, {includes, pattern}] of topics.entries()) {
    if (pattern !== 'prefixed') continue;
    const prefix = applications.length + index;
    const readers = lines.filter(({topic}) => topic === prefix).map(({application}) => application);
    for (const name of includes) {
      const topic = declared.get(name);
      if (topic !== undefined) for (const one of [prefix, ...readers]) relate(topic, one);
    }
  }
  return related;
}

function frame({domain, y, height}: Band): Markup {
  const {width, margin, inset} = SIZES;
  return html`<g class="domain${domain === undefined ? ' none' : ''}"><rect x="${margin}" y="${at(y)}" width="${width - 2 * margin}" height="${at(height)}" rx="8"/><text x="${margin + inset}" y="${at(y + 21)}">${shortText(domain ?? 'of no domain', width - 4 * inset)}</text></g>
`;
}

function lineMarkup(line: Line, related: readonly ReadonlySet<number>[], graph: AccessGraph): Markup {
  const {edge, application, topic} = line;
  const name = CONSENT_CLASSES[edge.consent];
  const path = pathOf(line);
  // A line is shown with both its ends, and with the topics of a prefix that it leads to.
  const shownWith = new Set([application, topic, ...[...(related[topic] ?? [])].filter(one => one >= graph.applications.length)]);
  return html`<g class="line ${name}${marks(shownWith)}"><title>${edgeSentence(edge, graph)}</title><path class="reach" d="${path}"/><path class="edge" d="${path}" marker-end="url(#arrow-${name})"/></g>
`;
}

const CORNER = 10;

/** Within a domain a curve; from one to another along a lane, with rounded corners. */
function pathOf({from, to, laneX}: Line): string {
  const start = `M${at(from.x)} ${at(from.y)}`;
  const end = `${at(to.x)} ${at(to.y)}`;
  const down = to.y - from.y;
  if (laneX === undefined || Math.abs(down) < 1) {
    const bend = (to.x - from.x) * 0.55;
    return `${start}C${at(from.x + bend)} ${at(from.y)} ${at(to.x - bend)} ${at(to.y)} ${end}`;
  }
  const corner = Math.min(CORNER, Math.abs(down) / 2);
  const turn = Math.sign(down) * corner;
  const into = `H${at(laneX - corner)}Q${at(laneX)} ${at(from.y)} ${at(laneX)} ${at(from.y + turn)}`;
  const outOf = `V${at(to.y - turn)}Q${at(laneX)} ${at(to.y)} ${at(laneX + corner)} ${at(to.y)}`;
  return `${start}${into}${outOf}H${at(to.x)}`;
}

/** One edge in words. */
export function edgeSentence(edge: GraphEdge, {topics}: Pick<AccessGraph, 'topics'>): string {
  const topic = topics.find(({key}) => key === edge.topic);
  const consent = CONSENT_TEXTS[edge.consent];
  const lacking = edge.lacking.length === 0 ? '' : ` of ${edge.lacking.join(', ')}`;
  return `${edge.application}: ${edgeText(edge)} – ${topic === undefined ? edge.topic : topicText(topic)}${consent === undefined ? '' : ` (${consent}${lacking})`}`;
}

function boxMarkup(box: Box, related: readonly ReadonlySet<number>[], graph: AccessGraph): Markup {
  const {width, height} = SIZES.box;
  const {name, note, sentences} = wordsOf(box, graph);
  const whole = sentences.map((one, index) => (index === 0 ? html`${one}` : html`\n${one}`));
  const isTopic = box.topic !== undefined;
  const kind = box.topic === undefined ? 'application' : `topic ${box.topic.kind}`;
  const lines = note === undefined ? [height / 2 + 4] : [18, 33];
  const room = width - 24;
  return html`<g class="node ${kind} n${box.node}${marks(related[box.node] ?? new Set())}" tabindex="0" role="img" aria-label="${whole}"><title>${whole}</title><rect x="${at(box.x)}" y="${at(box.y)}" width="${width}" height="${height}" rx="${isTopic ? 21 : 4}"/><svg x="${at(box.x + 8)}" y="${at(box.y)}" width="${width - 16}" height="${height}"><text class="name" x="${width / 2 - 8}" y="${lines[0]}" text-anchor="middle">${shortText(name, room)}</text>${note === undefined ? undefined : html`<text class="note" x="${width / 2 - 8}" y="${lines[1]}" text-anchor="middle">${shortText(note, room)}</text>`}</svg></g>
`;
}

function marks(nodes: ReadonlySet<number>): string {
  return [...nodes].map(node => ` r${node}`).join('');
}

interface Words {
  name: string;
  /** A second line in the box. */
  note?: string;
  /** All that there is to say of it, a line each. */
  sentences: string[];
}

function wordsOf({application, topic, column}: Box, graph: AccessGraph): Words {
  if (topic !== undefined) return topicWords(topic, graph);
  if (application === undefined) throw new Error('a box is an application or a topic');
  const own = graph.edges.filter(one => one.application === application.name);
  const sentences = own.map(one => edgeSentence(one, graph));
  const who = `Application ${application.name}, domain ${application.domain}, ${application.principal ?? 'its User is not declared'}`;
  const groups = [...new Set(own.flatMap(one => one.groups))];
  const reads = groups.length === 0 ? undefined : `${groups.length === 1 ? 'group' : 'groups'} ${groups.join(', ')}`;
  const note = column === 'readers' ? reads : (application.principal ?? 'no User declared');
  return {name: application.name, sentences: [who, ...sentences], ...(note === undefined ? {} : {note})};
}

function topicWords(topic: GraphTopic, {edges}: AccessGraph): Words {
  const name = topicText(topic);
  const own = edges.filter(one => one.topic === topic.key);
  const count = topic.includes.length;
  const note =
    topic.kind === 'prefix'
      ? `all that start so: ${count === 0 ? 'none' : count} declared`
      : topic.kind === 'declared'
        ? undefined
        : TOPIC_WORDS[topic.kind];
  const uses = own.map(edge => `${edge.application}: ${edgeText(edge)}${edge.consent === 'missing' ? ' (no consent)' : ''}`);
  const where = topic.domain === undefined ? 'of no domain' : `domain ${topic.domain}`;
  const about = topic.kind === 'prefix' && count > 0 ? [`It includes ${topic.includes.join(', ')}`] : [];
  const sentences = [
    `Topic ${name}, ${where}, ${TOPIC_WORDS[topic.kind]}`,
    ...about,
    ...(uses.length === 0 ? ['No Application names it'] : uses),
  ];
  return {name, sentences, ...(note === undefined ? {} : {note})};
}
