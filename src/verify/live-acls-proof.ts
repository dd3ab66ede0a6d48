import {AclIndex} from '../access/acl-index.ts';
import type {Decision} from '../access/authorize.ts';
import {authorizerSettings} from '../access/settings.ts';
import {type AclStatement, aclStatements, declaredBindings} from '../access/statements.ts';
import {describeBinding} from '../cluster/acl-codes.ts';
import {readAcls} from '../cluster/acls.ts';
import type {Verdict} from '../findings/finding.ts';
import {type AclBinding, type AclOperation, bindingsOf, type Model, principalOf, type Resource} from '../specs/model.ts';
import {CANARY_PREFIX} from './canary-prefix.ts';
import {decidingNames, OPERATIONS_OF} from './deciding-names.ts';
import {outcomeOf} from './outcome.ts';
import {operationPointer} from './outcome-verdict.ts';
import {judge, type ScenarioContext} from './scenario.ts';

/**
 * What the ACLs on the cluster come to for every declared user, by the model of Kafka's authorizer, against what those of the
 * documents come to: topics, groups, transactional ids and the cluster, from every address that an ACL names. Needs the
 * administrator alone and no user's secret; writes nothing.
 */
export async function proveLiveAcls(context: ScenarioContext): Promise<Verdict[]> {
  const read = await outcomeOf(() => readAcls(context.admin));
  if (read.status === 'done') {
    const live = read.value.bindings.filter(({resourceName}) => !resourceName.startsWith(CANARY_PREFIX));
    return context.model.users.flatMap(user => liveAclVerdicts(context, user, live));
  }
  const reason = `the ACLs could not be read: ${read.status === 'denied' ? read.error : read.reason}`;
  return context.model.users.flatMap(user => openVerdicts(context, user, reason));
}

const GRANTED = 'proof/acls-granted';
const REFUSED = 'proof/acls-refused';

function claimsOf(principal: string): {grants: string; refuses: string} {
  return {
    grants: `the ACLs on the cluster allow ${principal} all that its documents state`,
    refuses: `the ACLs on the cluster allow ${principal} nothing that its documents do not state`,
  };
}

type Context = Pick<ScenarioContext, 'cluster' | 'model'>;

function openVerdicts(context: Context, user: Resource<'User'>, reason: string): Verdict[] {
  const {grants, refuses} = claimsOf(principalOf(user));
  const at = {resource: user, pointer: '/metadata/name'};
  return [
    judge(context, at, {rule: GRANTED, claim: grants, status: 'unknown', reason, evidence: {}}),
    judge(context, at, {rule: REFUSED, claim: refuses, status: 'unknown', reason, evidence: {}}),
  ];
}

interface Difference {
  words: string;
  operation: AclOperation;
  host: string | undefined;
  declared: Decision;
  live: Decision;
}

/** Pure: two verdicts of a user where all is as stated; each operation that is missing fails at the line that states it. */
export function liveAclVerdicts(context: Context, user: Resource<'User'>, live: readonly AclBinding[]): Verdict[] {
  const {model} = context;
  const principal = principalOf(user);
  const {count, missing, extra} = compareDecisions(context, principal, statedBy(model), live);
  const {grants, refuses} = claimsOf(principal);
  const at = {resource: user, pointer: '/metadata/name'};
  const measured = `the same in ${count} decisions of the authorizer's model`;
  const evidence = {decisions: count};
  const granted =
    missing.length === 0
      ? [judge(context, at, {rule: GRANTED, claim: grants, status: 'pass', measured, evidence})]
      : missingVerdicts(context, user, missing);
  if (extra.length === 0) return [...granted, judge(context, at, {rule: REFUSED, claim: refuses, status: 'pass', measured, evidence})];
  const [first] = extra;
  const others = extra.length > 1 ? `, and ${extra.length - 1} more` : '';
  const reason = first === undefined ? '' : `they allow it ${wordsOf(first)}: ${decider(first.live)}${others}`;
  const shown = extra.slice(0, 20).map(one => `${wordsOf(one)}: ${decider(one.live)}`);
  return [...granted, judge(context, at, {rule: REFUSED, claim: refuses, status: 'fail', reason, evidence: {...evidence, allowed: shown}})];
}

