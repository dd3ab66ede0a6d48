import {authorize, coversResource} from '../access/authorize.ts';
import {type AclStatement, aclStatements, declaredBindings} from '../access/statements.ts';
import {readAcls} from '../cluster/acls.ts';
import {Admin} from '../cluster/admin.ts';
import {TOPIC_OPERATIONS, type TopicPermissions, topicPermissions} from '../cluster/permissions.ts';
import type {Verdict} from '../findings/finding.ts';
import {inParallel} from '../in-parallel.ts';
import {type AclBinding, type AclOperation, bindingsOf, principalOf, type Resource} from '../specs/model.ts';
import {outcomeOf} from './outcome.ts';
import {judge, type ScenarioContext} from './scenario.ts';

const USERS_AT_ONCE = 4;

/**
 * Compares what the broker itself says each user may do on the declared topics (KIP-430) with what the declared ACLs
 * come to, implied operations included. Reads only, so it holds for business topics and in every verification mode.
 */
export async function provePermissions(context: ScenarioContext): Promise<Verdict[]> {
  const {model, target, admin: administrator, signal} = context;
  const names = model.topics.map(topic => topic.name);
  const acls = await outcomeOf(() => readAcls(administrator));
  const liveAcls = acls.status === 'done' ? acls.value.bindings : undefined;
  const verdicts = await inParallel(model.users, USERS_AT_ONCE, async user => {
    signal.throwIfAborted();
    const access = await target.as(user);
    if ('unavailable' in access) return userVerdicts(context, user, {unavailable: access.unavailable}, liveAcls);
    const outcome = await outcomeOf(async () => {
      const admin = await Admin.open(access.connection, {signal});
      try {
        return await topicPermissions(admin, names);
      } finally {
        await admin.close();
      }
    });
    if (outcome.status === 'done') return userVerdicts(context, user, outcome.value, liveAcls);
    return userVerdicts(context, user, {unavailable: 'error' in outcome ? outcome.error : outcome.reason}, liveAcls);
  });
  return verdicts.flat();
}

/**
 * Pure: one verdict a statement about topics, and one a user for what it has beyond its ACLs. A topic that a user may
 * not describe hides three operations that do not imply DESCRIBE; for those the live ACLs are asked by the authorizer model.
 */
export function userVerdicts(
  context: Pick<ScenarioContext, 'cluster' | 'model'>,
  user: Resource<'User'>,
  live: Map<string, TopicPermissions> | {unavailable: string},
  liveAcls: readonly AclBinding[] | undefined,
): Verdict[] {
  const {model, cluster} = context;
  const principal = principalOf(user);
  const declared = declaredBindings(model);
  const settings = {allowIfNoAcl: cluster.spec.brokers?.authorizer?.allowIfNoAcl ?? false};
  const may = (bindings: readonly AclBinding[], operation: AclOperation, name: string) =>
    authorize(bindings, {principal, operation, resource: {type: 'topic', name}}, settings).allowed;
  const topics = model.topics.map(topic => topic.name);
  const has: Answers =
    'unavailable' in live
      ? live
      : ({topic, operation}) => {
          const answer = permissionOf(live.get(topic), operation);
          if (answer !== 'hidden') return answer;
          return liveAcls === undefined ? undefined : may(liveAcls, operation, topic);
        };

  const granted = aclStatements(model)
    .filter(
      acl =>
        acl.spec.principal === principal && acl.spec.resource.type === 'topic' && acl.spec.permission === 'allow' && acl.spec.host === '*',
    )
    .flatMap(acl => {
      const covered = topics.filter(name => bindingsOf(acl.spec).some(binding => coversResource(binding, {type: 'topic', name})));
      // Nothing of it to see on the declared topics.
      if (covered.length === 0) return [];
      const wanted = covered.flatMap(topic =>
        TOPIC_OPERATIONS.filter(one => states(acl, one) && may(declared, one, topic)).map(operation => ({topic, operation})),
      );
      const claim = `the broker grants ${principal} ${acl.spec.operations.join(', ')} on ${describeResource(acl)}`;
      return [
        compare(
          context,
          {resource: acl.resource, pointer: acl.pointer},
          {rule: 'proof/permissions-granted', claim, has, wanted, unwanted: []},
        ),
      ];
    });

  // An ACL for some addresses only is counted as granted here: it may hold for this one.
  const anywhere = declared.map(one => ({...one, host: '*'}));
  const unwanted = topics.flatMap(topic =>
    TOPIC_OPERATIONS.filter(operation => !may(anywhere, operation, topic)).map(operation => ({topic, operation})),
  );
  const claim = `the broker grants ${principal} nothing on the declared topics but what its ACLs state`;
  const nothingElse = compare(
    context,
    {resource: user, pointer: '/metadata/name'},
    {rule: 'proof/permissions-refused', claim, has, wanted: [], unwanted},
  );
  return unwanted.length === 0 ? granted : [...granted, nothingElse];
}

