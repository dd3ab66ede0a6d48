import type {Verdict} from '../findings/finding.ts';
import type {AclOperation, Resource} from '../specs/model.ts';
import type {AccessCase, AccessPlan, Expectation, UserPlan} from './access-plan.ts';
import type {CaseOutcome, UserOutcome} from './access-proof.ts';
import type {Outcome} from './outcome.ts';
import {judge, type ScenarioContext} from './scenario.ts';

type Judged = Pick<Verdict, 'status'> & {reason?: string};

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
    return [...cases, ...closedVerdict(context, plan, user, outcome)];
  });
  return [...verdicts, ...undeclaredPrincipals(context, plan)];
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
    const resource = (expected === 'allowed' ? granting : undefined) ?? one.acls[0];
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
      resource === undefined
        ? {resource: user.user, pointer: '/metadata/name'}
        : {resource, pointer: operationPointer(resource, operation, expected)};
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

/** `done` and `denied` are what a broker said; anything else leaves the claim open. */
export function judgeOutcome(expected: Expectation, operation: string, outcome: Outcome<unknown>): Judged {
  if (expected === 'depends-on-host') return unknown('its ACLs hold for some client addresses only, and this one may be among them or not');
  if (outcome.status === 'unknown') return unknown(outcome.reason);
  const allowed = outcome.status === 'done';
  if (allowed === (expected === 'allowed')) return {status: 'pass'};
  if (allowed) return {status: 'fail', reason: `the broker let it ${operation}`};
  return {status: 'fail', reason: `the broker refused: ${outcome.status === 'denied' ? outcome.error : ''}`};
}

function closedVerdict(
  context: Pick<ScenarioContext, 'cluster'>,
  plan: AccessPlan,
  user: UserPlan,
  outcome: UserOutcome | {unavailable: string},
): Verdict[] {
  const claim = `${user.principal} may use no topic and no group that its ACLs do not name`;
  const at = {resource: user.user, pointer: '/metadata/name'};
  const rule = 'proof/access-refused';
  const evidence = {topic: plan.closed.topic, group: plan.closed.group};
  if ('unavailable' in outcome) return [judge(context, at, {rule, claim, ...unknown(outcome.unavailable), evidence})];
  const tries = [
    {what: 'write to an undeclared topic', expected: plan.closedTo(user, 'write', 'topic'), outcome: outcome.closed.write},
    {what: 'read from an undeclared topic', expected: plan.closedTo(user, 'read', 'topic'), outcome: outcome.closed.read},
    {what: 'use an undeclared group', expected: plan.closedTo(user, 'describe', 'group'), outcome: outcome.closed.group},
    // A user whose ACLs name every topic or group (`*`) has nothing undeclared to be refused there.
  ].filter(one => one.expected !== 'allowed');
  const judged = tries.map(one => judgeOutcome(one.expected, one.what, one.outcome));
  const tried = Object.fromEntries(tries.map(one => [one.what, textOf(one.outcome)]));
  const worst = judged.find(one => one.status === 'fail') ?? judged.find(one => one.status === 'unknown') ?? judged[0];
  // A user whose ACLs name every topic and group makes no such claim.
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
  const known = new Set(plan.users.map(one => one.principal)).add('User:*');
  return context.model.acls
    .filter(acl => acl.spec.resource.type === 'topic' && !known.has(acl.spec.principal))
    .map(resource =>
      judge(
        context,
        {resource, pointer: '/spec/principal'},
        {
          rule: 'proof/access-granted',
          claim: `${resource.spec.principal} has the access to ${resource.spec.resource.name} that is declared`,
          ...unknown(`no User document declares ${resource.spec.principal}, so there is no credential to try it with`),
          evidence: {},
        },
      ),
    );
}

function operationPointer(acl: Resource<'Acl'>, operation: AclOperation, expected: Expectation): string {
  if (expected === 'denied') return '/spec/operations';
  const index = acl.spec.operations.findIndex(stated => stated === operation || stated === 'all');
  return index < 0 ? '/spec/operations' : `/spec/operations/${index}`;
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

function textOf(outcome: Outcome<unknown>): string {
  if (outcome.status === 'done') return 'allowed';
  return outcome.status === 'denied' ? outcome.error : `unknown: ${outcome.reason}`;
}

function unknown(reason: string): Judged {
  return {status: 'unknown', reason};
}
