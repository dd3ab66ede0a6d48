import {AclIndex} from '../access/acl-index.ts';
import {coversResource} from '../access/authorize.ts';
import {authorizerSettings} from '../access/settings.ts';
import {type AclStatement, aclStatements, declaredBindings} from '../access/statements.ts';
import type {Permissions} from '../cluster/permissions.ts';
import type {Verdict} from '../findings/finding.ts';
import {type AclBinding, type AclOperation, bindingsOf, principalOf, type Resource} from '../specs/model.ts';
import {OPERATIONS_OF} from './deciding-names.ts';
import {judge, type ScenarioContext} from './scenario.ts';

/** Types of resources about which a broker tells what a user may do (KIP-430). */
const TOLD_TYPES = ['topic', 'group', 'cluster'] as const;
type ToldType = (typeof TOLD_TYPES)[number];

interface Told {
  type: ToldType;
  name: string;
}

/** What a broker said to one user, by {@link saidKey}. */
export type Said = ReadonlyMap<string, Permissions>;

export function saidKey({type, name}: Told): string {
  return `${type}\n${name}`;
}

interface Permission extends Told {
  operation: AclOperation;
}

type Context = Pick<ScenarioContext, 'cluster' | 'model' | 'mode'>;
type May = (bindings: AclIndex, permission: Permission) => boolean;

/**
 * Pure: one verdict a statement, one a user for what it has beyond its ACLs, and one for whether the broker and the live ACLs
 * agree. A resource that a user may not describe hides operations that do not imply DESCRIBE; for those the live ACLs are
 * asked by the authorizer's model. A user whose secret is not here is one unknown verdict.
 */
export function userVerdicts(
  context: Context,
  user: Resource<'User'>,
  said: Said | {unavailable: string},
  liveAcls: readonly AclBinding[] | undefined,
): Verdict[] {
  const {model, cluster} = context;
  const principal = principalOf(user);
  const untold = untoldVerdicts(context, principal);
  if ('unavailable' in said) {
    const claim = `the broker itself grants ${principal} what its documents state, and nothing else`;
    const at = {resource: user, pointer: '/metadata/name'};
    return [
      judge(context, at, {rule: 'proof/permissions-granted', claim, status: 'unknown', reason: said.unavailable, evidence: {}}),
      ...untold,
    ];
  }
  const settings = authorizerSettings(cluster);
  const may: May = (bindings, {type, name, operation}) => bindings.decide({principal, operation, resource: {type, name}}, settings).allowed;
  const declared = declaredBindings(model);
  const [stated, anywhere] = [new AclIndex(declared), new AclIndex(declared.map(one => ({...one, host: '*'})))];
  const live = liveAcls === undefined ? undefined : new AclIndex(liveAcls);
  const resources = [...said.keys()].map(toldOf);
  const has = (permission: Permission): boolean | undefined => {
    const answer = permissionOf(said.get(saidKey(permission)), permission);
    if (answer !== 'hidden') return answer;
    return live === undefined ? undefined : may(live, permission);
  };
  const granted = aclStatements(model).flatMap(acl => grantedVerdict(context, principal, acl, {resources, has, may, stated}));
  // An ACL for some addresses only is counted as granted here: it may hold for this one.
  const unwanted = permissionsOn(resources).filter(one => !may(anywhere, one));
  const claim = `the broker grants ${principal} nothing on the declared topics, on groups and on the cluster but what its ACLs state`;
  const nothingElse = compare(
    context,
    {resource: user, pointer: '/metadata/name'},
    {rule: 'proof/permissions-refused', claim, has, wanted: [], unwanted},
  );
  const agrees = liveAcls === undefined ? [] : [agreement(context, user, {said, resources, liveAcls, may})];
  return [...granted, ...(unwanted.length === 0 ? [] : [nothingElse]), ...agrees, ...untold];
}

function toldOf(key: string): Told {
  const split = key.indexOf('\n');
  const type = TOLD_TYPES.find(one => one === key.slice(0, split)) ?? 'topic';
  return {type, name: key.slice(split + 1)};
}

function permissionsOn(resources: readonly Told[]): Permission[] {
  return resources.flatMap(told => OPERATIONS_OF[told.type].map(operation => ({...told, operation})));
}

function grantedVerdict(
  context: Context,
  principal: string,
  acl: AclStatement,
  {resources, has, may, stated}: {resources: readonly Told[]; has: Answers; may: May; stated: AclIndex},
): Verdict[] {
  const {spec} = acl;
  if (spec.principal !== principal || spec.permission !== 'allow' || spec.host !== '*' || !isTold(spec.resource.type)) return [];
  const covered = resources.filter(told => bindingsOf(spec).some(binding => coversResource(binding, told)));
  // Nothing of it to see on the declared topics.
  if (covered.length === 0) return [];
  const wanted = permissionsOn(covered).filter(one => states(acl, one.operation) && may(stated, one));
  const claim = `the broker grants ${principal} ${spec.operations.join(', ')} on ${describeResource(acl)}`;
  const at = {resource: acl.resource, pointer: acl.pointer};
  return [compare(context, at, {rule: 'proof/permissions-granted', claim, has, wanted, unwanted: []})];
}

type Answers = (permission: Permission) => boolean | undefined;

