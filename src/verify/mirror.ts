import {coversResource} from '../access/authorize.ts';
import {type AclStatement, aclStatements} from '../access/statements.ts';
import {type AclBinding, type AclResourceType, bindingsOf, type Model, principalOf, type Resource} from '../specs/model.ts';
import {canaryName} from './canaries.ts';

/** A user's access to one declared topic (or to a name that no document declares), as the documents grant it. */
export interface TopicAccess {
  /** The declared topic that stands for the ACLs' resource. */
  topic: string;
  /** Undefined where no declared topic is covered: the canary then takes the ACL's own name and plain settings. */
  like: Resource<'Topic'> | undefined;
  /** What is stated or derived about this topic for this principal. */
  acls: AclStatement[];
}

/**
 * The topics on which a user's ACLs are proved: for each of its statements about topics the first declared topic that
 * it covers; those that cover the same topic are proved together, because Kafka judges them together.
 */
export function topicAccessOf(model: Model, user: Resource<'User'>): TopicAccess[] {
  const principal = principalOf(user);
  const own = aclStatements(model).filter(one => one.spec.resource.type === 'topic' && isAbout(one, principal));
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

/** A group or transactional id that a user's Acl documents or intents name. */
export interface NamedAccess {
  type: 'group' | 'transactional-id';
  /** As the documents name it: a name, a prefix or `*`. */
  name: string;
  /** The statements that name it. */
  stated: AclStatement[];
  /** All that say something about it, for Kafka judges them together. */
  acls: AclStatement[];
}

/** The groups and transactional ids that the Acl documents and intents of a user name. */
export function namedAccessOf(model: Model, user: Resource<'User'>): NamedAccess[] {
  const principal = principalOf(user);
  return (['group', 'transactional-id'] as const).flatMap(type => {
    const own = aclStatements(model).filter(one => one.spec.resource.type === type && isAbout(one, principal));
    const names = new Set(own.map(one => one.spec.resource.name));
    return [...names].map(name => ({
      type,
      name,
      stated: own.filter(one => one.spec.resource.name === name),
      acls: own.filter(one => covers(one, name)),
    }));
  });
}

/**
 * The same bindings on a canary: literal names and `*` become the canary's name, prefixes its prefix, so that the proof
 * goes through the same kind of pattern and reaches nothing but canaries.
 */
export function mirrorOnto(acls: readonly AclStatement[], canary: {prefix: string; name: string}): AclBinding[] {
  return acls.flatMap(acl =>
    bindingsOf(acl.spec).map(binding => ({
      ...binding,
      resourceName: binding.pattern === 'prefixed' ? canary.prefix : canary.name,
    })),
  );
}

/** What the documents say of one resource for a principal, or for everybody. */
export function statementsAbout(model: Model, principal: string, {type, name}: {type: AclResourceType; name: string}): AclStatement[] {
  return aclStatements(model).filter(one => one.spec.resource.type === type && isAbout(one, principal) && covers(one, name));
}

export function canaryFor(prefix: string, standsFor: string): {prefix: string; name: string} {
  return {prefix, name: canaryName(prefix, standsFor)};
}

function isAbout(acl: AclStatement, principal: string): boolean {
  return acl.spec.principal === principal || acl.spec.principal === 'User:*';
}

function covers(acl: AclStatement, name: string): boolean {
  return bindingsOf(acl.spec).some(binding => coversResource(binding, {type: acl.spec.resource.type, name}));
}
