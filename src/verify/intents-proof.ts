import type {Connection} from '../cluster/connection.ts';
import type {Verdict} from '../findings/finding.ts';
import {inParallel} from '../in-parallel.ts';
import {consumeAndCommit, produceAndFind, type TransactionSeen, transact} from './intents-drive.ts';
import {type ConsumePlan, type IntentPlan, planIntents, type TopicUse} from './intents-plan.ts';
import {produceOne} from './kafkajs-probes.ts';
import {type Outcome, untilAllowed} from './outcome.ts';
import {textOf} from './outcome-verdict.ts';
import {judge, type ScenarioContext} from './scenario.ts';
import {seededRecord} from './seeded-ids.ts';

const APPLICATIONS_AT_ONCE = 3;
const SETTLE_TIMEOUT_MS = 5_000;
const CONSUME_TIMEOUT_MS = 15_000;

/**
 * Does as each Application what its intents say, with its user's credential, on canaries of its topics, groups and
 * transactional ids: consumes in its group and commits, produces, commits a transaction that a read_committed reader sees,
 * writes its dead letters. What needs more than one principal, or a running Streams or Connect program, is not done here.
 */
export async function proveIntents(context: ScenarioContext): Promise<Verdict[]> {
  const {model, canaries, target, signal} = context;
  const plan = planIntents(model, canaries);
  await canaries.createTopics(plan.topics);
  await canaries.grant(plan.bindings);
  const verdicts = await inParallel(plan.plans, APPLICATIONS_AT_ONCE, async one => {
    signal.throwIfAborted();
    context.note(`as application ${one.application.name}`);
    if (one.user === undefined)
      return all(context, one, {status: 'unknown', reason: `no User document declares ${one.application.spec.user}`});
    const access = await target.as(one.user);
    if ('unavailable' in access) return all(context, one, {status: 'unknown', reason: access.unavailable});
    return await proveOne(context, one, access.connection);
  });
  return verdicts.flat();
}

async function proveOne(context: ScenarioContext, plan: IntentPlan, connection: Connection): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const consume of plan.consumes) {
    context.canaries.useGroup(consume.groupCanary);
    verdicts.push(...consumeVerdicts(context, plan, consume, await consumeAs(context, plan, consume, connection)));
    if (consume.deadLetter !== undefined)
      verdicts.push(await writtenVerdict(context, plan, consume.deadLetter, connection, 'writes dead letters to'));
  }
  if (plan.transactionalId === undefined)
    for (const use of plan.produces) verdicts.push(await writtenVerdict(context, plan, use, connection, 'produces to'));
  else verdicts.push(...transactionVerdicts(context, plan, await transactAs(context, plan, connection)));
  return verdicts;
}

async function consumeAs(
  context: ScenarioContext,
  {profile}: IntentPlan,
  {topics, groupCanary}: ConsumePlan,
  connection: Connection,
): Promise<Outcome<unknown>> {
  const names = topics.map(({canary}) => canary);
  if (names.length === 0) return {status: 'unknown', reason: 'no document declares a topic that it names'};
  const seed = seededRecord(context.run.id, 'intents', 0);
  const administrator = await context.target.admin();
  for (const name of names) {
    const seeded = await produceOne(administrator, name, seed);
    if (seeded.status !== 'done')
      return {status: 'unknown', reason: `there is no record to read: the administrator could not write one: ${textOf(seeded)}`};
  }
  const task = {group: groupCanary, topics: names, timeoutMs: CONSUME_TIMEOUT_MS, seedId: seed.id, profile};
  return await untilAllowed(() => consumeAndCommit(context.admin, connection, task), {timeoutMs: SETTLE_TIMEOUT_MS});
}

async function transactAs(context: ScenarioContext, plan: IntentPlan, connection: Connection): Promise<Outcome<TransactionSeen>> {
  const {transactionalId, produces, consumes} = plan;
  const id = transactionalId?.canary ?? '';
  const [consume] = consumes;
  const [consumed] = consume?.topics ?? [];
  const task = {
    transactionalId: id,
    topics: [...new Set(produces.map(({canary}) => canary))],
    consumed: consume === undefined || consumed === undefined ? undefined : {group: consume.groupCanary, topic: consumed.canary},
    aborted: seededRecord(context.run.id, `${plan.application.name}-aborted`, 1),
    profile: plan.profile,
    committed: seededRecord(context.run.id, `${plan.application.name}-committed`, 1),
  };
  return await untilAllowed(() => transact(context.admin, connection, task), {timeoutMs: SETTLE_TIMEOUT_MS});
}

