import {coversResource} from '../access/authorize.ts';
import {type AclBinding, bindingsOf, type Model, principalOf, type Resource} from '../specs/model.ts';
import {canaryName} from './canaries.ts';

/** A user's access to one declared topic (or to a name that no document declares), as the documents grant it. */
export interface TopicAccess {
  /** The declared topic that stands for the ACLs' resource. */
  topic: string;
  /** Undefined where no declared topic is covered: the canary then takes the ACL's own name and plain settings. */
  like: Resource<'Topic'> | undefined;
  /** The Acl documents that say something about this topic for this principal. */
  acls: Resource<'Acl'>[];
}

/**
 * The topics on which a user's ACLs are proved: for each of its Acl documents about topics the first declared topic that
 * it covers; documents that cover the same topic are proved together, because Kafka judges them together.
 */
export function topicAccessOf(model: Model, user: Resource<'User'>): TopicAccess[] {
  const principal = principalOf(user);
  const own = model.acls.filter(one => one.spec.resource.type === 'topic' && isAbout(one, principal));
  const byTopic = new Map<string, TopicAccess>();
  for (const acl of own) {
    const {resource} = acl.spec;
    const like = model.topics.find(topic => covers(acl, topic.name));
    const topic = like?.name ?? (resource.name === '*' ? 'any' : resource.name);
    if (byTopic.has(topic)) continue;
    byTopic.set(topic, {topic, like, acls: own.filter(one => covers(one, like?.name ?? resource.name))});
  }
  return [...byTopic.values()];
}

/** The user's group that stands for all its groups: the first that it may read. */
export function groupAccessOf(model: Model, user: Resource<'User'>): {group: string; acls: Resource<'Acl'>[]} | undefined {
  const principal = principalOf(user);
  const own = model.acls.filter(one => one.spec.resource.type === 'group' && isAbout(one, principal));
  const first = own.find(
    one => one.spec.permission === 'allow' && one.spec.operations.some(operation => operation === 'read' || operation === 'all'),
  );
  if (first === undefined) return undefined;
  const group = first.spec.resource.name;
  return {group, acls: own.filter(one => covers(one, group))};
}

/**
 * The same bindings on a canary: literal names and `*` become the canary's name, prefixes its prefix, so that the proof
 * goes through the same kind of pattern and reaches nothing but canaries.
 */
export function mirrorOnto(acls: readonly Resource<'Acl'>[], canary: {prefix: string; name: string}): AclBinding[] {
  return acls.flatMap(acl =>
    bindingsOf(acl.spec).map(binding => ({
      ...binding,
      resourceName: binding.pattern === 'prefixed' ? canary.prefix : canary.name,
    })),
  );
}

export function canaryFor(prefix: string, standsFor: string): {prefix: string; name: string} {
  return {prefix, name: canaryName(prefix, standsFor)};
}

/** All declared bindings of a model, for the authorizer. */
export function declaredBindings(model: Model): AclBinding[] {
  return model.acls.flatMap(acl => bindingsOf(acl.spec));
}

function isAbout(acl: Resource<'Acl'>, principal: string): boolean {
  return acl.spec.principal === principal || acl.spec.principal === 'User:*';
}

function covers(acl: Resource<'Acl'>, name: string): boolean {
  return bindingsOf(acl.spec).some(binding => coversResource(binding, {type: acl.spec.resource.type, name}));
}