function compareDecisions({cluster}: Context, principal: string, declared: readonly AclBinding[], live: readonly AclBinding[]) {
  const settings = authorizerSettings(cluster);
  const [declaredIndex, liveIndex] = [indexOf(declared), indexOf(live)];
  const all = [...declared, ...live];
  const hosts = [undefined, ...new Set(all.map(({host}) => host).filter(host => host !== '*'))];
  const missing: Difference[] = [];
  const extra: Difference[] = [];
  let count = 0;
  for (const {type, name, words} of decidingNames(all, principal, settings))
    for (const operation of OPERATIONS_OF[type])
      for (const host of hosts) {
        const request = {principal, operation, resource: {type, name}, ...(host === undefined ? {} : {host})};
        const [should, found] = [declaredIndex.decide(request, settings), liveIndex.decide(request, settings)];
        count += 1;
        if (should.allowed !== found.allowed)
          (should.allowed ? missing : extra).push({words, operation, host, declared: should, live: found});
      }
  return {count, missing, extra};
}

const stated = new WeakMap<Model, readonly AclBinding[]>();
const indexes = new WeakMap<readonly AclBinding[], AclIndex>();

/** Once for all users of a run, and so is the index of either side. */
function statedBy(model: Model): readonly AclBinding[] {
  const known = stated.get(model) ?? declaredBindings(model);
  stated.set(model, known);
  return known;
}

function indexOf(bindings: readonly AclBinding[]): AclIndex {
  const known = indexes.get(bindings) ?? new AclIndex(bindings);
  indexes.set(bindings, known);
  return known;
}

/** At the operation of the statement that allows it; a right that nobody states (`allowIfNoAcl`) at the User. */
function missingVerdicts(context: Context, user: Resource<'User'>, missing: readonly Difference[]): Verdict[] {
  const principal = principalOf(user);
  const byPlace = new Map<string, {statement: AclStatement | undefined; operation: AclOperation; differences: Difference[]}>();
  for (const one of missing) {
    const found = statementOf(context, one.declared);
    const statement = found?.statement;
    const operation = found?.operation ?? one.operation;
    // What is open where no ACL says otherwise is one claim.
    const key =
      statement === undefined ? '' : JSON.stringify([statement.resource.kind, statement.resource.name, statement.pointer, operation]);
    const known = byPlace.get(key) ?? {statement, operation, differences: []};
    known.differences.push(one);
    byPlace.set(key, known);
  }
  return [...byPlace.values()].map(({statement, operation, differences}) => {
    const [first] = differences;
    const at =
      statement === undefined
        ? {resource: user, pointer: '/metadata/name'}
        : {resource: statement.resource, pointer: operationPointer(statement, operation, 'allowed')};
    const claim = `the ACLs on the cluster allow ${principal} ${statement === undefined ? 'what is open to all' : `${operation} on ${describeResource(statement)}`}`;
    const reason = first === undefined ? '' : `they do not allow it ${wordsOf(first)}: ${decider(first.live)}`;
    const evidence = {refused: differences.slice(0, 20).map(one => `${wordsOf(one)}: ${decider(one.live)}`)};
    return judge(context, at, {rule: GRANTED, claim, status: 'fail', reason, evidence});
  });
}

/** The statement whose ACL decides, and the operation that it states there. */
function statementOf({model}: Context, {decidedBy}: Decision): {statement: AclStatement; operation: AclOperation} | undefined {
  if (!('acl' in decidedBy)) return undefined;
  const text = describeBinding(decidedBy.acl);
  for (const statement of aclStatements(model)) {
    const binding = bindingsOf(statement.spec).find(one => describeBinding(one) === text);
    if (binding !== undefined) return {statement, operation: binding.operation};
  }
  return undefined;
}

function wordsOf({operation, words, host}: Difference): string {
  return `${operation} on ${words}${host === undefined ? '' : ` from ${host}`}`;
}

function decider({decidedBy}: Decision): string {
  if ('acl' in decidedBy) return describeBinding(decidedBy.acl);
  return 'superUser' in decidedBy ? 'it is a super user' : 'no ACL is about it';
}

function describeResource({spec: {resource}}: AclStatement): string {
  const {type, name, pattern} = resource;
  if (type === 'cluster') return 'the cluster';
  return pattern === 'prefixed' ? `${type.replaceAll('-', ' ')}s that begin with ${name}` : `${type.replaceAll('-', ' ')} ${name}`;
}