type End = Pick<Verdict, 'status' | 'reason' | 'measured'>;

function endOf(outcome: Outcome<unknown>, measured: string): End {
  if (outcome.status === 'done') return {status: 'pass', measured};
  if (outcome.status === 'denied') return {status: 'fail', reason: `the broker refused: ${outcome.error}`};
  return {status: 'unknown', reason: outcome.reason};
}

function give(
  context: ScenarioContext,
  {application}: IntentPlan,
  at: string,
  claim: string,
  end: End,
  evidence: Record<string, unknown>,
): Verdict {
  const {reason, measured, status} = end;
  const parts = {rule: 'proof/intent', claim: `application ${application.name} ${claim}`, status, evidence};
  return judge(
    context,
    {resource: application, pointer: at},
    {...parts, ...(reason === undefined ? {} : {reason}), ...(measured === undefined ? {} : {measured})},
  );
}

function consumeVerdicts(
  context: ScenarioContext,
  plan: IntentPlan,
  {topics, group, groupCanary, at}: ConsumePlan,
  outcome: Outcome<unknown>,
): Verdict[] {
  const names = topics.map(({topic}) => topic).join(', ');
  const claim = `consumes ${names} in group ${group}, and what it handled stays committed`;
  return [
    give(context, plan, at, claim, endOf(outcome, 'consumed and committed, read back by another client'), {
      group,
      canary: groupCanary,
      topics: topics.length,
    }),
  ];
}

/** A record of the application is acknowledged by all in-sync replicas, and found again by another client. */
async function writtenVerdict(
  context: ScenarioContext,
  plan: IntentPlan,
  use: TopicUse,
  connection: Connection,
  does: string,
): Promise<Verdict> {
  const record = seededRecord(context.run.id, `${plan.application.name}-${use.topic}`, 1);
  const task = {topic: use.canary, record, profile: plan.profile};
  const written = await untilAllowed(() => produceAndFind(context.admin, connection, task), {timeoutMs: SETTLE_TIMEOUT_MS});
  const lost = written.status === 'done' && !written.value.found;
  const reason = 'the broker acknowledged the record and another client does not find it there';
  const end: End = lost ? {status: 'fail', reason} : endOf(written, 'acknowledged, read back by another client');
  return give(context, plan, use.at, `${does} ${use.topic}`, end, {
    topic: use.topic,
    canary: use.canary,
    profile: plan.profile?.name ?? null,
  });
}

function transactionVerdicts(context: ScenarioContext, plan: IntentPlan, outcome: Outcome<TransactionSeen>): Verdict[] {
  const {produces, transactionalId, consumes} = plan;
  const names = produces.length === 0 ? 'no topic' : [...new Set(produces.map(({topic}) => topic))].join(', ');
  const offsets = consumes.length === 0 ? '' : ' with its consumed offsets';
  const claim = `commits a transaction to ${names}${offsets}: read_committed sees it, and nothing of one that was aborted`;
  const seen = outcome.status === 'done' ? outcome.value : undefined;
  const wrong =
    seen === undefined
      ? []
      : [
          ...seen.lost.map(topic => `the committed record is not on ${topic}`),
          ...seen.leaked.map(topic => `the aborted record shows on ${topic}`),
        ];
  const end: End =
    wrong.length > 0 ? {status: 'fail', reason: wrong.join('; ')} : endOf(outcome, 'one committed and seen, one aborted and unseen');
  return [
    give(context, plan, transactionalId?.at ?? '', claim, end, {
      transactionalId: transactionalId?.standsFor ?? '',
      canary: transactionalId?.canary ?? '',
    }),
  ];
}

/** The same end for all that an application would have done. */
function all(context: ScenarioContext, plan: IntentPlan, end: End): Verdict[] {
  const open: Outcome<never> = {status: 'unknown', reason: end.reason ?? ''};
  return [
    ...plan.consumes.flatMap(consume => [
      ...consumeVerdicts(context, plan, consume, open),
      ...(consume.deadLetter === undefined
        ? []
        : [give(context, plan, consume.deadLetter.at, `writes dead letters to ${consume.deadLetter.topic}`, end, {})]),
    ]),
    ...(plan.transactionalId === undefined
      ? plan.produces.map(use => give(context, plan, use.at, `produces to ${use.topic}`, end, {}))
      : transactionVerdicts(context, plan, open)),
  ];
}
