import type {Location} from '../../findings/finding.ts';
import {type Model, principalOf, type Resource} from '../../specs/model.ts';
import {defaultGroup} from '../archetypes/archetype.ts';
import {hasConsent, topicUsesOf} from '../consent.ts';
import {contextOf, needsOf, type Reason} from '../derive.ts';

/** Who writes and reads what, as the intents of Applications say: one value, and a renderer for each format. */
export interface AccessGraph {
  /** Undefined where the specs name no Cluster. */
  cluster: string | undefined;
  /** Every domain of an application or a topic, in code-unit order. */
  domains: string[];
  applications: GraphApplication[];
  topics: GraphTopic[];
  /** One for each application, topic and direction. */
  edges: GraphEdge[];
}

export interface GraphApplication {
  /** Unique among the applications of a model. */
  name: string;
  domain: string;
  /** With its type, `User:audit`; undefined where no document declares its User. */
  principal: string | undefined;
  location: Location;
}

/**
 * `declared`: a Topic document says that it exists. `undeclared`: an intent names it and no document does. `prefix`: all
 * topics that start so. `internal`: what an application keeps for itself: the internal topics of Kafka Streams, the stores of
 * Kafka Connect and of MirrorMaker.
 */
export type TopicKind = 'declared' | 'undeclared' | 'prefix' | 'internal';

export interface GraphTopic {
  /** Unique among the topics of a graph; {@link topicKey}. */
  key: string;
  /** Its name, or what the names start with. */
  name: string;
  pattern: 'literal' | 'prefixed';
  kind: TopicKind;
  /** Undefined where applications of several domains name it and no document declares it. */
  domain: string | undefined;
  /** Declared topics that a prefix is about, in code-unit order. */
  includes: string[];
}

export type EdgeKind = 'produces' | 'consumes' | 'dead letter' | 'internal' | 'mirror';

/**
 * `not needed`: the topic is of the application's own domain, or nobody's, or internal. `given`: the topics of other domains name the
 * application in their `spec.access`. `missing`: one of them at least does not.
 */
export type Consent = 'not needed' | 'given' | 'missing';

export interface GraphEdge {
  /** Name of an application. */
  application: string;
  /** Key of a topic. */
  topic: string;
  flow: 'writes' | 'reads';
  /** What the application does there, each once. */
  kinds: EdgeKind[];
  /** Its consumer groups there. */
  groups: string[];
  consent: Consent;
  /** Topics of other domains that do not name the application. */
  lacking: string[];
  /** Where the intents stand. */
  locations: Location[];
}

/** The graph of a model. Edges are the rights that its Applications take (`needsOf`), whoever writes their ACLs. */
export function accessGraph(model: Model): AccessGraph {
  const declared = new Map(model.topics.map(topic => [topic.name, topic]));
  const users = new Map(model.users.map(user => [user.name, principalOf(user)]));
  const context = contextOf(model);
  const uses = model.applications.flatMap(application =>
    needsOf(onAnyHost(application), application.spec.user, context)
      .filter(({asked}) => asked.resourceType === 'topic' && (asked.operation === 'read' || asked.operation === 'write'))
      .map((reason): Use => ({application, reason, topic: topicKey(reason.asked.resourceName, reason.asked.pattern)})),
  );
  const topics = topicsOf(model, uses);
  const includes = new Map(topics.map(({key, includes: names}) => [key, names.flatMap(name => declared.get(name) ?? [])]));
  const applications = model.applications.map(({name, domain, spec, locate}) => ({
    name,
    domain,
    principal: users.get(spec.user),
    location: locate('/metadata/name'),
  }));
  const grouped = Map.groupBy(uses, ({application, reason, topic}) => JSON.stringify([application.name, topic, reason.asked.operation]));
  return {
    cluster: model.cluster?.name,
    domains: domainsOf(applications, topics),
    applications: applications.sort(byName),
    topics,
    edges: [...grouped.values()].map(same => edgeOf(same, includes)).sort(byEnds),
  };
}

interface Use {
  application: Resource<'Application'>;
  reason: Reason;
  topic: string;
}

/** Equal keys mean the same topics: a name and a prefix of the same text are two. */
export function topicKey(name: string, pattern: 'literal' | 'prefixed'): string {
  return `${pattern === 'prefixed' ? 'p' : 't'}:${name}`;
}

/** What a person reads: `orders.*` for a prefix. */
export function topicText({name, pattern}: Pick<GraphTopic, 'name' | 'pattern'>): string {
  return pattern === 'prefixed' ? `${name}*` : name;
}

/** A right is asked for once a host: one is enough for a picture. */
function onAnyHost(application: Resource<'Application'>): Resource<'Application'> {
  return {...application, spec: {...application.spec, hosts: ['*']}};
}

