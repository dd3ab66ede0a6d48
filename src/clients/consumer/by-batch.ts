import {keyOf} from '../group/fetcher.ts';
import type {Polled} from '../group/partition-buffer.ts';
import type {RawRecord} from '../group/record-batches.ts';
import type {IncomingRecord, TopicPartition} from '../records.ts';
import type {HandlerContext, HandlingOptions} from './by-record.ts';
import {deserialised} from './deserialised.ts';
import type {GroupConsumer, Work} from './group-consumer.ts';
import {type AttemptOptions, attempt, attemptAgain, StageError} from './record-attempts.ts';
import {Turns} from './turns.ts';

export type BatchHandler<V, K> = (records: IncomingRecord<V, K>[], context: HandlerContext) => Promise<void> | void;

export interface BatchSize {
  size: number;
  /** Since the first record of a batch came: then it is handled as it is. */
  withinMs: number;
}

/** A record that waits for its batch; or only a position, where a poll brought none that a consumer sees. */
interface Held<V, K> extends TopicPartition {
  raw: RawRecord | undefined;
  /** undefined where the policy dealt with it: nothing is handled, and it is committed with its batch. */
  record: IncomingRecord<V, K> | undefined;
  next: bigint;
}

const IDLE_WAIT_MS = 1_000;

/**
 * Batches of all partitions together. What was gathered and not handled is dropped when partitions go (it comes again) and
 * handled when the consumer stops. A batch that fails is tried, skipped or written off as a whole: which of its records
 * would be to blame is not known.
 */
export function byBatch<V, K>(
  consumer: GroupConsumer,
  handler: BatchHandler<V, K>,
  {size, withinMs, ...options}: BatchSize & HandlingOptions<V, K>,
): Work {
  let held: Held<V, K>[] = [];
  let sinceMs = 0;
  /** Partitions that were moved while their records are in hand. */
  const moved = new Set<string>();
  const turns = new Turns();

  const attempts = (signal: AbortSignal, isFinal = false): AttemptOptions => ({
    ...options,
    isPutDown: () => signal.aborted || (isFinal ? consumer.reader.interruption !== undefined : consumer.isPutDown),
    isAbandoned: () => signal.aborted,
    changed: () => consumer.reader.changed,
  });

  const hold = async (polled: Polled, signal: AbortSignal): Promise<void> => {
    const {topic, partition} = polled;
    for (const raw of polled.records) {
      if (moved.has(keyOf(polled))) return;
      if (consumer.isPaused(polled)) {
        consumer.reader.moveTo({topic, partition, offset: raw.offset});
        return;
      }
      let record: IncomingRecord<V, K> | undefined;
      try {
        const read = deserialised(polled, raw, options.deserialisers);
        record = read instanceof Promise ? await read : read;
      } catch (thrown) {
        const again = async (): Promise<void> => {
          try {
            record = await deserialised(polled, raw, options.deserialisers);
          } catch (cause) {
            throw new StageError('deserialise', cause);
          }
        };
        const first = new StageError('deserialise', thrown);
        // Put down: the group rebalances, or all ends; what is held is dropped then, or ends before this record.
        if ((await attemptAgain([{topic, partition, raw}], again, attempts(signal), first)) === 'put-down') return;
      }
      held.push({topic, partition, raw, record, next: raw.offset + 1n});
    }
    const last = held.at(-1);
    if (last !== undefined && keyOf(last) === keyOf(polled)) last.next = polled.next;
    else held.push({topic, partition, raw: undefined, record: undefined, next: polled.next});
  };

  const flush = async (count: number, signal: AbortSignal, isFinal = false): Promise<void> => {
    // Out of hand while it is handled: whatever is dropped meanwhile is not this.
    const batch = held.slice(0, count);
    held = held.slice(count);
    sinceMs = performance.now();
    const records = batch.flatMap(({record}) => record ?? []);
    const failing = batch.flatMap(({topic, partition, raw, record}) =>
      raw === undefined || record === undefined ? [] : [{topic, partition, raw}],
    );
    moved.clear();
    const outcome =
      records.length === 0 ? 'done' : await attempt(failing, async () => handler(records, {signal}), attempts(signal, isFinal));
    if (outcome === 'put-down' || signal.aborted) {
      // But for partitions that were moved meanwhile: they are read on from elsewhere.
      if (!signal.aborted) held = [...batch.filter(one => !moved.has(keyOf(one))), ...held];
      return;
    }
    for (const one of batch) {
      const position = moved.size > 0 && moved.has(keyOf(one)) ? undefined : consumer.positions.of(one);
      if (position !== undefined) position.next = one.next;
    }
    if (turns.due) await turns.give();
  };

  const isFull = (): boolean => held.length >= size;
  const isDue = (): boolean =>
    held.length > 0 && (isFull() || performance.now() - sinceMs >= withinMs || held.every(one => one.raw === undefined));

  return {
    waitMs: () => (held.length === 0 ? IDLE_WAIT_MS : Math.max(0, Math.min(IDLE_WAIT_MS, sinceMs + withinMs - performance.now()))),
    async handle(polled, signal) {
      if (held.length === 0) sinceMs = performance.now();
      moved.clear();
      for (const one of polled) await hold(one, signal);
      while (isDue() && !signal.aborted && !consumer.isPutDown) {
        await flush(size, signal);
        if (!isFull()) break;
      }
    },
    drop(partition) {
      if (partition === undefined) held = [];
      else {
        held = held.filter(one => keyOf(one) !== keyOf(partition));
        moved.add(keyOf(partition));
      }
    },
    release(partition) {
      const first = held.find(one => keyOf(one) === keyOf(partition));
      held = held.filter(one => keyOf(one) !== keyOf(partition));
      return first === undefined ? undefined : (first.raw?.offset ?? first.next);
    },
    async finish(signal) {
      while (held.length > 0 && consumer.reader.interruption === undefined) {
        const before = held.length;
        await flush(size, signal, true);
        if (held.length >= before) return;
      }
    },
  };
}
