import {ClientError} from '../clients/client-error.ts';
import {bytes} from '../clients/serialisers/bytes.ts';
import {createTransactionalProducer} from '../clients/transactions/transactional-producer.ts';
import type {Admin} from '../cluster/admin.ts';
import type {Connection} from '../cluster/connection.ts';
import {readCommits} from '../cluster/group-offsets.ts';
import {findGroupCoordinator} from '../cluster/groups.ts';
import {kafkajsClient} from '../cluster/kafkajs-client.ts';
import {readLog} from '../cluster/read-log.ts';
import type {Consumed} from './kafkajs-probes.ts';
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
  wanted: (record: Consumed) => boolean;
  timeoutMs: number;
}

/**
 * Consumes topics in a group by hand of the application's own credential, commits after each record as a program does that
 * handles it, and reads back as the administrator what is committed. Fails as unknown where not every topic gave its record.
 */
export async function consumeAndCommit(
  administrator: Admin,
  connection: Connection,
  task: ConsumeTask,
): Promise<Outcome<{committed: number}>> {
  const {group, topics, wanted, timeoutMs} = task;
  const consumer = kafkajsClient(connection, {clientId: 'weir-smoke'}).consumer({
    groupId: group,
    maxWaitTimeInMs: 200,
    allowAutoTopicCreation: false,
  });
  const seen = new Set<string>();
  try {
    const consumed = await new Promise<Outcome<undefined>>(resolve => {
      const late = () => topics.filter(topic => !seen.has(topic)).join(', ');
      const timer = setTimeout(() => settle({status: 'unknown', reason: `no record within ${timeoutMs / 1000} s on ${late()}`}), timeoutMs);
      const settle = (outcome: Outcome<undefined>) => {
        clearTimeout(timer);
        resolve(outcome);
      };
      consumer.on(consumer.events.CRASH, ({payload}) => {
        if (!payload.restart) settle(outcomeOfFailure(payload.error));
      });
      const handle = async (topic: string, offset: string, record: Consumed): Promise<void> => {
        if (!wanted(record)) return;
        await consumer.commitOffsets([{topic, partition: 0, offset: String(BigInt(offset) + 1n)}]);
        seen.add(topic);
        if (seen.size === topics.length) settle({status: 'done', value: undefined});
      };
      start(consumer, [...topics], handle).catch(thrown => settle(outcomeOfFailure(thrown)));
    });
    if (consumed.status !== 'done') return consumed;
  } finally {
    await consumer.disconnect().catch(() => undefined);
  }
  return await outcomeOf(() => committedOf(administrator, group, topics));
}

type Consumer = ReturnType<ReturnType<typeof kafkajsClient>['consumer']>;

async function start(
  consumer: Consumer,
  topics: string[],
  handle: (topic: string, offset: string, record: Consumed) => Promise<void>,
): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({topics, fromBeginning: true});
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({topic, message}) => {
      const headers = Object.entries(message.headers ?? {}).flatMap(([name, value]) => {
        const one = Array.isArray(value) ? value[0] : value;
        return one === undefined ? [] : [[Buffer.from(name), Buffer.from(one)] satisfies [Buffer, Buffer]];
      });
      await handle(topic, message.offset, {key: message.key, value: message.value, headers});
    },
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
  const {transactionalId, topics, consumed, aborted, committed} = task;
  const written = await clientOutcome(async () => {
    const producer = await createTransactionalProducer<Buffer, Buffer>(connection, {
      transactionalId,
      keySerializer: bytes,
      valueSerializer: bytes,
      settings: SETTINGS,
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
      const log = await readLog(administrator, topic, 0, {isolation: 'committed'});
      const ids = log.records.map(readSeededId);
      if (!ids.includes(committed.id)) seen.lost.push(topic);
      if (ids.includes(aborted.id)) seen.leaked.push(topic);
    }
    return seen;
  });
}

/** A broker that refuses is to be heard at once, and one that does not answer soon. */
const SETTINGS = {maxBlockMs: 15_000, deliveryTimeoutMs: 15_000, requestTimeoutMs: 10_000};

function outgoing(topic: string, {key, value, headers}: SeededRecord) {
  return {topic, partition: 0, key, value, headers: Object.entries(headers)};
}