function topicsOf(model: Model, uses: readonly Use[]): GraphTopic[] {
  const declared = new Map(model.topics.map(topic => [topic.name, topic.domain]));
  const topics = new Map<string, GraphTopic>();
  for (const {name, domain} of model.topics) {
    const key = topicKey(name, 'literal');
    topics.set(key, {key, name, pattern: 'literal', kind: 'declared', domain, includes: [name]});
  }
  for (const [key, same] of Map.groupBy(uses, ({topic}) => topic)) {
    const [first] = same;
    if (first === undefined || topics.has(key)) continue;
    const {resourceName: name, pattern} = first.reason.asked;
    const includes = pattern === 'literal' ? [] : [...declared.keys()].filter(one => one.startsWith(name)).sort();
    const internal = same.every(({reason}) => kindOf(reason) === 'internal');
    topics.set(key, {
      key,
      name,
      pattern,
      kind: internal ? 'internal' : pattern === 'prefixed' ? 'prefix' : 'undeclared',
      domain: only(includes.map(one => declared.get(one))) ?? only(same.map(({application}) => application.domain)),
      includes,
    });
  }
  return [...topics.values()].sort((one, other) => compare(one.name, other.name) || compare(one.key, other.key));
}

function only(domains: readonly (string | undefined)[]): string | undefined {
  return new Set(domains).size === 1 ? domains[0] : undefined;
}

function edgeOf(same: readonly Use[], includes: ReadonlyMap<string, readonly Resource<'Topic'>[]>): GraphEdge {
  const [first] = same;
  if (first === undefined) throw new Error('an edge has a use at least');
  const {application, reason, topic} = first;
  const flow = reason.asked.operation === 'write' ? 'writes' : 'reads';
  const asked = same.some(one => asksForConsent(one.reason));
  const foreign = asked ? (includes.get(topic) ?? []).filter(({domain}) => domain !== application.domain) : [];
  const lacking = foreign.filter(one => !hasConsent(one, application, flow === 'writes' ? 'producers' : 'consumers')).map(({name}) => name);
  return {
    application: application.name,
    topic,
    flow,
    kinds: [...new Set(same.map(one => kindOf(one.reason)))],
    groups: [...new Set(same.flatMap(({reason: {at}}) => groupsOf(application, at)))],
    consent: foreign.length === 0 ? 'not needed' : lacking.length === 0 ? 'given' : 'missing',
    lacking,
    locations: [...new Set(same.map(({reason: {at}}) => at))].map(at => application.locate(at)),
  };
}

/** Whether it is one of the uses about which the rule application/needs-consent asks. */
function asksForConsent({application, at, asked}: Reason): boolean {
  const side = asked.operation === 'write' ? 'producers' : 'consumers';
  return topicUsesOf(application.spec).some(use => use.at === at && use.side === side && use.name === asked.resourceName);
}

const KINDS: Readonly<Record<string, EdgeKind>> = {
  producer: 'produces',
  consumer: 'consumes',
  'dead letters': 'dead letter',
  'Kafka Streams': 'internal',
  'Connect worker': 'internal',
  connector: 'internal',
};

function kindOf({archetype, at, asked}: Reason): EdgeKind {
  // Of MirrorMaker's topics, those that are copied and the copies are no stores of its own.
  if (archetype.startsWith('MirrorMaker'))
    return asked.pattern === 'prefixed' || at.startsWith('/spec/mirrorMaker/topic') ? 'mirror' : 'internal';
  return KINDS[archetype] ?? (asked.operation === 'write' ? 'produces' : 'consumes');
}

function groupsOf(application: Resource<'Application'>, at: string): string[] {
  const intent = application.spec.consumes.find(one => at.startsWith(`${one.at}/topic`));
  return intent === undefined ? [] : [intent.group ?? defaultGroup(application)];
}

/** What is left of a graph for one domain: its applications and topics, what they touch, and who touches them. */
export function graphOfDomain(graph: AccessGraph, domain: string): AccessGraph {
  const domainOf = new Map(graph.applications.map(one => [one.name, one.domain]));
  const declaredIn = new Map(graph.topics.filter(({kind}) => kind === 'declared').map(one => [one.name, one.domain]));
  const touched = new Set(
    graph.topics
      .filter(topic => topic.domain === domain || topic.includes.some(name => declaredIn.get(name) === domain))
      .map(({key}) => key),
  );
  const edges = graph.edges.filter(({application, topic}) => domainOf.get(application) === domain || touched.has(topic));
  const [applicationNames, topicKeys] = [new Set(edges.map(one => one.application)), new Set(edges.map(one => one.topic))];
  const applications = graph.applications.filter(one => one.domain === domain || applicationNames.has(one.name));
  const topics = graph.topics.filter(one => one.domain === domain || topicKeys.has(one.key));
  return {...graph, domains: domainsOf(applications, topics), applications, topics, edges};
}

function domainsOf(applications: readonly {domain: string}[], topics: readonly {domain: string | undefined}[]): string[] {
  const domains = [...applications, ...topics].flatMap(({domain}) => (domain === undefined ? [] : [domain]));
  return [...new Set(domains)].sort();
}

function byEnds(one: GraphEdge, other: GraphEdge): number {
  return compare(one.application, other.application) || compare(other.flow, one.flow) || compare(one.topic, other.topic);
}

function byName(one: {name: string}, other: {name: string}): number {
  return compare(one.name, other.name);
}

/** Code-unit order: the same on every machine. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
