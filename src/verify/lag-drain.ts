import {createConsumer} from '../clients/consumer/create-consumer.ts';
import {createProducer} from '../clients/producer/producer.ts';
import {bytes} from '../clients/serialisers/bytes.ts';
import {commitForGroup} from '../cluster/group-offsets.ts';
import {readLag} from '../cluster/lag.ts';
import {totalOf} from '../cluster/partition-lag.ts';
import {messageOf} from '../findings/error.ts';
import type {Verdict} from '../findings/finding.ts';
import type {Resource} from '../specs/model.ts';
import {canaryName} from './canaries.ts';
import {consumingGroups} from './lag-proof.ts';
import {judge, type ScenarioContext} from './scenario.ts';

/** Where nobody states how far behind a group may be. */
const BACKLOG_RECORDS = 10_000;
const BACKLOG_RECORDS_MAX = 20_000;
const VALUE_BYTES = 200;
const BATCH_RECORDS = 1_000;
const BATCH_WITHIN_MS = 100;
const SAMPLE_EVERY_MS = 200;

export type DrainContext = Pick<
  ScenarioContext,
  'model' | 'cluster' | 'target' | 'mode' | 'admin' | 'canaries' | 'options' | 'signal' | 'note'
>;

/** A declared time in which lag goes away, and the topic that it is proved on. */
interface DrainClaim {
  topic: Resource<'Topic'>;
  resource: Resource;
  pointer: string;
  atMostMs: number;
  backlogRecords: number;
}

/**
 * Makes a backlog on a canary topic with the settings of a declared one, lets a consumer of a canary group read it, and measures
 * until the independent client sees no lag any more: it has to be within `objectives.lagRecovery`, of the topic or the
 * cluster. As many records as a declared maxLag allows, 20,000 at most. No verdict where no such objective is declared.
 */
export async function proveLagDrains(context: DrainContext): Promise<Verdict[]> {
  const claim = drainClaim(context);
  if (claim === undefined) return [];
  const {topic, atMostMs} = claim;
  const about = {
    rule: 'proof/lag-recovery',
    claim: `a consumer of a topic like ${topic.name} reads a backlog within ${atMostMs / 1000} s`,
  };
  const at = {resource: claim.resource, pointer: claim.pointer};
  if (context.mode === 'read-only') {
    const reason = 'it writes to a canary topic, and verification.mode of the Cluster is read-only';
    return [judge(context, at, {...about, status: 'unknown', reason, evidence: {}})];
  }
  try {
    return [judge(context, at, {...about, ...(await drain(context, claim))})];
  } catch (thrown) {
    context.signal.throwIfAborted();
    return [judge(context, at, {...about, status: 'unknown', reason: messageOf(thrown), evidence: {}})];
  }
}

/** The topic that was chosen; else one with an objective of its own, one whose reader states its lag, one that is read, any. */
function drainClaim({model, cluster, options}: DrainContext): DrainClaim | undefined {
  const consuming = consumingGroups(model);
  const stating = consuming.filter(({intent}) => intent.maxLag !== undefined);
  const readBy = (some: typeof consuming) =>
    model.topics.find(({name}) => some.some(({intent}) => intent.topics.some(one => one.pattern === 'literal' && one.name === name)));
  const topic =
    options.topic === undefined
      ? (model.topics.find(({spec}) => spec.objectives.lagRecoveryMs !== undefined) ??
        readBy(stating) ??
        readBy(consuming) ??
        model.topics[0])
      : model.topics.find(({name}) => name === options.topic);
  if (topic === undefined) return undefined;
  const limits = stating
    .filter(({intent}) => intent.topics.some(({name}) => name === topic.name))
    .flatMap(({intent}) => intent.maxLag ?? []);
  const backlogRecords = Math.max(1, Math.min(BACKLOG_RECORDS_MAX, ...(limits.length === 0 ? [BACKLOG_RECORDS] : limits)));
  const own = topic.spec.objectives.lagRecoveryMs;
  if (own !== undefined) return {topic, resource: topic, pointer: '/spec/objectives/lagRecovery', atMostMs: own, backlogRecords};
  const ofCluster = cluster.spec.verification.objectives.lagRecoveryMs;
  if (ofCluster === undefined) return undefined;
  return {topic, resource: cluster, pointer: '/spec/verification/objectives/lagRecovery', atMostMs: ofCluster, backlogRecords};
}

type Outcome = {status: Verdict['status']; reason?: string; measured?: string; evidence: Record<string, unknown>};

