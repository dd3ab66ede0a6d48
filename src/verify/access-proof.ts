import {Admin} from '../cluster/admin.ts';
import type {Connection} from '../cluster/connection.ts';
import {findGroupCoordinator} from '../cluster/groups.ts';
import {readLog} from '../cluster/read-log.ts';
import {type LiveTopicLayout, readLayout} from '../cluster/topics.ts';
import {findTransactionCoordinator, initTransactionalProducer} from '../cluster/transactions.ts';
import type {Verdict} from '../findings/finding.ts';
import {inParallel} from '../in-parallel.ts';
import {type AccessPlan, planAccess, type UserPlan} from './access-plan.ts';
import {type ConsumeGroup, tryFetch, tryReads} from './access-reads.ts';
import {accessVerdicts} from './access-verdicts.ts';
import {consumeInGroup, produceOne} from './kafkajs-probes.ts';
import {type NamedOutcome, tryNamed} from './named-access.ts';
import {type Outcome, outcomeOf, untilAllowed} from './outcome.ts';
import type {ScenarioContext} from './scenario.ts';
import {readSeededId, seededRecord} from './seeded-ids.ts';

/** What a user's own tries came to, by case. */
export interface CaseOutcome {
  write: Outcome<{offset: string}>;
  /** Found on the independent read-back at the offset that was acknowledged. */
  readBack: Outcome<{found: boolean}> | undefined;
  read: Outcome<{by: string}>;
}

export interface UserOutcome {
  cases: CaseOutcome[];
  /** In the order of the plan's groups and transactional ids. */
  named: NamedOutcome[];
  closed: {write: Outcome<unknown>; read: Outcome<unknown>; group: Outcome<unknown>; transactionalId: Outcome<unknown>};
}

export interface AccessProofOptions {
  /** Users at once: each has a few connections open. */
  usersAtOnce?: number;
  /** For an allowed operation, while ACLs and topics reach the brokers. */
  settleTimeoutMs?: number;
  consumeTimeoutMs?: number;
}

const SETTLE_TIMEOUT_MS = 5_000;

/**
 * Proves, as every declared user with its own credential, that what its ACLs allow works end to end and that what they
 * do not is refused by the broker. Topics are canaries with a declared topic's settings; business topics are not touched.
 */
export async function proveAccess(context: ScenarioContext, options: AccessProofOptions = {}): Promise<Verdict[]> {
  const {model, canaries, admin, mode} = context;
  const layout = await brokersOf(admin);
  const plan = planAccess(model, canaries, layout);
  if (mode === 'read-only')
    return accessVerdicts(context, plan, () => ({unavailable: 'verification.mode is read-only: nothing may be written on this cluster'}));
  const topics = await canaries.createTopics(plan.topics);
  await canaries.grant(plan.bindings);
  const unseeded = await seed(context, plan);
  const outcomes = await inParallel(plan.users, options.usersAtOnce ?? 3, async user => {
    context.note(`as ${user.principal}`);
    context.signal.throwIfAborted();
    const access = await context.target.as(user.user);
    return 'unavailable' in access
      ? access
      : await tryUser(context, plan, user, {connection: access.connection, topics, unseeded, options});
  });
  return accessVerdicts(context, plan, index => outcomes[index] ?? {unavailable: 'it was not tried'});
}

async function brokersOf(admin: Admin): Promise<number> {
  return (await readLayout(admin, [])).brokers.length;
}

/** One record by the administrator on every canary, for users that may read and not write; gives why, by name, where there is none. */
async function seed({target, run}: ScenarioContext, plan: AccessPlan): Promise<Map<string, string>> {
  const connection = await target.admin();
  const unseeded = new Map<string, string>();
  await inParallel(plan.topics, 4, async ({name}) => {
    const outcome = await produceOne(connection, name, seededRecord(run.id, 'seed', 0));
    if (outcome.status === 'done') return;
    unseeded.set(
      name,
      `there is no record to read: the administrator could not write one: ${'error' in outcome ? outcome.error : outcome.reason}`,
    );
  });
  return unseeded;
}