function compare(
  context: Context,
  at: {resource: Resource; pointer: string},
  {rule, claim, has, wanted, unwanted}: {rule: string; claim: string; has: Answers; wanted: Permission[]; unwanted: Permission[]},
): Verdict {
  const wrong: Permission[] = [];
  const open: Permission[] = [];
  for (const [permission, should] of [...wanted.map(one => [one, true] as const), ...unwanted.map(one => [one, false] as const)]) {
    const granted = has(permission);
    if (granted === undefined) open.push(permission);
    else if (granted !== should) wrong.push(permission);
  }
  const count = new Set([...wanted, ...unwanted].map(saidKey)).size;
  const evidence = {asked: 'authorized operations by the broker (KIP-430)', resources: count, wrong: wrong.slice(0, 20).map(words)};
  const [first, unseen] = [wrong[0], open[0]];
  if (first !== undefined) {
    const more = wrong.length > 1 ? `, and ${wrong.length - 1} more` : '';
    const reason = `the broker ${wanted.length > 0 ? 'refuses' : 'grants'} ${words(first)}${more}`;
    return judge(context, at, {rule, claim, status: 'fail', reason, evidence});
  }
  if (unseen !== undefined) {
    const resources = new Set(open.map(saidKey)).size;
    const reason = `the broker gives no answer about ${resources} of them, the first: ${unseen.type} ${unseen.name}; is it on the cluster?`;
    return judge(context, at, {rule, claim, status: 'unknown', reason, evidence});
  }
  if (wanted.length + unwanted.length === 0)
    return judge(context, at, {rule, claim, status: 'unknown', reason: 'a declared topic shows nothing of it', evidence});
  return judge(context, at, {rule, claim, status: 'pass', measured: `the broker says so of ${count} resources`, evidence});
}

/** A broker that says something else than its own ACLs has another authorizer, a super user, or has not heard of them all. */
function agreement(
  context: Context,
  user: Resource<'User'>,
  {said, resources, liveAcls, may}: {said: Said; resources: readonly Told[]; liveAcls: readonly AclBinding[]; may: May},
): Verdict {
  const [elsewhere, anywhere] = [new AclIndex(liveAcls), new AclIndex(liveAcls.map(one => ({...one, host: '*'})))];
  let asked = 0;
  const wrong = permissionsOn(resources).filter(one => {
    const answer = permissionOf(said.get(saidKey(one)), one);
    const model = may(elsewhere, one);
    // What holds for some addresses only may or may not hold for this one.
    if (answer === 'hidden' || answer === undefined || model !== may(anywhere, one)) return false;
    asked += 1;
    return answer !== model;
  });
  const claim = `what the broker says of ${principalOf(user)} is what the ACLs on the cluster come to`;
  const at = {resource: user, pointer: '/metadata/name'};
  const rule = 'proof/permissions-explained';
  const evidence = {answers: asked, wrong: wrong.slice(0, 20).map(words)};
  const [first] = wrong;
  if (asked === 0) return judge(context, at, {rule, claim, status: 'unknown', reason: 'the broker answered nothing to compare', evidence});
  if (first === undefined) return judge(context, at, {rule, claim, status: 'pass', measured: `in ${asked} answers`, evidence});
  const granted = permissionOf(said.get(saidKey(first)), first) === true;
  const more = wrong.length > 1 ? `, and ${wrong.length - 1} more` : '';
  const reason = `the broker ${granted ? 'grants' : 'refuses'} ${words(first)}${more}, and by its ACLs it would be ${granted ? 'refused' : 'granted'}`;
  return judge(context, at, {rule, claim, status: 'fail', reason, evidence});
}

/**
 * What no broker says and a run that only reads cannot try: transactional ids, and what holds for some addresses alone. Where
 * canaries are allowed, the scenario access tries them.
 */
function untoldVerdicts(context: Context, principal: string): Verdict[] {
  if (context.mode !== 'read-only') return [];
  return aclStatements(context.model)
    .filter(({spec}) => spec.principal === principal && spec.permission === 'allow')
    .flatMap(acl => {
      const {resource, host, operations} = acl.spec;
      const why =
        resource.type === 'transactional-id'
          ? 'no broker tells what a user may do on a transactional id (KIP-430), and a run that only reads does not try'
          : host !== '*' && isTold(resource.type)
            ? `its ACL holds for clients at ${host}, and a broker answers for the one that asks`
            : undefined;
      if (why === undefined) return [];
      const claim = `the broker grants ${principal} ${operations.join(', ')} on ${describeResource(acl)}${host === '*' ? '' : ` from ${host}`}`;
      const at = {resource: acl.resource, pointer: acl.pointer};
      return [judge(context, at, {rule: 'proof/permissions-granted', claim, status: 'unknown', reason: why, evidence: {}})];
    });
}

function isTold(type: string): boolean {
  return TOLD_TYPES.some(one => one === type);
}

/** Undefined where the broker gives no answer about a resource, `hidden` where it may not say. */
function permissionOf(said: Permissions | undefined, {type, operation}: Permission): boolean | 'hidden' | undefined {
  if (said === undefined || 'unknown' in said) return undefined;
  if ('allowed' in said) return said.allowed.includes(operation);
  // Without DESCRIBE there is none of the operations that imply it either.
  return IMPLYING_DESCRIBE[type].includes(operation) ? false : 'hidden';
}

const IMPLYING_DESCRIBE: Readonly<Record<ToldType, readonly AclOperation[]>> = {
  topic: ['describe', 'read', 'write', 'delete', 'alter'],
  group: ['describe', 'read', 'delete'],
  cluster: ['describe', 'alter'],
};

function states(acl: AclStatement, operation: AclOperation): boolean {
  return acl.spec.operations.some(stated => stated === operation || stated === 'all');
}

function words({type, name, operation}: Permission): string {
  return `${operation} on ${type === 'cluster' ? 'the cluster' : `${type} ${name}`}`;
}

function describeResource(acl: AclStatement): string {
  const {type, name, pattern} = acl.spec.resource;
  if (type === 'cluster') return 'the cluster';
  const noun = type.replaceAll('-', ' ');
  return pattern === 'prefixed' ? `${noun}s that begin with ${name}` : `${noun} ${name}`;
}
