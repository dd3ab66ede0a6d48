import type {Admin} from '../cluster/admin.ts';
import {fetchOnce} from '../cluster/read-log.ts';
import type {LiveTopicLayout} from '../cluster/topics.ts';
import type {AccessCase, UserPlan} from './access-plan.ts';
import {type Outcome, outcomeOf, untilAllowed} from './outcome.ts';

export type ReadOutcome = Outcome<{by: string}>;

/** Consumes topics in the user's canary group until each gave its seeded record. */
export type ConsumeGroup = (topics: string[]) => Promise<Outcome<unknown>>;

export interface ReadsOptions {
  own: Admin;
  topics: LiveTopicLayout[];
  /** Why a canary has no record to read, by its name. */
  unseeded: ReadonlyMap<string, string>;
  consume: ConsumeGroup;
  settleTimeoutMs: number;
}

/**
 * Reads by the user's group where it has one; else by a plain fetch. What must be refused is tried by a fetch, where no
 * group can be the reason. Gives the reads by case, and what the group came to where it was used.
 */
export async function tryReads(
  user: UserPlan,
  options: ReadsOptions,
): Promise<{reads: ReadOutcome[]; group: Outcome<unknown> | undefined}> {
  const {own, topics, unseeded, consume, settleTimeoutMs} = options;
  const readable = user.cases.filter(one => one.read === 'allowed' && !unseeded.has(one.canary.name)).map(one => one.canary.name);
  const consumed = user.group === undefined ? new Map<string, Outcome<unknown>>() : await consumeEach(readable, consume);
  const reads: ReadOutcome[] = [];
  for (const one of user.cases) {
    const inGroup = consumed.get(one.canary.name);
    const empty = unseeded.get(one.canary.name);
    const attempt = () => tryFetch(own, topics, one.canary.name);
    if (one.read !== 'allowed') reads.push(await attempt());
    else if (empty !== undefined) reads.push({status: 'unknown', reason: empty});
    else if (inGroup === undefined) reads.push(await untilAllowed(attempt, {timeoutMs: settleTimeoutMs}));
    else reads.push(inGroup.status === 'done' ? {status: 'done', value: {by: `kafkajs in group ${user.group?.name}`}} : inGroup);
  }
  const outcomes = [...consumed.values()];
  return {reads, group: outcomes.find(one => one.status === 'done') ?? outcomes[0]};
}

/** All topics in one consumer; one by one where one of them has a codec that kafkajs cannot read, which says nothing about access. */
export async function consumeEach(topics: string[], consume: ConsumeGroup): Promise<Map<string, Outcome<unknown>>> {
  if (topics.length === 0) return new Map();
  const together = await consume(topics);
  if (!lacksCodec(together)) return new Map(topics.map(topic => [topic, together]));
  const each = new Map<string, Outcome<unknown>>();
  if (topics.length === 1) return each;
  for (const topic of topics) {
    const alone = await consume([topic]);
    if (!lacksCodec(alone)) each.set(topic, alone);
  }
  return each;
}

function lacksCodec(outcome: Outcome<unknown>): boolean {
  return outcome.status === 'unknown' && /compression not implemented/i.test(outcome.reason);
}

export async function tryFetch(own: Admin, topics: LiveTopicLayout[], name: AccessCase['canary']['name']): Promise<ReadOutcome> {
  return await outcomeOf(async () => {
    const topic = topics.find(one => one.name === name);
    const partition = topic?.partitions[0];
    if (topic === undefined || partition === undefined) throw new Error(`canary ${name} is gone`);
    await fetchOnce(own, topic, partition.partition, partition.leaderId);
    return {by: 'a fetch of the independent client'};
  });
}
