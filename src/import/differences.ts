import {bindingKey} from '../access/derive.ts';
import {aclStatements} from '../access/statements.ts';
import {describeBinding} from '../cluster/acl-codes.ts';
import type {LiveFacts, LiveQuota} from '../cluster/facts.ts';
import {bindingsOf, type Model, QUOTA_RATES, type Resource} from '../specs/model.ts';
import type {YamlValue} from '../specs/yaml/compose.ts';
import {formatPointer} from '../specs/yaml/document.ts';
import type {Draft} from './draft.ts';
import {entityText, quotaForm} from './quotas.ts';
import {topicForm} from './topics.ts';
import {preferred} from './users.ts';

/** A field of a document that says something else than the cluster. */
export interface Difference {
  resource: Resource<'Topic' | 'Quota' | 'User'>;
  /** JSON pointer into the resolved document. */
  pointer: string;
  /** In a person's words: `retention.ms`. */
  field: string;
  declared: string | number | undefined;
  /** The value as it may stand in the document; undefined where the live one has none, so that the key goes. */
  live: YamlValue | undefined;
}

/** A document, or an operation of one, that says what is not on the cluster. */
export interface Gone {
  kind: Draft['kind'];
  /** Of the document. */
  name: string;
  /** What is not there, in words; for an ACL the binding. */
  what: string;
}

/** What the documents of a cluster say otherwise than it is, field by field. What could not be read, or not be said, differs in nothing. */
export function differences(model: Model, facts: LiveFacts): Difference[] {
  return [...topicDifferences(model, facts), ...userDifferences(model, facts), ...quotaDifferences(model, facts)];
}

function topicDifferences(model: Model, {topics}: LiveFacts): Difference[] {
  if (!('known' in topics)) return [];
  const live = new Map(topics.known.map(topic => [topic.name, topic]));
  return model.topics.flatMap(resource => {
    const found = live.get(resource.name);
    const form = found === undefined ? undefined : topicForm(found, model.cluster?.spec.brokers?.version);
    if (found === undefined || form === undefined || 'reason' in form) return [];
    const differs: Difference[] = [];
    for (const field of ['partitions', 'replicationFactor'] as const) {
      const value = form.spec[field];
      if (typeof value === 'number' && resource.spec[field] !== value)
        differs.push({resource, pointer: `/spec/${field}`, field, declared: resource.spec[field], live: value});
    }
    const {config} = resource.spec;
    const written = form.config;
    for (const field of [...new Set([...Object.keys(config), ...Object.keys(written)])].sort()) {
      const canonical = written[field]?.text;
      if (canonical !== config[field])
        differs.push({
          resource,
          pointer: formatPointer(['spec', 'config', field]),
          field,
          declared: config[field],
          live: written[field]?.value,
        });
    }
    return differs;
  });
}

/** Passwords cannot be compared. A credential of another mechanism than the declared one is its difference. */
function userDifferences(model: Model, {scramUsers}: LiveFacts): Difference[] {
  if (!('known' in scramUsers)) return [];
  const live = new Map(scramUsers.known.map(user => [user.name, user.credentials]));
  return model.users.flatMap(resource => {
    const {scram} = resource.spec;
    const credentials = live.get(resource.name) ?? [];
    const found = credentials.find(({mechanism}) => mechanism === scram?.mechanism) ?? preferred(credentials);
    if (scram === undefined || found === undefined) return [];
    return (['mechanism', 'iterations'] as const).flatMap(field =>
      scram[field] === found[field] ? [] : [{resource, pointer: `/spec/scram/${field}`, field, declared: scram[field], live: found[field]}],
    );
  });
}

function quotaDifferences(model: Model, {quotas}: LiveFacts): Difference[] {
  if (!('known' in quotas)) return [];
  const live = new Map(quotas.known.map(quota => [entityText(quota.entity), quota]));
  return model.quotas.flatMap(resource => {
    const found = live.get(entityText([resource.spec.entity]));
    const form = found === undefined ? undefined : quotaForm(found);
    if (found === undefined || form === undefined || 'reason' in form) return [];
    return rates().flatMap(([field, key]) => {
      const [declared, holds] = [resource.spec[field], found.values[key]];
      const value = form.spec[field];
      const isWritten = typeof value === 'number' || typeof value === 'string';
      return declared === holds ? [] : [{resource, pointer: `/spec/${field}`, field, declared, live: isWritten ? value : undefined}];
    });
  });
}

function rates(): [keyof typeof QUOTA_RATES, string][] {
  // The table is a literal, so its keys are exactly the fields.
  return Object.entries(QUOTA_RATES) as [keyof typeof QUOTA_RATES, string][];
}

/** What is declared and not live any more: for a person to look at, and for nobody to delete. */
export function gone(model: Model, facts: LiveFacts): Gone[] {
  const {topics, acls, quotas, scramUsers} = facts;
  const found: Gone[] = [];
  const missing = (kind: Draft['kind'], resources: readonly Resource[], live: Iterable<string>): void => {
    const names = new Set(live);
    for (const {name} of resources) if (!names.has(name)) found.push({kind, name, what: `${kind} ${name}`});
  };
  if ('known' in topics)
    missing(
      'Topic',
      model.topics,
      topics.known.map(({name}) => name),
    );
  if ('known' in scramUsers) {
    const written = model.users.filter(({spec}) => spec.scram !== undefined);
    const live = scramUsers.known.filter(({credentials}) => credentials.length > 0);
    missing(
      'User',
      written,
      live.map(({name}) => name),
    );
  }
  if ('known' in quotas) found.push(...goneQuotas(model, quotas.known));
  if ('known' in acls) {
    const live = new Set(acls.known.bindings.map(bindingKey));
    for (const {resource, spec} of aclStatements(model)) {
      for (const binding of bindingsOf(spec))
        if (!live.has(bindingKey(binding))) found.push({kind: resource.kind, name: resource.name, what: describeBinding(binding)});
    }
  }
  return found;
}

function goneQuotas(model: Model, quotas: readonly LiveQuota[]): Gone[] {
  const live = new Set(quotas.map(({entity}) => entityText(entity)));
  return model.quotas.flatMap(({name, spec}) => {
    const entity = entityText([spec.entity]);
    return live.has(entity) ? [] : [{kind: 'Quota' as const, name, what: `the quota of ${entity}`}];
  });
}