interface UserAccess {
  connection: Connection;
  topics: LiveTopicLayout[];
  unseeded: ReadonlyMap<string, string>;
  options: AccessProofOptions;
}

async function tryUser(
  context: ScenarioContext,
  plan: AccessPlan,
  user: UserPlan,
  access: UserAccess,
): Promise<UserOutcome | {unavailable: string}> {
  const opened = await outcomeOf(() => Admin.open(access.connection, {signal: context.signal}));
  if (opened.status !== 'done')
    return {unavailable: `${user.principal} could not log in: ${'error' in opened ? opened.error : opened.reason}`};
  const own = opened.value;
  try {
    const settleTimeoutMs = access.options.settleTimeoutMs ?? SETTLE_TIMEOUT_MS;
    const consume = groupConsumer(context, user, access);
    const {reads, group} = await tryReads(user, {own, topics: access.topics, unseeded: access.unseeded, consume, settleTimeoutMs});
    const cases: CaseOutcome[] = [];
    for (const [index, one] of user.cases.entries()) {
      const record = seededRecord(context.run.id, `${user.user.name}-${index}`, 1);
      const attempt = () => produceOne(access.connection, one.canary.name, record);
      const write = one.write === 'allowed' ? await untilAllowed(attempt, {timeoutMs: settleTimeoutMs}) : await attempt();
      const readBack = write.status === 'done' ? await findAgain(context.admin, one.canary.name, record.id, write.value.offset) : undefined;
      cases.push({write, readBack, read: reads[index] ?? {status: 'unknown', reason: 'it was not tried'}});
    }
    const named: NamedOutcome[] = [];
    for (const one of user.named) {
      const tried = await tryNamed({own, administrator: context.admin}, one, {settleTimeoutMs});
      const readInGroup = one.canary.name === user.group?.name && group?.status === 'done';
      named.push(readInGroup ? {...tried, read: {outcome: group, by: 'a consumer of kafkajs in the group'}} : tried);
    }
    return {cases, named, closed: await tryClosed(context, plan, own, access)};
  } finally {
    await own.close();
  }
}

/** Consumes in the canary that stands for the user's groups, until the seeded record of every topic came. */
function groupConsumer(context: ScenarioContext, {group}: UserPlan, {connection, options}: UserAccess): ConsumeGroup {
  const seedId = seededRecord(context.run.id, 'seed', 0).id;
  return async topics => {
    if (group === undefined) return {status: 'unknown', reason: 'the user may read no group'};
    context.canaries.useGroup(group.name);
    const consume = () =>
      consumeInGroup(connection, {
        group: group.name,
        topics,
        wanted: (_, record) => readSeededId(record) === seedId,
        timeoutMs: options.consumeTimeoutMs ?? 15_000,
      });
    return await untilAllowed(consume, {timeoutMs: options.settleTimeoutMs ?? SETTLE_TIMEOUT_MS});
  };
}

async function tryClosed(
  context: ScenarioContext,
  plan: AccessPlan,
  own: Admin,
  {connection, topics}: UserAccess,
): Promise<UserOutcome['closed']> {
  const {closed} = plan;
  return {
    write: await produceOne(connection, closed.topic, seededRecord(context.run.id, 'closed', 1)),
    read: await tryFetch(own, topics, closed.topic),
    group: await outcomeOf(() => findGroupCoordinator(own, closed.group)),
    transactionalId: await outcomeOf(() =>
      initTransactionalProducer(own, closed['transactional-id'], () =>
        findTransactionCoordinator(context.admin, closed['transactional-id']),
      ),
    ),
  };
}

async function findAgain(admin: Admin, topic: string, id: string, offset: string): Promise<Outcome<{found: boolean}>> {
  return await outcomeOf(async () => {
    const log = await readLog(admin, topic, 0);
    return {found: log.records.some(record => String(record.offset) === offset && readSeededId(record) === id)};
  });
}