type Answers = {unavailable: string} | ((permission: Permission) => boolean | undefined);

interface Permission {
  topic: string;
  operation: AclOperation;
}

function compare(
  context: Pick<ScenarioContext, 'cluster'>,
  at: {resource: Resource; pointer: string},
  {rule, claim, has, wanted, unwanted}: {rule: string; claim: string; has: Answers; wanted: Permission[]; unwanted: Permission[]},
): Verdict {
  if ('unavailable' in has) return judge(context, at, {rule, claim, status: 'unknown', reason: has.unavailable, evidence: {}});
  const wrong: Permission[] = [];
  const open: string[] = [];
  for (const [permission, should] of [...wanted.map(one => [one, true] as const), ...unwanted.map(one => [one, false] as const)]) {
    const granted = has(permission);
    if (granted === undefined) open.push(permission.topic);
    else if (granted !== should) wrong.push(permission);
  }
  const evidence = {
    asked: 'topic operations by the broker (KIP-430)',
    topics: new Set([...wanted, ...unwanted].map(one => one.topic)).size,
    wrong: wrong.slice(0, 20).map(({topic, operation}) => `${operation} on ${topic}`),
  };
  const first = wrong[0];
  if (first !== undefined) {
    const more = wrong.length > 1 ? `, and ${wrong.length - 1} more` : '';
    const reason = `the broker ${wanted.length > 0 ? 'refuses' : 'grants'} ${first.operation} on ${first.topic}${more}`;
    return judge(context, at, {rule, claim, status: 'fail', reason, evidence});
  }
  const unseen = open[0];
  if (unseen !== undefined) {
    const reason = `the broker gives no answer about ${[...new Set(open)].length} of the topics, the first: ${unseen}; is it on the cluster?`;
    return judge(context, at, {rule, claim, status: 'unknown', reason, evidence});
  }
  if (wanted.length + unwanted.length === 0)
    return judge(context, at, {rule, claim, status: 'unknown', reason: 'a declared topic shows nothing of it', evidence});
  return judge(context, at, {rule, claim, status: 'pass', measured: `the broker says so of ${evidence.topics} topics`, evidence});
}

/** Undefined where the broker gives no answer about a topic, `hidden` where it may not say. */
function permissionOf(live: TopicPermissions | undefined, operation: AclOperation): boolean | 'hidden' | undefined {
  if (live === undefined || 'unknown' in live) return undefined;
  if ('allowed' in live) return live.allowed.includes(operation);
  // Without DESCRIBE there is none of the operations that imply it either.
  const implying: AclOperation[] = ['describe', 'read', 'write', 'delete', 'alter'];
  return implying.includes(operation) ? false : 'hidden';
}

function states(acl: AclStatement, operation: AclOperation): boolean {
  return acl.spec.operations.some(stated => stated === operation || stated === 'all');
}

function describeResource(acl: AclStatement): string {
  const {type, name, pattern} = acl.spec.resource;
  return pattern === 'prefixed' ? `${type}s that begin with ${name}` : `${type} ${name}`;
}
