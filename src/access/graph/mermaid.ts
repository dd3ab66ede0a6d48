import {visible} from '../../findings/visible.ts';
import {edgeLabel} from './edge-text.ts';
import {type AccessGraph, type Consent, type GraphEdge, type GraphTopic, type TopicKind, topicText} from './graph.ts';
import {identifier} from './identifiers.ts';

/** Solid, thick and dotted: consent is not told by colour alone. */
const ARROWS: Record<Consent, string> = {'not needed': '-->', given: '==>', missing: '-.->'};
/** Three to one at least on white and on the ground of dark themes. */
const COLOURS: Partial<Record<Consent, string>> = {given: '#2da44e', missing: '#e5534b'};

/** A cylinder stands for topics; those that no document declares are dashed. */
const DASHED: Record<TopicKind, boolean> = {declared: false, undeclared: true, prefix: true, internal: true};

/**
 * A flowchart of Mermaid (https://mermaid.js.org/syntax/flowchart.html), which GitHub and GitLab draw in Markdown: a box for
 * an application, a cylinder for a topic, a frame for a domain.
 */
export function mermaid(graph: AccessGraph): string {
  const {domains, edges} = graph;
  const homeless = nodesIn(graph, undefined);
  return [
    '%% -->  within a domain; ==> the owner of the topic consents; -.-> it does not (spec.access of the Topic)',
    'flowchart LR',
    ...domains.flatMap(domain => [
      `  subgraph ${identifier('domain', domain)}["${label(domain)}"]`,
      ...nodesIn(graph, domain).map(line => `    ${line}`),
      '  end',
    ]),
    ...homeless.map(line => `  ${line}`),
    ...edges.map(edge => `  ${edgeLine(edge)}`),
    ...(graph.topics.some(({kind}) => DASHED[kind]) ? ['  classDef other stroke-dasharray: 5 3'] : []),
    ...linkStyles(edges),
    '',
  ].join('\n');
}

function nodesIn({applications, topics}: AccessGraph, domain: string | undefined): string[] {
  return [
    ...applications.filter(one => one.domain === domain).map(({name}) => `${identifier('application', name)}["${label(name)}"]`),
    ...topics.filter(one => one.domain === domain).map(topicLine),
  ];
}

function topicLine(topic: GraphTopic): string {
  const note = topic.kind === 'declared' ? '' : `<br/>${topic.kind}`;
  return `${identifier('topic', topic.key)}[("${label(topicText(topic))}${note}")]${DASHED[topic.kind] ? ':::other' : ''}`;
}

function edgeLine(edge: GraphEdge): string {
  const [application, topic] = [identifier('application', edge.application), identifier('topic', edge.topic)];
  const [from, to] = edge.flow === 'writes' ? [application, topic] : [topic, application];
  return `${from} ${ARROWS[edge.consent]}|"${label(edgeLabel(edge))}"| ${to}`;
}

/** Links are styled by their number, in the order in which they stand. */
function linkStyles(edges: readonly GraphEdge[]): string[] {
  return (['given', 'missing'] as const).flatMap(consent => {
    const numbers = edges.flatMap((edge, index) => (edge.consent === consent ? [index] : []));
    return numbers.length === 0 ? [] : [`  linkStyle ${numbers.join(',')} stroke:${COLOURS[consent]}`];
  });
}

/**
 * Text within quotes. What could be HTML, Markdown or an end of the quotes is written as Mermaid's entity code, `#34;`; it
 * reads those in decimal.
 */
function label(text: string): string {
  const shown = visible(text.toWellFormed()).replaceAll('\t', ' ');
  return shown.replace(/[^\p{L}\p{M}\p{N} .,:-]|^[-.,: ]|(?<=^\d+)\.|(?<=\/):|:(?=\/)/gu, one => `#${one.codePointAt(0)};`);
}
