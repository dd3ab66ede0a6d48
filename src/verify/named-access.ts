import type {AclStatement} from '../access/statements.ts';
import type {Admin} from '../cluster/admin.ts';
import {findGroupCoordinator, tryGroupRead} from '../cluster/groups.ts';
import {findTransactionCoordinator, initTransactionalProducer} from '../cluster/transactions.ts';
import type {Verdict} from '../findings/finding.ts';
import type {AclOperation} from '../specs/model.ts';
import {type Expectation, NAMED_OPERATIONS, type NamedCase, type NamedOperation, type UserPlan} from './access-plan.ts';
import {type Outcome, outcomeOf, untilAllowed} from './outcome.ts';
import {judgeOutcome, operationPointer, textOf} from './outcome-verdict.ts';
import {judge, type ScenarioContext} from './scenario.ts';

export interface NamedAttempt {
  outcome: Outcome<unknown>;
  /** What was done: `InitProducerId`. */
  by: string;
}

/** What the tries of one group or transactional id came to, by operation. */
export type NamedOutcome = Partial<Record<NamedOperation, NamedAttempt>>;

/**
 * Tries, as the connection's own principal, what can be tried on a group or transactional id. The administrator looks the
 * coordinator up, so that no other operation can be the reason of a refusal.
 */
export async function tryNamed(
  {own, administrator}: {own: Admin; administrator: Admin},
  one: Pick<NamedCase, 'type' | 'canary' | 'expected'>,
  {settleTimeoutMs}: {settleTimeoutMs: number},
): Promise<NamedOutcome> {
  const outcome: NamedOutcome = {};
  for (const {operation, expected} of one.expected) {
    const attempt = () => outcomeOf(() => attemptNamed({own, administrator}, one, operation));
    outcome[operation] = {
      outcome: expected === 'allowed' ? await untilAllowed(attempt, {timeoutMs: settleTimeoutMs}) : await attempt(),
      by: operation === 'describe' ? 'FindCoordinator' : one.type === 'group' ? 'Heartbeat' : 'InitProducerId',
    };
  }
  return outcome;
}

async function attemptNamed(
  {own, administrator}: {own: Admin; administrator: Admin},
  {type, canary: {name}}: Pick<NamedCase, 'type' | 'canary'>,
  operation: NamedOperation,
): Promise<unknown> {
  if (type === 'transactional-id') {
    if (operation === 'describe') return await findTransactionCoordinator(own, name);
    return await initTransactionalProducer(own, name, () => findTransactionCoordinator(administrator, name));
  }
  if (operation === 'describe') return await findGroupCoordinator(own, name);
  return await tryGroupRead(own, name, () => findGroupCoordinator(administrator, name));
}

/** Verdicts for each document that names a group or transactional id of a user: what it states and, at its operations, what it leaves out. */
export function namedVerdicts(
  context: Pick<ScenarioContext, 'cluster'>,
  user: UserPlan,
  one: NamedCase,
  tried: NamedOutcome | {unavailable: string},
): Verdict[] {
  return one.stated.flatMap(acl => {
    const [main] = NAMED_OPERATIONS[one.type];
    const stated = acl.spec.operations.includes('all') ? NAMED_OPERATIONS[one.type] : acl.spec.operations;
    const provable = one.expected.filter(({operation}) => operation === main || stated.some(given => given === operation));
    const untried = acl.spec.operations.filter(given => given !== 'all' && !one.expected.some(({operation}) => operation === given));
    return [
      ...provable.map(({operation, expected}) => triedVerdict(context, {user, one, acl}, {operation, expected}, tried)),
      ...untried.map(operation => untriedVerdict(context, acl, operation, `${operation} on a ${words(one.type)} is not tried`)),
    ];
  });
}

function triedVerdict(
  context: Pick<ScenarioContext, 'cluster'>,
  {user, one, acl}: {user: UserPlan; one: NamedCase; acl: AclStatement},
  {operation, expected}: {operation: NamedOperation; expected: Expectation},
  tried: NamedOutcome | {unavailable: string},
): Verdict {
  const attempt = 'unavailable' in tried ? undefined : tried[operation];
  const missing: Outcome<unknown> = {status: 'unknown', reason: 'unavailable' in tried ? tried.unavailable : 'it was not tried'};
  const claim = `${user.principal} ${expected === 'denied' ? 'may not' : 'may'} ${operation} ${describe(acl)}`;
  const rule = `proof/access-${expected === 'denied' ? 'refused' : 'granted'}`;
  const evidence = {operation, resource: one.name, type: one.type, canary: one.canary.name, expected};
  return judge(
    context,
    {resource: acl.resource, pointer: operationPointer(acl, operation, expected)},
    {
      rule,
      claim,
      ...judgeOutcome(expected, operation, attempt?.outcome ?? missing),
      ...(attempt === undefined ? {} : {measured: `${textOf(attempt.outcome)} (${attempt.by})`}),
      evidence: attempt === undefined ? evidence : {...evidence, answer: textOf(attempt.outcome), by: attempt.by},
    },
  );
}

/** An operation that a document states and nothing here can try, which is no pass. */
export function untriedVerdict(
  context: Pick<ScenarioContext, 'cluster'>,
  acl: AclStatement,
  operation: AclOperation,
  reason: string,
): Verdict {
  const {principal, permission} = acl.spec;
  const claim = `${principal} ${permission === 'deny' ? 'may not' : 'may'} ${operation} ${describe(acl)}`;
  const at = {resource: acl.resource, pointer: acl.pointers[acl.spec.operations.indexOf(operation)] ?? acl.pointer};
  return judge(context, at, {rule: 'proof/access-granted', claim, status: 'unknown', reason, evidence: {}});
}

function describe(acl: AclStatement): string {
  const {type, name, pattern} = acl.spec.resource;
  if (type === 'cluster') return 'the cluster';
  return pattern === 'prefixed' ? `${words(type)}s that begin with ${name}` : `${words(type)} ${name}`;
}

function words(type: string): string {
  return type.replaceAll('-', ' ');
}
