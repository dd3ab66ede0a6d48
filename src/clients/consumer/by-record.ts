import {inParallel} from '../../in-parallel.ts';
import type {DeadLetterWriter} from '../dead-letters/dead-letter-writer.ts';
import {keyOf} from '../group/fetcher.ts';
import type {Polled} from '../group/partition-buffer.ts';
import type {RawRecord} from '../group/record-batches.ts';
import type {IncomingRecord} from '../records.ts';
import {type Deserialisers, deserialised} from './deserialised.ts';
import type {FailurePolicy} from './failure-policy.ts';
import type {GroupConsumer, Work} from './group-consumer.ts';
import {type Attempted, attemptAgain, StageError} from './record-attempts.ts';
import {Turns} from './turns.ts';

export interface HandlerContext {
  /** Aborted when the handler has taken too long, or the partition went: what it does after that is not committed. */
  signal: AbortSignal;
}

export type RecordHandler<V, K> = (record: IncomingRecord<V, K>, context: HandlerContext) => Promise<void> | void;

export interface HandlingOptions<V, K> {
  deserialisers: Deserialisers<V, K>;
  policy: FailurePolicy;
  deadLetters: DeadLetterWriter | undefined;
}

export interface ByRecordOptions<V, K> extends HandlingOptions<V, K> {
  /** Partitions whose records are handled at a time; those of one are always handled in order. */
  partitionsAtOnce: number;
}

/** Whatever was thrown, undefined included. */
interface Failed {
  thrown: unknown;
}

const IDLE_WAIT_MS = 1_000;

/** Records one by one, each partition in order, each marked as handled when its handler is done. */
export function byRecord<V, K>(consumer: GroupConsumer, handler: RecordHandler<V, K>, options: ByRecordOptions<V, K>): Work {
  /** Partitions that were moved while their records are in hand. */
  const moved = new Set<string>();
  const turns = new Turns();
  let hasFailed = false;

  /** What it threw, if it did. A promise only where the deserialisers or the handler make one: each costs more than most records. */
  const tried = (polled: Polled, raw: RawRecord, context: HandlerContext): Failed | undefined | Promise<Failed | undefined> => {
    let record: IncomingRecord<V, K> | Promise<IncomingRecord<V, K>>;
    try {
      record = deserialised(polled, raw, options.deserialisers);
    } catch (cause) {
      return {thrown: new StageError('deserialise', cause)};
    }
    if (record instanceof Promise)
      return record.then(
        made => handled(made, context),
        cause => ({thrown: new StageError('deserialise', cause)}),
      );
    return handled(record, context);
  };

  const handled = (record: IncomingRecord<V, K>, context: HandlerContext): Failed | undefined | Promise<Failed | undefined> => {
    try {
      const handling = handler(record, context);
      if (handling instanceof Promise)
        return handling.then(
          () => undefined,
          thrown => ({thrown}),
        );
      return undefined;
    } catch (thrown) {
      return {thrown};
    }
  };

  const handlePartition = async (polled: Polled, signal: AbortSignal): Promise<void> => {
    const key = keyOf(polled);
    const position = consumer.positions.of(polled);
    if (position === undefined) return;
    const context = {signal};
    for (const raw of polled.records) {
      if (signal.aborted || consumer.isPutDown || hasFailed || moved.has(key)) return;
      if (consumer.isPaused(polled)) {
        // The rest comes again after the resume.
        consumer.reader.moveTo({topic: polled.topic, partition: polled.partition, offset: raw.offset});
        return;
      }
      const trying = tried(polled, raw, context);
      const failed = trying instanceof Promise ? await trying : trying;
      if (failed !== undefined && (await handleFailed(polled, raw, failed.thrown, context)) === 'put-down') return;
      // It came back too late, and was left behind.
      if (signal.aborted) return;
      // A handler that sought said itself where to go on.
      if (!moved.has(key)) position.next = raw.offset + 1n;
      if (turns.due) await turns.give();
    }
    if (!moved.has(key)) position.next = polled.next;
  };

  const handleFailed = async (polled: Polled, raw: RawRecord, thrown: unknown, context: HandlerContext): Promise<Attempted> => {
    const {signal} = context;
    const again = async (): Promise<void> => {
      const failed = await tried(polled, raw, context);
      if (failed !== undefined) throw failed.thrown;
    };
    const attempts = {
      ...options,
      isPutDown: () => signal.aborted || consumer.isPutDown,
      isAbandoned: () => signal.aborted,
      changed: () => consumer.reader.changed,
    };
    return await attemptAgain([{topic: polled.topic, partition: polled.partition, raw}], again, attempts, thrown);
  };

  return {
    waitMs: () => IDLE_WAIT_MS,
    async handle(polled, signal) {
      moved.clear();
      await inParallel(polled, options.partitionsAtOnce, one =>
        handlePartition(one, signal).catch(thrown => {
          hasFailed = true;
          throw thrown;
        }),
      );
      if (turns.due) await turns.give();
    },
    drop(partition) {
      if (partition !== undefined) moved.add(keyOf(partition));
    },
    // What is in hand is let go of where the next record would be handled.
    release: () => undefined,
    async finish() {
      // Nothing is held between two polls.
    },
  };
}
