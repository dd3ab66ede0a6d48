import {authorize} from '../access/authorize.ts';
import {declaredBindings} from '../access/statements.ts';
import type {NewTopic} from '../cluster/topics.ts';
import {type AclBinding, type AclOperation, type AclResourceType, type Model, principalOf, type Resource} from '../specs/model.ts';
import type {Canaries} from './canaries.ts';
import {canaryFor, mirrorOnto, type NamedAccess, namedAccessOf, type TopicAccess, topicAccessOf} from './mirror.ts';

/** What the documents say of one operation on one canary. */
export type Expectation = 'allowed' | 'denied' | 'depends-on-host';

/** One topic access of one user, with the canary that stands for it. */
export interface AccessCase extends TopicAccess {
  canary: {prefix: string; name: string};
  write: Expectation;
  read: Expectation;
}

/** An operation on a group or transactional id that can be tried. */
export type NamedOperation = 'read' | 'write' | 'describe';

/** One group or transactional id of one user, with the canary that stands for it. */
export interface NamedCase extends NamedAccess {
  canary: {prefix: string; name: string};
  /** What is tried: a group is read or described, a transactional id written or described. */
  expected: {operation: NamedOperation; expected: Expectation}[];
}

export interface UserPlan {
  user: Resource<'User'>;
  principal: string;
  cases: AccessCase[];
  named: NamedCase[];
  /** The canary group that stands for the user's own; undefined where it may read no group. */
  group: {name: string; standsFor: string} | undefined;
}

export interface AccessPlan {
  users: UserPlan[];
  topics: NewTopic[];
  bindings: AclBinding[];
  /** A topic, a group and a transactional id that nobody was given. */
  closed: Record<ProvedType, string>;
  /** What the documents say of the closed ones for a user. */
  closedTo(plan: UserPlan, operation: AclOperation, type: ProvedType): Expectation;
}

/** Types of resources on which access is tried. */
export type ProvedType = 'topic' | 'group' | 'transactional-id';

/** In the order of what needs more access. */
export const NAMED_OPERATIONS = {group: ['read', 'describe'], 'transactional-id': ['write', 'describe']} as const;

/** One partition is enough to prove access, and keeps a smoke of many users cheap; everything else is as declared. */
const PARTITIONS = 1;

/**
 * What to make and what to expect for the users of a model. Pure but for the canaries' running number.
 * @param replicationFactorMax number of brokers: a canary for a name that no document declares has three replicas or as many as there can be
 */
export function planAccess(model: Model, canaries: Pick<Canaries, 'prefix'>, replicationFactorMax: number): AccessPlan {
  const declared = declaredBindings(model);
  const bindings: AclBinding[] = [];
  const topics: NewTopic[] = [];
  const plain = {partitions: PARTITIONS, replicationFactor: Math.min(3, replicationFactorMax), config: {}};
  const closed = {
    topic: canaryFor(canaries.prefix(), 'closed').name,
    group: canaryFor(canaries.prefix(), 'closed-group').name,
    'transactional-id': canaryFor(canaries.prefix(), 'closed-transactional-id').name,
  };
  topics.push({name: closed.topic, ...plain});

  const drafts = model.users.map(user => {
    const cases = topicAccessOf(model, user).map(access => {
      const canary = canaryFor(canaries.prefix(), access.topic);
      const like = access.like?.spec;
      topics.push({
        name: canary.name,
        ...plain,
        ...(like === undefined ? {} : {replicationFactor: like.replicationFactor, config: like.config}),
      });
      bindings.push(...mirrorOnto(access.acls, canary));
      return {...access, canary};
    });
    const named = namedAccessOf(model, user).map(access => {
      const canary = canaryFor(canaries.prefix(), access.name === '*' ? 'any' : access.name);
      bindings.push(...mirrorOnto(access.acls, canary));
      return {...access, canary};
    });
    return {user, principal: principalOf(user), cases, named};
  });

  const all = [...declared, ...bindings];
  const allowIfNoAcl = model.cluster?.spec.brokers?.authorizer?.allowIfNoAcl ?? false;
  const expect = (principal: string, operation: AclOperation, type: ProvedType, name: string) =>
    expectation(all, allowIfNoAcl, principal, operation, {type, name});
  const users = drafts.map(draft => expectAll(draft, expect));
  return {
    users,
    topics,
    bindings,
    closed,
    closedTo: ({principal}, operation, type) => expect(principal, operation, type, closed[type]),
  };
}

interface UserDraft {
  user: Resource<'User'>;
  principal: string;
  cases: Omit<AccessCase, 'write' | 'read'>[];
  named: Omit<NamedCase, 'expected'>[];
}

function expectAll(
  {user, principal, cases, named: drafted}: UserDraft,
  expect: (principal: string, operation: AclOperation, type: ProvedType, name: string) => Expectation,
): UserPlan {
  const named = drafted.map(one => ({
    ...one,
    expected: NAMED_OPERATIONS[one.type].map(operation => ({operation, expected: expect(principal, operation, one.type, one.canary.name)})),
  }));
  const readable = named.find(one => one.type === 'group' && expectedOf(one, 'read') === 'allowed');
  return {
    user,
    principal,
    cases: cases.map(one => ({
      ...one,
      write: expect(principal, 'write', 'topic', one.canary.name),
      read: expect(principal, 'read', 'topic', one.canary.name),
    })),
    named,
    group: readable === undefined ? undefined : {name: readable.canary.name, standsFor: readable.name},
  };
}

function expectedOf({expected}: Pick<NamedCase, 'expected'>, operation: NamedOperation): Expectation | undefined {
  return expected.find(one => one.operation === operation)?.expected;
}

/** Where a binding holds for some addresses only, this machine may be one of them or not: then nothing is expected. */
export function expectation(
  bindings: readonly AclBinding[],
  allowIfNoAcl: boolean,
  principal: string,
  operation: AclOperation,
  resource: {type: AclResourceType; name: string},
): Expectation {
  const elsewhere = authorize(bindings, {principal, operation, resource}, {allowIfNoAcl}).allowed;
  const anywhere = bindings.map(one => ({...one, host: '*'}));
  const here = authorize(anywhere, {principal, operation, resource}, {allowIfNoAcl}).allowed;
  if (here !== elsewhere) return 'depends-on-host';
  return here ? 'allowed' : 'denied';
}
