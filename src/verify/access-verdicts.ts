import {type AclStatement, aclStatements} from '../access/statements.ts';
import type {Verdict} from '../findings/finding.ts';
import type {AclResourceType, Model} from '../specs/model.ts';
import type {AccessCase, AccessPlan, Expectation, ProvedType, UserPlan} from './access-plan.ts';
import type {CaseOutcome, UserOutcome} from './access-proof.ts';
import {namedVerdicts, untriedVerdict} from './named-access.ts';
import {type Judged, judgeOutcome, operationPointer, textOf, unknown} from './outcome-verdict.ts';
import {judge, type ScenarioContext} from './scenario.ts';

/**
 * Verdicts of all users, each at the document that makes the claim: an operation that an Acl allows at that operation,
 * one that it leaves out at its operations, and everything that nobody was given at the User.
 */
export function accessVerdicts(
  context: Pick<ScenarioContext, 'cluster' | 'model'>,
  plan: AccessPlan,
  outcomeOf: (index: number) => UserOutcome | {unavailable: string},
): Verdict[] {
  const verdicts = plan.users.flatMap((user, index) => {
    const outcome = outcomeOf(index);
    const cases = user.cases.flatMap((one, at) => caseVerdicts(context, user, one, 'unavailable' in outcome ? outcome : outcome.cases[at]));
    const named = user.named.flatMap((one, at) =>
      namedVerdicts(context, user, one, 'unavailable' in outcome ? outcome : (outcome.named[at] ?? {unavailable: 'it was not tried'})),
    );
    return [...cases, ...named, ...closedVerdict(context, plan, user, outcome)];
  });
  return [...verdicts, ...undeclaredPrincipals(context, plan), ...otherTypes(context, plan)];
}

function caseVerdicts(
  context: Pick<ScenarioContext, 'cluster'>,
  user: UserPlan,
  one: AccessCase,
  tried: CaseOutcome | {unavailable: string} | undefined,
): Verdict[] {
  return (['write', 'read'] as const).map(operation => {
    const expected = one[operation];
    const granting = one.acls.find(
      acl => acl.spec.permission === 'allow' && acl.spec.operations.some(stated => stated === operation || stated === 'all'),
    );
    const statement = (expected === 'allowed' ? granting : undefined) ?? one.acls[0];
    const unavailable = tried === undefined ? 'it was not tried' : 'unavailable' in tried ? tried.unavailable : undefined;
    const judged =
      unavailable === undefined && tried !== undefined && !('unavailable' in tried)
        ? judgeCase(expected, operation, tried)
        : unknown(unavailable ?? '');
    const to = operation === 'write' ? 'write to' : 'read from';
    const claim = `${user.principal} ${expected === 'denied' ? 'may not' : 'may'} ${to} ${one.topic}`;
    const evidence = {
      operation,
      topic: one.topic,
      canary: one.canary.name,
      expected,
      ...(tried === undefined || 'unavailable' in tried ? {} : evidenceOf(operation, tried)),
    };
    const at =
      statement === undefined
        ? {resource: user.user, pointer: '/metadata/name'}
        : {resource: statement.resource, pointer: operationPointer(statement, operation, expected)};
    const rule = `proof/access-${expected === 'denied' ? 'refused' : 'granted'}`;
    return judge(context, at, {rule, claim, ...judged, ...measuredOf(operation, tried), evidence});
  });
}

function judgeCase(expected: Expectation, operation: 'write' | 'read', tried: CaseOutcome): Judged {
  const judged = judgeOutcome(expected, operation, tried[operation]);
  if (operation === 'read' || expected !== 'allowed' || judged.status !== 'pass') return judged;
  const {readBack, write} = tried;
  if (readBack === undefined || readBack.status !== 'done')
    return unknown(
      `the broker acknowledged the record, which could not be read back: ${readBack === undefined ? 'it was not tried' : textOf(readBack)}`,
    );
  if (readBack.value.found) return judged;
  const offset = write.status === 'done' ? write.value.offset : '?';
  return {status: 'fail', reason: `the broker acknowledged the record at offset ${offset} and another client does not find it there`};
}

