import {bindingKey, deriveAcls} from '../../access/derive.ts';
import application from '../../specs/kinds/application.ts';
import {LEGAL_TOPIC} from '../../specs/kinds/application-checks.ts';
import {INTENT_KEYS} from '../../specs/kinds/application-schema.ts';
import {type Fields, present} from '../../specs/kinds/fields.ts';
import type {AclBinding, ConnectWorkerIntent, Kind, Resource, SpecOf, StreamsIntent, UserSpec} from '../../specs/model.ts';
import {unstatable} from '../statable.ts';
import {connectWorkerIn} from './connect-worker.ts';
import {Rights} from './rights.ts';
import {streamsIn} from './streams.ts';

export interface ApplicationRequest {
  /** Name of the Application. */
  name: string;
  /** The User document that it authenticates as. */
  user: {name: string; spec: UserSpec};
  /** All bindings of that principal that no document states yet. */
  bindings: readonly AclBinding[];
  isDeclared(topic: string): boolean;
}

/** An Application, and the bindings that Weir derives from it: all of them are among those that were given. */
export interface ApplicationForm {
  spec: Fields;
  derived: AclBinding[];
}

/**
 * The Application whose derived ACLs are a part of the given ones, and as large a part as its intents can say: what is left
 * stays with Acl documents. It is derived here as it will be, and given up where that would add a single right. Undefined
 * where the rights look like no intent.
 */
export function applicationForm(request: ApplicationRequest): ApplicationForm | undefined {
  const from = commonHosts(request.bindings);
  if (from === undefined) return undefined;
  const live = new Set(request.bindings.map(bindingKey));
  const rights = new Rights(from.bindings);
  const worker = connectWorkerIn(rights);
  const streams = streamsIn(rights);
  const variants: Variant[] = [
    {worker, streams},
    ...(worker?.exactlyOnceSource === true ? [{worker: {...worker, exactlyOnceSource: false}, streams}] : []),
    {worker: undefined, streams},
    {worker, streams: undefined},
    {worker: undefined, streams: undefined},
  ];
  for (const variant of variants) {
    const spec = specOf(request, from.hosts, rights, variant);
    if (spec === undefined || unstatable('Application', request.name, spec) !== undefined) continue;
    const derived = derivedFrom(request, spec);
    if (derived.length > 0 && derived.every(binding => live.has(bindingKey(binding)))) return {spec, derived};
  }
  return undefined;
}

interface Variant {
  worker: ConnectWorkerIntent | undefined;
  streams: StreamsIntent | undefined;
}

/**
 * The addresses from which most is allowed, with what is allowed from each of them alike: an Application has the same rights
 * from all its hosts.
 */
function commonHosts(bindings: readonly AclBinding[]): {hosts: string[]; bindings: AclBinding[]} | undefined {
  const allowed = bindings.filter(({permission}) => permission === 'allow');
  const byHost = Map.groupBy(allowed, ({host}) => host);
  const alike = Map.groupBy([...byHost], ([, own]) =>
    own
      .map(binding => bindingKey({...binding, host: ''}))
      .sort()
      .join('\0'),
  );
  const [best] = [...alike.values()]
    .map(group => ({hosts: group.map(([host]) => host).sort(), bindings: group[0]?.[1] ?? []}))
    .sort((a, b) => b.bindings.length - a.bindings.length || (a.hosts.join() < b.hosts.join() ? -1 : 1));
  if (best === undefined) return undefined;
  // Any address includes the others, whose own ACLs are left to documents.
  return best.hosts.includes('*') ? {hosts: ['*'], bindings: best.bindings} : best;
}

