import {Admin} from '../cluster/admin.ts';
import type {Connection} from '../cluster/connection.ts';
import {findGroupCoordinator} from '../cluster/groups.ts';
import {fetchOnce, readLog} from '../cluster/read-log.ts';
import {type LiveTopicLayout, readLayout} from '../cluster/topics.ts';
import type {Verdict} from '../findings/finding.ts';
import {inParallel} from '../in-parallel.ts';
import {type AccessCase, type AccessPlan, planAccess, type UserPlan} from './access-plan.ts';
import {accessVerdicts} from './access-verdicts.ts';
import {consumeInGroup, produceOne} from './kafkajs-probes.ts';
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
  closed: {write: Outcome<unknown>; read: Outcome<unknown>; group: Outcome<unknown>};
}

export interface AccessProofOptions {
  /** Users at once: each has a few connections open. */
  usersAtOnce?: number;
  /** For an allowed operation, while ACLs and topics reach the brokers. */
  settleTimeoutMs?: number;
  consumeTimeoutMs?: number;
}

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
  await seed(context, plan);
  const outcomes = await inParallel(plan.users, options.usersAtOnce ?? 3, async user => {
    context.note(`as ${user.principal}`);
    context.signal.throwIfAborted();
    const access = await context.target.as(user.user);
    return 'unavailable' in access ? access : await tryUser(context, plan, user, {connection: access.connection, topics, options});
  });
  return accessVerdicts(context, plan, index => outcomes[index] ?? {unavailable: 'it was not tried'});
}

async function brokersOf(admin: Admin): Promise<number> {
  return (await readLayout(admin, [])).brokers.length;
}

/** One record by the administrator on every canary, for users that may read and not write. */
async function seed({target, run}: ScenarioContext, plan: AccessPlan): Promise<void> {
  const connection = await target.admin();
  await inParallel(plan.topics, 4, async ({name}) => {
    const outcome = await produceOne(connection, name, seededRecord(run.id, 'seed', 0));
    if (outcome.status !== 'done')
      throw new Error(`the administrator could not write to ${name}: ${'error' in outcome ? outcome.error : outcome.reason}`);
  });
}

interface UserAccess {
  connection: Connection;
  topics: LiveTopicLayout[];
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
    const reads = await tryReads(context, user, own, access);
    const cases: CaseOutcome[] = [];
    for (const [index, one] of user.cases.entries()) {
      const record = seededRecord(context.run.id, `${user.user.name}-${index}`, 1);
      const attempt = () => produceOne(access.connection, one.canary.name, record);
      const write =
        one.write === 'allowed' ? await untilAllowed(attempt, {timeoutMs: access.options.settleTimeoutMs ?? 5_000}) : await attempt();
      const readBack = write.status === 'done' ? await findAgain(context.admin, one.canary.name, record.id, write.value.offset) : undefined;
      cases.push({write, readBack, read: reads[index] ?? {status: 'unknown', reason: 'it was not tried'}});
    }
    return {cases, closed: await tryClosed(context, plan, own, access)};
  } finally {
    await own.close();
  }
}

/** Reads by the user's group where it has one, all topics in one consumer; else by a plain fetch. What must be refused is tried by a fetch, where no group can be the reason. */
async function tryReads(
  context: ScenarioContext,
  user: UserPlan,
  own: Admin,
  {connection, topics, options}: UserAccess,
): Promise<Outcome<{by: string}>[]> {
  const {group} = user;
  const readable = user.cases.filter(one => one.read === 'allowed').map(one => one.canary.name);
  let consumed: Outcome<Set<string>> | undefined;
  if (group !== undefined && readable.length > 0) {
    context.canaries.useGroup(group.name);
    const seedId = seededRecord(context.run.id, 'seed', 0).id;
    const consume = () =>
      consumeInGroup(connection, {
        group: group.name,
        topics: readable,
        wanted: (_, record) => readSeededId(record) === seedId,
        timeoutMs: options.consumeTimeoutMs ?? 15_000,
      });
    consumed = await untilAllowed(consume, {timeoutMs: options.settleTimeoutMs ?? 5_000});
    // A topic's compression.type may be one that kafkajs cannot read; that says nothing about access.
    if (consumed.status === 'unknown' && /compression not implemented/i.test(consumed.reason)) consumed = undefined;
  }
  const reads: Outcome<{by: string}>[] = [];
  for (const one of user.cases) {
    if (one.read === 'allowed' && consumed !== undefined) {
      reads.push(consumed.status === 'done' ? {status: 'done', value: {by: `kafkajs in group ${group?.name}`}} : consumed);
    } else {
      const attempt = () => tryFetch(own, topics, one);
      reads.push(one.read === 'allowed' ? await untilAllowed(attempt, {timeoutMs: options.settleTimeoutMs ?? 5_000}) : await attempt());
    }
  }
  return reads;
}

async function tryFetch(own: Admin, topics: LiveTopicLayout[], {canary}: Pick<AccessCase, 'canary'>): Promise<Outcome<{by: string}>> {
  return await outcomeOf(async () => {
    const topic = topics.find(one => one.name === canary.name);
    const partition = topic?.partitions[0];
    if (topic === undefined || partition === undefined) throw new Error(`canary ${canary.name} is gone`);
    await fetchOnce(own, topic, partition.partition, partition.leaderId);
    return {by: 'a fetch of the independent client'};
  });
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
    read: await tryFetch(own, topics, {canary: {prefix: closed.topic, name: closed.topic}}),
    group: await outcomeOf(() => findGroupCoordinator(own, closed.group)),
  };
}

async function findAgain(admin: Admin, topic: string, id: string, offset: string): Promise<Outcome<{found: boolean}>> {
  return await outcomeOf(async () => {
    const log = await readLog(admin, topic, 0);
    return {found: log.records.some(record => String(record.offset) === offset && readSeededId(record) === id)};
  });
}