function closedVerdict(
  context: Pick<ScenarioContext, 'cluster'>,
  plan: AccessPlan,
  user: UserPlan,
  outcome: UserOutcome | {unavailable: string},
): Verdict[] {
  const claim = `${user.principal} may use no topic, group or transactional id that its ACLs do not name`;
  const at = {resource: user.user, pointer: '/metadata/name'};
  const rule = 'proof/access-refused';
  const evidence = {topic: plan.closed.topic, group: plan.closed.group, transactionalId: plan.closed['transactional-id']};
  if ('unavailable' in outcome) return [judge(context, at, {rule, claim, ...unknown(outcome.unavailable), evidence})];
  const tries = [
    {what: 'write to an undeclared topic', expected: plan.closedTo(user, 'write', 'topic'), outcome: outcome.closed.write},
    {what: 'read from an undeclared topic', expected: plan.closedTo(user, 'read', 'topic'), outcome: outcome.closed.read},
    {what: 'use an undeclared group', expected: plan.closedTo(user, 'describe', 'group'), outcome: outcome.closed.group},
    {
      what: 'use an undeclared transactional id',
      expected: plan.closedTo(user, 'write', 'transactional-id'),
      outcome: outcome.closed.transactionalId,
    },
    // A user whose ACLs name every topic, group or transactional id (`*`) has nothing undeclared to be refused there.
  ].filter(one => one.expected !== 'allowed');
  const judged = tries.map(one => judgeOutcome(one.expected, one.what, one.outcome));
  const tried = Object.fromEntries(tries.map(one => [one.what, textOf(one.outcome)]));
  const worst = judged.find(one => one.status === 'fail') ?? judged.find(one => one.status === 'unknown') ?? judged[0];
  // A user whose ACLs name every one of them makes no such claim.
  return worst === undefined
    ? []
    : [
        judge(context, at, {
          rule,
          claim,
          ...worst,
          measured: [...new Set(Object.values(tried))].join(', '),
          evidence: {...evidence, tried},
        }),
      ];
}

/** ACLs of principals that no User document declares cannot be tried: nobody here has their credentials. */
function undeclaredPrincipals(context: Pick<ScenarioContext, 'cluster' | 'model'>, plan: AccessPlan): Verdict[] {
  return undeclaredAcls(context.model, plan).map(({resource, spec}) =>
    judge(
      context,
      {resource, pointer: '/spec/principal'},
      {
        rule: 'proof/access-granted',
        claim: `${spec.principal} has the access to ${spec.resource.name} that is declared`,
        ...unknown(`no User document declares ${spec.principal}, so there is no credential to try it with`),
        evidence: {},
      },
    ),
  );
}

/** Derived ACLs have a declared user, or they would not exist. */
function undeclaredAcls(model: Model, plan: AccessPlan): AclStatement[] {
  const known = new Set(plan.users.map(one => one.principal));
  // An Acl of everybody is tried as every user that there is.
  if (known.size > 0) known.add('User:*');
  return aclStatements(model).filter(acl => !known.has(acl.spec.principal));
}

/** What ACLs on the cluster itself, on delegation tokens and on users allow would change the cluster: it is not tried. */
function otherTypes(context: Pick<ScenarioContext, 'cluster' | 'model'>, plan: AccessPlan): Verdict[] {
  const proved: readonly AclResourceType[] = ['topic', 'group', 'transactional-id'] satisfies ProvedType[];
  const undeclared = new Set(undeclaredAcls(context.model, plan));
  return aclStatements(context.model)
    .filter(acl => !proved.includes(acl.spec.resource.type) && !undeclared.has(acl))
    .flatMap(acl =>
      acl.spec.operations.map(operation =>
        untriedVerdict(
          context,
          acl,
          operation,
          `access to a resource of type ${acl.spec.resource.type} is not tried: it would change the cluster`,
        ),
      ),
    );
}

function evidenceOf(operation: 'write' | 'read', tried: CaseOutcome): Record<string, unknown> {
  if (operation === 'read') return {answer: textOf(tried.read), ...(tried.read.status === 'done' ? {client: tried.read.value.by} : {})};
  const {write, readBack} = tried;
  return {
    answer: textOf(write),
    client: 'kafkajs, acks=all',
    ...(write.status === 'done' ? {offset: write.value.offset} : {}),
    ...(readBack?.status === 'done' ? {foundByIndependentClient: readBack.value.found} : {}),
  };
}

/** What the broker said, in a phrase. */
function measuredOf(operation: 'write' | 'read', tried: CaseOutcome | {unavailable: string} | undefined): {measured?: string} {
  if (tried === undefined || 'unavailable' in tried) return {};
  const {write, readBack} = tried;
  if (operation === 'read' || write.status !== 'done') return {measured: textOf(tried[operation])};
  const found = readBack?.status === 'done' && readBack.value.found ? ', read back by another client' : '';
  return {measured: `acknowledged at offset ${write.value.offset}${found}`};
}
