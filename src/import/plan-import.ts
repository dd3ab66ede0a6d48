import {bindingKey} from '../access/derive.ts';
import {declaredBindings} from '../access/statements.ts';
import type {LiveFacts, LiveQuota} from '../cluster/facts.ts';
import {compareText} from '../findings/finding.ts';
import type {Model, Resource} from '../specs/model.ts';
import {type Difference, differences, type Gone, gone} from './differences.ts';
import {type DomainRule, Domains, NO_DOMAIN} from './domains.ts';
import type {Draft, LeftOut} from './draft.ts';
import {FreeNames} from './names.ts';
import {domainOf, principalDrafts} from './principals.ts';
import {entityText, quotaForm} from './quotas.ts';
import type {Scope} from './scope.ts';
import {type Selection, select} from './select.ts';
import {topicForm} from './topics.ts';
import {PasswordVariables} from './users.ts';

export interface ImportRequest {
  facts: LiveFacts;
  /** What the documents say of this cluster before; its Cluster document says how the brokers judge settings. */
  model: Model & {cluster: Resource<'Cluster'>};
  scope: Scope;
  rule: DomainRule;
  /** Principals that Weir does not manage, each with the reason. */
  unmanaged: ReadonlyMap<string, string>;
  /** Environment variables that documents name. */
  variables: Iterable<string>;
}

export interface ImportPlan {
  /** Documents for what none says yet, by domain, kind and name. */
  drafts: Draft[];
  /** Bindings that the drafts state, or derive. */
  bindings: number;
  leftOut: LeftOut[];
  excluded: number;
  unread: string[];
  /** What a person has to know: a sentence without a full stop each. */
  notes: string[];
  differences: Difference[];
  gone: Gone[];
}

const KIND_ORDER: readonly Draft['kind'][] = ['Topic', 'User', 'Application', 'Acl', 'Quota'];

/**
 * What documents to write so that all that is live is said, and nothing else: pure, and the same for the same facts whatever
 * order brokers answer in. What is declared already is left as it is, and compared.
 */
export function planImport(request: ImportRequest): ImportPlan {
  const {facts, model} = request;
  const selection = select(request);
  const undeclared = withoutDeclared(selection, model);
  const {leftOut, notes, drafts: topics, domains, isDeclared} = topicDrafts(request, undeclared.topics);
  const allBindings = Map.groupBy('known' in facts.acls ? facts.acls.known.bindings : [], ({principal}) => principal);
  const principals = principalDrafts({
    ...request,
    domains,
    users: undeclared.users,
    bindings: undeclared.bindings,
    allBindings,
    isDeclared,
    variables: new PasswordVariables(model.cluster.name, request.variables),
  });
  const quotas = quotaDrafts(request, undeclared.quotas, quota =>
    quotaDomain(quota, {model, domains, allBindings, drafts: principals.drafts}),
  );
  const drafts = [...topics, ...principals.drafts, ...quotas.drafts];
  return {
    drafts: drafts.sort(
      (a, b) => compareText(a.domain, b.domain) || KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind) || compareText(a.name, b.name),
    ),
    bindings: undeclared.bindings.length,
    leftOut: [...selection.leftOut, ...leftOut, ...principals.leftOut, ...quotas.leftOut],
    excluded: selection.excluded,
    unread: selection.unread,
    notes: [...notes, ...principals.notes],
    differences: differences(model, facts),
    gone: gone(model, facts),
  };
}

/** What no document says yet. */
function withoutDeclared(
  {topics, bindings, users, quotas}: Selection,
  model: Model,
): Pick<Selection, 'topics' | 'bindings' | 'users' | 'quotas'> {
  const topicNames = new Set(model.topics.map(({name}) => name));
  const keys = new Set(declaredBindings(model).map(bindingKey));
  const scramNames = new Set(model.users.flatMap(({name, spec}) => (spec.tls === undefined ? [name] : [])));
  const entities = new Set(model.quotas.map(({spec}) => entityText([spec.entity])));
  return {
    topics: topics.filter(({name}) => !topicNames.has(name)),
    bindings: bindings.filter(binding => !keys.has(bindingKey(binding))),
    users: users.filter(({name}) => !scramNames.has(name)),
    quotas: quotas.filter(({entity}) => !entities.has(entityText(entity))),
  };
}

interface TopicDrafts extends Pick<ImportPlan, 'drafts' | 'leftOut' | 'notes'> {
  domains: Domains;
  isDeclared(topic: string): boolean;
}

function topicDrafts({model, facts, rule}: ImportRequest, live: Selection['topics']): TopicDrafts {
  const drafts: Draft[] = [];
  const leftOut: LeftOut[] = [];
  const notes: string[] = [];
  const domains = new Domains({
    rule,
    declared: new Map(model.topics.map(({name, domain}) => [name, domain])),
    live: 'known' in facts.topics ? facts.topics.known.map(({name}) => name) : [],
  });
  for (const topic of live) {
    const {name} = topic;
    const form = topicForm(topic, model.cluster?.spec.brokers?.version);
    if ('reason' in form) {
      leftOut.push({kind: 'Topic', name, reason: form.reason, because: 'unstatable'});
      continue;
    }
    notes.push(...form.rewritten.map(text => `Topic ${name}: ${text}, which means the same`));
    drafts.push({kind: 'Topic', domain: domains.ofTopic(name), name, spec: form.spec});
  }
  const declared = new Set([...model.topics, ...drafts].map(({name}) => name));
  return {drafts, leftOut, notes, domains, isDeclared: topic => declared.has(topic)};
}

function quotaDrafts(
  {model}: ImportRequest,
  live: readonly LiveQuota[],
  domain: (quota: LiveQuota) => string,
): Pick<ImportPlan, 'drafts' | 'leftOut'> {
  const names = new FreeNames(model.quotas.map(({name}) => name));
  const drafts: Draft[] = [];
  const leftOut: LeftOut[] = [];
  // A user's quota before that of a client id of the same name: the first of them gets the name.
  const users = live.filter(({entity}) => entity[0]?.type === 'user');
  for (const quota of [...users, ...live.filter(one => !users.includes(one))]) {
    const form = quotaForm(quota);
    if ('reason' in form) leftOut.push({kind: 'Quota', name: entityText(quota.entity), reason: form.reason, because: 'unstatable'});
    else drafts.push({kind: 'Quota', domain: domain(quota), name: names.take(form.wishes), spec: form.spec});
  }
  return {drafts, leftOut};
}

/** A user's quota stands beside the user, one of a client id beside the program of that name. */
function quotaDomain(
  {entity}: LiveQuota,
  {drafts, ...known}: Pick<Parameters<typeof domainOf>[1], 'model' | 'domains' | 'allBindings'> & {drafts: readonly Draft[]},
): string {
  const [{type, name} = {type: 'ip', name: undefined}] = entity;
  if (name === undefined || type === 'ip') return NO_DOMAIN;
  if (type === 'user') return domainOf(`User:${name}`, known);
  const program = [...known.model.applications, ...known.model.users, ...drafts].find(one => one.name === name);
  return program?.domain ?? NO_DOMAIN;
}