async function drain(context: DrainContext, {topic, atMostMs, backlogRecords}: DrainClaim): Promise<Outcome> {
  const {admin, canaries} = context;
  const prefix = canaries.prefix();
  const name = canaryName(prefix, topic.name);
  const group = canaries.useGroup(`${prefix}drain`);
  const [layout] = await canaries.createTopics([{name, ...topic.spec}]);
  const partitions = layout?.partitions.map(({partition}) => partition) ?? [];
  // A group at the beginning of every partition: its lag is known from the first record on.
  await commitForGroup(
    admin,
    group,
    partitions.map(partition => ({topic: name, partition, offset: 0n})),
  );
  context.note(`writes ${backlogRecords} records to ${name}`);
  await produceBacklog(context, {name, partitions, backlogRecords});
  const before = await lagNow(context, group);
  if (before < BigInt(backlogRecords)) throw new Error(`${backlogRecords} records were acknowledged, and the group is ${before} behind`);
  context.note(`reads them as ${group}`);
  const {drainedMs, samples, left} = await readBacklog(context, {name, group, atMostMs});
  const evidence = {
    topic: topic.name,
    canary: name,
    partitionCount: partitions.length,
    backlogRecords,
    atMostMs,
    drainedMs: drainedMs ?? null,
    samples,
  };
  if (drainedMs === undefined)
    return {status: 'fail', reason: `after ${atMostMs / 1000} s, ${left} of ${backlogRecords} records were left`, evidence};
  const seconds = (drainedMs / 1000).toFixed(1);
  if (drainedMs > atMostMs) return {status: 'fail', reason: `it took ${seconds} s`, evidence};
  return {status: 'pass', measured: `${backlogRecords} records read in ${seconds} s`, evidence};
}

async function produceBacklog(
  context: DrainContext,
  {name, partitions, backlogRecords}: {name: string; partitions: number[]; backlogRecords: number},
): Promise<void> {
  const clientId = 'weir-lag-drain';
  const producer = await createProducer(await context.target.admin(), {
    clientId,
    profile: 'tuned',
    valueSerializer: bytes,
  });
  const acknowledged: Promise<unknown>[] = [];
  try {
    const value = Buffer.alloc(VALUE_BYTES, 'b');
    for (let index = 0; index < backlogRecords; index++) {
      context.signal.throwIfAborted();
      await producer.ready();
      // A key: a topic that is compacted takes no record without one.
      const sent = producer.sendAsync({topic: name, partition: partitions[index % partitions.length] ?? 0, key: String(index), value});
      // It may fail while others are still being sent; all are waited for below.
      sent.catch(() => undefined);
      acknowledged.push(sent);
    }
    await Promise.all(acknowledged);
  } finally {
    await Promise.allSettled(acknowledged);
    await producer.close();
  }
}

async function readBacklog(context: DrainContext, {name, group, atMostMs}: {name: string; group: string; atMostMs: number}) {
  const samples: {atMs: number; records: number}[] = [];
  const connection = await context.target.admin();
  const startedMs = performance.now();
  const consumer = createConsumer(connection, {
    group,
    topics: [name],
    clientId: group,
    profile: 'throughput',
    onFailure: {do: 'stop'},
    keyDeserializer: bytes,
    valueDeserializer: bytes,
  });
  let failure: {thrown: unknown} | undefined;
  const running = consumer
    .runBatches({size: BATCH_RECORDS, withinMs: BATCH_WITHIN_MS}, async () => undefined)
    .catch(thrown => {
      failure = {thrown};
    });
  try {
    for (;;) {
      context.signal.throwIfAborted();
      if (failure !== undefined) throw failure.thrown;
      const left = await lagNow(context, group);
      const atMs = Math.round(performance.now() - startedMs);
      samples.push({atMs, records: Number(left)});
      if (left === 0n) return {drainedMs: atMs, samples, left};
      if (atMs > atMostMs) return {drainedMs: undefined, samples, left};
      await new Promise(resolve => setTimeout(resolve, SAMPLE_EVERY_MS));
    }
  } finally {
    await consumer.stop();
    await running;
  }
}

/** By the independent client: what the consumer believes of itself is no evidence. */
async function lagNow({admin}: DrainContext, group: string): Promise<bigint> {
  const {groups} = await readLag(admin, {groups: [group], time: false});
  const {records, unknownRecordsCount} = totalOf(groups[0]?.partitions ?? []);
  if (groups.length === 0 || unknownRecordsCount > 0)
    throw new Error(`the lag of ${group} cannot be read: ${groups[0]?.problem ?? 'unknown partitions'}`);
  return records;
}
