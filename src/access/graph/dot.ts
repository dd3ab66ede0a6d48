import {visible} from '../../findings/visible.ts';
import {edgeLabel} from './edge-text.ts';
import {type AccessGraph, type Consent, type GraphEdge, type GraphTopic, type TopicKind, topicText} from './graph.ts';
import {identifier} from './identifiers.ts';

const STYLES: Record<Consent, string> = {
  'not needed': 'color="#57606a"',
  given: 'color="#116329", style=bold',
  missing: 'color="#a40e26", fontcolor="#a40e26", style=dashed',
};

const TOPIC_STYLES: Record<TopicKind, string> = {
  declared: '',
  undeclared: ', style=dashed',
  prefix: ', style=dashed',
  internal: ', style=dotted',
};

/** A graph of Graphviz (https://graphviz.org/doc/info/lang.html): boxes are applications, cylinders topics, clusters domains. */
export function dot(graph: AccessGraph): string {
  const {cluster, domains, edges} = graph;
  return [
    '// Within a domain: grey. The owner of the topic consents: green and bold. It does not (spec.access of the Topic): red and dashed.',
    'digraph access {',
    '  rankdir=LR;',
    ...(cluster === undefined ? [] : [`  label=${quoted(`who writes and reads what on ${cluster}`)};`]),
    '  node [shape=box, fontname="sans-serif", fontsize=11];',
    '  edge [fontname="sans-serif", fontsize=9];',
    ...domains.flatMap(domain => [
      // Graphviz draws a frame around a subgraph whose id starts with "cluster".
      `  subgraph cluster_${identifier('domain', domain)} {`,
      `    label=${quoted(domain)};`,
      ...nodesIn(graph, domain).map(line => `    ${line}`),
      '  }',
    ]),
    ...nodesIn(graph, undefined).map(line => `  ${line}`),
    ...edges.map(edge => `  ${edgeLine(edge)}`),
    '}',
    '',
  ].join('\n');
}

function nodesIn({applications, topics}: AccessGraph, domain: string | undefined): string[] {
  return [
    ...applications.filter(one => one.domain === domain).map(({name}) => `${identifier('application', name)} [label=${quoted(name)}];`),
    ...topics.filter(one => one.domain === domain).map(topicLine),
  ];
}

function topicLine(topic: GraphTopic): string {
  const words = topic.kind === 'declared' ? [topicText(topic)] : [topicText(topic), topic.kind];
  return `${identifier('topic', topic.key)} [label=${quoted(...words)}, shape=cylinder${TOPIC_STYLES[topic.kind]}];`;
}

function edgeLine(edge: GraphEdge): string {
  const [application, topic] = [identifier('application', edge.application), identifier('topic', edge.topic)];
  const [from, to] = edge.flow === 'writes' ? [application, topic] : [topic, application];
  return `${from} -> ${to} [label=${quoted(edgeLabel(edge))}, ${STYLES[edge.consent]}];`;
}

/** Lines of text as a quoted string, in which Graphviz reads backslashes as escapes and `&…;` as HTML's entities. */
function quoted(...lines: string[]): string {
  const escaped = lines.map(line =>
    visible(line.toWellFormed()).replaceAll('&', '&amp;').replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\t', ' '),
  );
  return `"${escaped.join('\\n')}"`;
}
