import {setTimeout as sleep} from 'node:timers/promises';
import type {Admin} from '../../cluster/admin.ts';
import {describeTransaction} from '../../cluster/live-transactions.ts';
import {RawProducer} from '../../cluster/raw-producer.ts';
import {endsOf} from '../../cluster/scan-log.ts';
import {canaryKey, canaryValue} from './canary-record.ts';

/** How often coordinators look for transactions that are open for too long: `transaction.abort.timed.out.transaction.cleanup.interval.ms`. */
export const ABORT_SCAN_MS = 10_000;
/** For a busy machine, and for the markers' way to the partitions. */
const MARGIN_MS = 5_000;
/** What ends after that is late, which a machine that is too busy explains; what does not end by then is stuck. */
export const LATE_MS = 30_000;
const POLL_MS = 200;

export interface AbandonOptions {
  topic: string;
  partition: number;
  transactionalId: string;
  timeoutMs: number;
  tag: string;
  keys: number;
  /** An integer that is none of the input: whoever reads it read an aborted record. */
  integer: number;
}

/** A transaction that was begun, written to and left, as by a producer that died and never came back. */
export class AbandonedTransaction {
  readonly transactionalId: string;
  readonly producerId: bigint;
  readonly openedAtMs: number;
  readonly #admin: Admin;
  readonly #timeoutMs: number;

  private constructor(admin: Admin, {transactionalId, timeoutMs}: AbandonOptions, producerId: bigint) {
    this.transactionalId = transactionalId;
    this.producerId = producerId;
    this.openedAtMs = performance.now();
    this.#admin = admin;
    this.#timeoutMs = timeoutMs;
  }

  static async open(admin: Admin, options: AbandonOptions): Promise<AbandonedTransaction> {
    const {topic, partition, transactionalId, timeoutMs, tag, keys, integer} = options;
    const producer = await RawProducer.open(admin, {transactionalId, transactionTimeoutMs: timeoutMs});
    await producer.addPartitions([{name: topic, partitions: [partition]}]);
    await producer.send(topic, partition, [
      {key: Buffer.from(canaryKey(integer, keys)), value: Buffer.from(canaryValue(tag, integer, 'ab'))},
    ]);
    return new AbandonedTransaction(admin, options, producer.producerId);
  }

  /** How long it may be open: its timeout, and the time until its coordinator looks. */
  get withinMs(): number {
    return this.#timeoutMs + ABORT_SCAN_MS + MARGIN_MS;
  }

  /** By then the brokers have aborted it, or they never will. */
  get deadlineMs(): number {
    return this.openedAtMs + this.withinMs + LATE_MS;
  }

  /** Waits until its coordinator has aborted it; gives how long it was open, undefined where it still is at the deadline. */
  async abortedAfterMs(signal: AbortSignal): Promise<number | undefined> {
    for (;;) {
      const seen = await describeTransaction(this.#admin, this.transactionalId);
      if (seen === undefined || ['CompleteAbort', 'Empty'].includes(seen.state)) return performance.now() - this.openedAtMs;
      if (performance.now() > this.deadlineMs) return undefined;
      await sleep(POLL_MS, undefined, {signal});
    }
  }
}

/** A partition whose readers of committed records do not get to its end. */
export interface StuckPartition {
  topic: string;
  partition: number;
  lastStableOffset: number;
  highWatermark: number;
}

/** Waits until the last stable offset of every partition is its end; gives the partitions where it is not at the deadline. */
export async function untilStable(
  admin: Admin,
  topics: readonly {topic: string; partitions: number}[],
  {deadlineMs, signal}: {deadlineMs: number; signal: AbortSignal},
): Promise<StuckPartition[]> {
  for (;;) {
    const ends = await Promise.all(
      topics.flatMap(({topic, partitions}) =>
        Array.from({length: partitions}, async (_, partition) => ({topic, partition, ...(await endsOf(admin, {topic, partition}))})),
      ),
    );
    const stuck = ends.filter(one => one.lastStableOffset < one.highWatermark);
    if (stuck.length === 0 || performance.now() > deadlineMs)
      return stuck.map(one => ({...one, lastStableOffset: Number(one.lastStableOffset), highWatermark: Number(one.highWatermark)}));
    await sleep(POLL_MS, undefined, {signal});
  }
}
