import {ClientError} from '../clients/client-error.ts';
import {createConsumer} from '../clients/consumer/create-consumer.ts';
import {createProducer} from '../clients/producer/producer.ts';
import {bytes} from '../clients/serialisers/bytes.ts';
import {createTransactionalProducer} from '../clients/transactions/transactional-producer.ts';
import type {Admin} from '../cluster/admin.ts';
import type {Connection} from '../cluster/connection.ts';
import {readCommits} from '../cluster/group-offsets.ts';
import {findGroupCoordinator} from '../cluster/groups.ts';
import {fetchOnce, type LogRecord, readLog} from '../cluster/read-log.ts';
import {readLayout} from '../cluster/topics.ts';
import type {Resource} from '../specs/model.ts';
import {type Outcome, outcomeOf, outcomeOfFailure} from './outcome.ts';
import {readSeededId, type SeededRecord} from './seeded-ids.ts';

/** As {@link outcomeOf}, for what the clients library throws: it says that somebody was refused in its own code. */
export async function clientOutcome<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return {status: 'done', value: await work()};
  } catch (thrown) {
    const outcome = outcomeOfFailure(thrown);
    if (outcome.status === 'unknown' && thrown instanceof ClientError && thrown.code === 'client/not-authorized')
      return {status: 'denied', error: thrown.message};
    return outcome;
  }
}

export interface ConsumeTask {
  group: string;
  topics: readonly string[];
  /** Id of the record that each topic holds. */
  seedId: string;
  timeoutMs: number;
  profile: Resource<'ClientProfile'> | undefined;
}

/**
 * Consumes topics in a group with the application's own credential until each gave its record, which commits what was handled,
 * and reads back as the administrator what is committed. Unknown where not every topic gave its record in time.
 */
export async function consumeAndCommit(
  administrator: Admin,
  connection: Connection,
  task: ConsumeTask,
): Promise<Outcome<{committed: number}>> {
  const {group, topics, seedId, timeoutMs, profile} = task;
  const seen = new Set<string>();
  const consumed = await clientOutcome(async () => {
    // The record was there before the group.
    const settings = {'auto.offset.reset': 'earliest', 'fetch.max.wait.ms': 200};
    const consumer = createConsumer(connection, {
      group,
      topics,
      onFailure: {do: 'stop'},
      settings,
      ...(profile === undefined ? {} : {profile}),
    });
    const timer = setTimeout(() => void consumer.stop(), timeoutMs);
    try {
      await consumer.run(async ({topic, raw, headers}) => {
        const record = {...raw, headers: headers.map(([name, value]) => [Buffer.from(name), value] as const)};
        if (readSeededId(record) === seedId) seen.add(topic);
        // From a handler it does not wait, and the record in hand is committed first.
        if (seen.size === topics.length) await consumer.stop();
      });
    } finally {
      clearTimeout(timer);
    }
  });
  if (consumed.status !== 'done') return consumed;
  const late = topics.filter(topic => !seen.has(topic));
  if (late.length > 0) return {status: 'unknown', reason: `no record within ${timeoutMs / 1000} s on ${late.join(', ')}`};
  return await outcomeOf(() => committedOf(administrator, group, topics));
}

export interface ProduceTask {
  topic: string;
  record: SeededRecord;
  profile: Resource<'ClientProfile'> | undefined;
}

/** Produces one record as the application's profile says, and tells whether another client finds it where it was acknowledged. */
export async function produceAndFind(
  administrator: Admin,
  connection: Connection,
  {topic, record, profile}: ProduceTask,
): Promise<Outcome<{found: boolean; offset: bigint}>> {
  const sent = await clientOutcome(async () => {
    const producer = await createProducer<Buffer, Buffer>(connection, {
      ...IN_BYTES,
      settings: SETTINGS,
      ...(profile === undefined ? {} : {profile}),
    });
    try {
      return await producer.send(outgoing(topic, record));
    } finally {
      await producer.close();
    }
  });
  if (sent.status !== 'done') return sent;
  const {offset} = sent.value;
  return await outcomeOf(async () => {
    const {topics} = await readLayout(administrator, [topic]);
    const [found] = topics;
    const leaderId = found?.partitions[0]?.leaderId ?? -1;
    if (found === undefined || leaderId < 0) throw new Error(`${topic}-0 has no leader`);
    // Without an acknowledgement (acks=0) nobody tells the offset.
    const records = await fetchOnce(administrator, found, 0, leaderId, offset < 0n ? 0n : offset);
    return {found: records.some(one => readSeededId(one) === record.id && (offset < 0n || one.offset === offset)), offset};
  });
}

