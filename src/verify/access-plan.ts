import {authorize} from '../access/authorize.ts';
import type {NewTopic} from '../cluster/topics.ts';
import {type AclBinding, type AclOperation, type Model, principalOf, type Resource} from '../specs/model.ts';
import type {Canaries} from './canaries.ts';
import {canaryFor, declaredBindings, groupAccessOf, mirrorOnto, type TopicAccess, topicAccessOf} from './mirror.ts';

/** What the documents say of one operation on one canary. */
export type Expectation = 'allowed' | 'denied' | 'depends-on-host';

/** One topic access of one user, with the canary that stands for it. */
export interface AccessCase extends TopicAccess {
  canary: {prefix: string; name: string};
  write: Expectation;
  read: Expectation;
}

export interface UserPlan {
  user: Resource<'User'>;
  principal: string;
  cases: AccessCase[];
  /** The canary group that stands for the user's own; undefined where it may read no group. */
  group: {name: string; standsFor: string} | undefined;
}

export interface AccessPlan {
  users: UserPlan[];
  topics: NewTopic[];
  bindings: AclBinding[];
  /** A topic and a group that nobody was given. */
  closed: {topic: string; group: string};
  /** What the documents say of the closed topic and group for a user. */
  closedTo(plan: UserPlan, operation: AclOperation, type: 'topic' | 'group'): Expectation;
}

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
  const closed = {topic: canaryFor(canaries.prefix(), 'closed').name, group: canaryFor(canaries.prefix(), 'closed-group').name};
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
    const access = groupAccessOf(model, user);
    if (access === undefined) return {user, principal: principalOf(user), cases, group: undefined};
    const canary = canaryFor(canaries.prefix(), access.group);
    bindings.push(...mirrorOnto(access.acls, canary));
    return {user, principal: principalOf(user), cases, group: {name: canary.name, standsFor: access.group}};
  });

  const all = [...declared, ...bindings];
  const allowIfNoAcl = model.cluster?.spec.brokers?.authorizer?.allowIfNoAcl ?? false;
  const expect = (principal: string, operation: AclOperation, type: 'topic' | 'group', name: string) =>
    expectation(all, allowIfNoAcl, principal, operation, {type, name});
  const users = drafts.map(({user, principal, cases, group}) => ({
    user,
    principal,
    cases: cases.map(one => ({
      ...one,
      write: expect(principal, 'write', 'topic', one.canary.name),
      read: expect(principal, 'read', 'topic', one.canary.name),
    })),
    group,
  }));
  return {
    users,
    topics,
    bindings,
    closed,
    closedTo: ({principal}, operation, type) => expect(principal, operation, type, type === 'topic' ? closed.topic : closed.group),
  };
}

/** Where a binding holds for some addresses only, this machine may be one of them or not: then nothing is expected. */
export function expectation(
  bindings: readonly AclBinding[],
  allowIfNoAcl: boolean,
  principal: string,
  operation: AclOperation,
  resource: {type: 'topic' | 'group'; name: string},
): Expectation {
  const elsewhere = authorize(bindings, {principal, operation, resource}, {allowIfNoAcl}).allowed;
  const anywhere = bindings.map(one => ({...one, host: '*'}));
  const here = authorize(anywhere, {principal, operation, resource}, {allowIfNoAcl}).allowed;
  if (here !== elsewhere) return 'depends-on-host';
  return here ? 'allowed' : 'denied';
}
