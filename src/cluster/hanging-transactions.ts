import {setTimeout as sleep} from 'node:timers/promises';
import type {Admin} from './admin.ts';
import {type ActiveProducer, describeProducers, describeTransactions, type LiveTransaction, listTransactions} from './live-transactions.ts';
import {type LiveTopicLayout, readLayout} from './topics.ts';

/** A transaction that will not end by itself, or should have ended. Until it does, read_committed readers wait before it. */
export type Hanging =
  /** Its coordinator should have aborted it: it is open for longer than its timeout and the coordinator's scan. */
  | {why: 'overdue'; transaction: LiveTransaction; openForMs: number}
  /** A partition holds it open, and no coordinator knows of it: only markers written by hand end it (KIP-664). */
  | {why: 'orphaned'; producer: ActiveProducer};

export interface TransactionsSeen {
  /** Every transactional id that is not expired. */
  transactions: LiveTransaction[];
  hanging: Hanging[];
  /** Partitions of which nothing is known. */
  refused: {topic: string; partition: number; errorCode: number}[];
}

/** `transaction.abort.timed.out.transaction.cleanup.interval.ms` of the brokers, unless configured. */
export const ABORT_SCAN_MS = 10_000;
const SETTLE_MS = 500;
const ENDED = ['Empty', 'CompleteCommit', 'CompleteAbort', 'Dead'];

/** All transactional ids, and the transactions that hang, on the given topics or on all of them. */
export async function readTransactions(admin: Admin, topicNames: string[] | null = null): Promise<TransactionsSeen> {
  const {brokers, topics} = await readLayout(admin, topicNames);
  const listed = await listTransactions(admin, brokers);
  const transactions = await describeTransactions(admin, listed);
  const {producers, refused} = await describeProducers(admin, topics);
  const suspects = orphans(producers, transactions);
  const overdue = overdueOf(transactions, Date.now());
  return {transactions, hanging: [...overdue, ...(await stillOrphaned(admin, suspects, topics))], refused};
}

/** Open for longer than their timeout and a scan; `nowMs` by this machine's clock, which brokers' clocks may differ from a little. */
export function overdueOf(transactions: readonly LiveTransaction[], nowMs: number): Hanging[] {
  return transactions.flatMap(transaction => {
    const {startedAtMs, timeoutMs, state} = transaction;
    if (startedAtMs === undefined || ENDED.includes(state)) return [];
    const openForMs = nowMs - startedAtMs;
    return openForMs > timeoutMs + ABORT_SCAN_MS ? [{why: 'overdue' as const, transaction, openForMs}] : [];
  });
}

/** Producers with an open transaction in a partition that no coordinator counts among one of theirs. */
export function orphans(producers: readonly ActiveProducer[], transactions: readonly LiveTransaction[]): ActiveProducer[] {
  const known = new Set(
    transactions
      .filter(one => !ENDED.includes(one.state))
      .flatMap(({producerId, partitions}) => partitions.map(({topic, partition}) => `${producerId} ${partition} ${topic}`)),
  );
  return producers.filter(
    ({producerId, topic, partition, startOffset}) => startOffset !== undefined && !known.has(`${producerId} ${partition} ${topic}`),
  );
}

/** The two lists were not read in one moment: one that hangs is there at a second look, too, and just the same. */
async function stillOrphaned(admin: Admin, suspects: readonly ActiveProducer[], topics: readonly LiveTopicLayout[]): Promise<Hanging[]> {
  if (suspects.length === 0) return [];
  await sleep(SETTLE_MS);
  const names = new Set(suspects.map(one => one.topic));
  const {brokers} = await readLayout(admin, []);
  const {producers} = await describeProducers(
    admin,
    topics.filter(({name}) => names.has(name)),
  );
  const transactions = await describeTransactions(admin, await listTransactions(admin, brokers));
  const same = (a: ActiveProducer, b: ActiveProducer) =>
    a.topic === b.topic && a.partition === b.partition && a.producerId === b.producerId && a.startOffset === b.startOffset;
  return orphans(producers, transactions)
    .filter(one => suspects.some(suspect => same(one, suspect)))
    .map(producer => ({why: 'orphaned', producer}));
}