async function committedOf(administrator: Admin, group: string, topics: readonly string[]): Promise<{committed: number}> {
  const coordinatorId = await findGroupCoordinator(administrator, group);
  const found = (await readCommits(administrator, [{name: group, coordinatorId}])).get(group);
  if (found === undefined || 'unknown' in found) throw new Error(found?.unknown ?? 'the coordinator told nothing of the group');
  const without = topics.filter(topic => !found.known.some(one => one.topic === topic && one.offset > 0n));
  if (without.length > 0) throw new Error(`nothing is committed for ${without.join(', ')}`);
  return {committed: topics.length};
}

export interface TransactionTask {
  transactionalId: string;
  topics: readonly string[];
  /** What was consumed, to be committed with the records; undefined for an application that consumes nothing. */
  consumed: {group: string; topic: string} | undefined;
  aborted: SeededRecord;
  committed: SeededRecord;
  profile: Resource<'ClientProfile'> | undefined;
}

/** What a read_committed reader found after a transaction that was aborted and one that was committed. */
export interface TransactionSeen {
  /** Topics that lack the committed record. */
  lost: string[];
  /** Topics that show the aborted one. */
  leaked: string[];
}

/** Aborts one transaction and commits another on the same topics, then reads them as read_committed by another client. */
export async function transact(administrator: Admin, connection: Connection, task: TransactionTask): Promise<Outcome<TransactionSeen>> {
  const {transactionalId, topics, consumed, aborted, committed, profile} = task;
  const written = await clientOutcome(async () => {
    const producer = await createTransactionalProducer<Buffer, Buffer>(connection, {
      ...IN_BYTES,
      transactionalId,
      settings: SETTINGS,
      ...(profile === undefined ? {} : {profile}),
    });
    try {
      const first = await producer.begin();
      await first.sendAll(topics.map(topic => outgoing(topic, aborted)));
      await first.abort();
      const second = await producer.begin();
      await second.sendAll(topics.map(topic => outgoing(topic, committed)));
      if (consumed !== undefined) await second.sendOffsets(consumed.group, [{topic: consumed.topic, partition: 0, offset: 1n}]);
      await second.commit();
    } finally {
      await producer.close();
    }
  });
  if (written.status !== 'done') return written;
  return await outcomeOf(async () => {
    const seen: TransactionSeen = {lost: [], leaked: []};
    for (const topic of topics) {
      const ids = (await readCommitted(administrator, topic)).map(readSeededId);
      if (!ids.includes(committed.id)) seen.lost.push(topic);
      if (ids.includes(aborted.id)) seen.leaked.push(topic);
    }
    return seen;
  });
}

const MARKERS_TIMEOUT_MS = 15_000;
const POLL_MS = 100;

/**
 * All that read_committed gives of partition 0. A commit is answered when the coordinator has decided, before the markers are in the
 * logs (TransactionMarkerChannelManager), so it is read once nothing is open there any more; throws where that takes too long.
 */
async function readCommitted(administrator: Admin, topic: string): Promise<LogRecord[]> {
  const deadlineMs = performance.now() + MARKERS_TIMEOUT_MS;
  for (;;) {
    const all = await readLog(administrator, topic, 0);
    const stable = await readLog(administrator, topic, 0, {isolation: 'committed'});
    if (stable.endOffset >= all.endOffset) return stable.records;
    if (performance.now() > deadlineMs)
      throw new Error(`a transaction on ${topic} was still open ${MARKERS_TIMEOUT_MS / 1000} s after its commit`);
    await new Promise(resolve => setTimeout(resolve, POLL_MS));
  }
}

/** A broker that refuses is to be heard at once, and one that does not answer soon. */
const SETTINGS = {'max.block.ms': 15_000, 'delivery.timeout.ms': 15_000, 'request.timeout.ms': 10_000};
const IN_BYTES = {keySerializer: bytes, valueSerializer: bytes};

function outgoing(topic: string, {key, value, headers}: SeededRecord) {
  return {topic, partition: 0, key, value, headers: Object.entries(headers)};
}