function specOf({name, user}: ApplicationRequest, hosts: string[], rights: Rights, {worker, streams}: Variant): Fields | undefined {
  const stores = new Set(worker === undefined ? [] : [worker.configTopic, worker.offsetTopic, worker.statusTopic]);
  const internal = streams === undefined ? undefined : `${streams.applicationId}-`;
  const topics = (operation: 'read' | 'write'): TopicNames => {
    const prefixes = rights.names(operation, 'topic', 'prefixed').filter(prefix => LEGAL_TOPIC.test(prefix) && prefix !== internal);
    const covered = [...prefixes, ...(internal === undefined ? [] : [internal])];
    const names = rights
      .names(operation, 'topic')
      .filter(topic => LEGAL_TOPIC.test(topic) && !stores.has(topic) && !covered.some(prefix => topic.startsWith(prefix)));
    return {names, prefixes: prefixes.filter(prefix => !covered.some(other => other !== prefix && prefix.startsWith(other)))};
  };
  const groups = rights
    .names('read', 'group')
    .filter(group => group !== '*' && group !== worker?.group && group !== streams?.applicationId);
  const byDefault = streams?.applicationId ?? name;
  const group = streams?.applicationId ?? (groups.includes(name) ? name : groups[0]);
  const consumes = group === undefined ? [] : entriesOf(topics('read'), group === byDefault ? {} : {group});
  const further = groups.filter(one => consumes.length === 0 || one !== group);
  const produces = entriesOf(topics('write'), {});
  const spec = present({
    user: user.name,
    hosts: hosts.includes('*') ? undefined : hosts,
    produces: produces.length === 0 ? undefined : produces,
    consumes: consumes.length === 0 ? undefined : consumes,
    groups: further.length === 0 ? undefined : further,
    transactionalId: transactionalIdOf(name, rights, {worker, streams}),
    streams: streams === undefined ? undefined : streamsFields(streams),
    connectWorker: worker === undefined ? undefined : workerFields(worker),
  });
  return INTENT_KEYS.some(key => key in spec) ? spec : undefined;
}

interface TopicNames {
  names: string[];
  prefixes: string[];
}

function entriesOf({names, prefixes}: TopicNames, more: Fields): Fields[] {
  const listed = names.length === 0 ? [] : [names.length === 1 ? {topic: names[0]} : {topics: names}];
  return [...listed, ...prefixes.map(topicPrefix => ({topicPrefix}))].map(entry => ({...entry, ...more}));
}

function transactionalIdOf(name: string, rights: Rights, {worker, streams}: Variant): Fields | undefined {
  const known = new Set([streams === undefined ? '' : `${streams.applicationId}-`, worker === undefined ? '' : `${worker.group}-`]);
  const prefixes = rights.names('write', 'transactional-id', 'prefixed').filter(prefix => !known.has(prefix) && prefix !== '*');
  const prefix = prefixes.find(one => one.startsWith(name)) ?? prefixes[0];
  if (prefix !== undefined) return {prefix};
  const ids = rights.names('write', 'transactional-id').filter(id => id !== '*' && id !== `connect-cluster-${worker?.group}`);
  return ids.length === 0 ? undefined : {ids};
}

/** What is so by default is left out. */
function streamsFields({applicationId, createsTopics, exactlyOnce}: StreamsIntent): Fields {
  return {applicationId, ...(createsTopics ? {} : {createsTopics}), ...(exactlyOnce ? {exactlyOnce} : {})};
}

function workerFields({exactlyOnceSource, ...worker}: ConnectWorkerIntent): Fields {
  return {...worker, ...(exactlyOnceSource ? {exactlyOnceSource} : {})};
}

/** What the Application derives where it is the only one of its user. */
function derivedFrom({name, user, bindings, isDeclared}: ApplicationRequest, spec: Fields): AclBinding[] {
  const named = new Set(bindings.flatMap(({resourceType, resourceName}) => (resourceType === 'topic' ? [resourceName] : [])));
  const topics = [...named]
    .filter(isDeclared)
    .map(topic => resource('Topic', topic, {partitions: 1, replicationFactor: 1, config: {}, objectives: {}}));
  const derived = deriveAcls({
    cluster: undefined,
    topics,
    acls: [],
    quotas: [],
    users: [resource('User', user.name, user.spec)],
    applications: [resource('Application', name, application.resolve(spec))],
    profiles: [],
  });
  return derived.map(({binding}) => binding);
}

/** A resource that stands in no file yet. */
function resource<K extends Kind>(kind: K, name: string, spec: SpecOf[K]): Resource<K> {
  return {
    kind,
    name,
    domain: '',
    metadata: {name, labels: {}},
    spec,
    judged: {},
    locate: () => {
      throw new Error(`${kind} ${name} stands in no file yet`);
    },
  };
}
