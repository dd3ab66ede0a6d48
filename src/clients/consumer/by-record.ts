import {inParallel} from '../../in-parallel.ts';
import type {DeadLetterWriter} from '../dead-letters/dead-letter-writer.ts';
import {keyOf} from '../group/fetcher.ts';
import type {Polled} from '../group/partition-buffer.ts';
import type {RawRecord} from '../group/record-batches.ts';
import type {IncomingRecord} from '../records.ts';
import {type Deserialisers, deserialised} from './deserialised.ts';
import type {FailurePolicy} from './failure-policy.ts';
import type {GroupConsumer, Work} from './group-consumer.ts';
import {type Attempted, attempt, StageError} from './record-attempts.ts';

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

const IDLE_WAIT_MS = 1_000;

/** Records one by one, each partition in order, each marked as handled when its handler is done. */
export function byRecord<V, K>(consumer: GroupConsumer, handler: RecordHandler<V, K>, options: ByRecordOptions<V, K>): Work {
  /** Partitions that were moved while their records are in hand. */
  const moved = new Set<string>();
  let hasFailed = false;

  const handlePartition = async (polled: Polled, signal: AbortSignal): Promise<void> => {
    const key = keyOf(polled);
    for (const raw of polled.records) {
      if (signal.aborted || consumer.isPutDown || hasFailed || moved.has(key)) return;
      if (consumer.isPaused(polled)) {
        // The rest comes again after the resume.
        consumer.reader.moveTo({topic: polled.topic, partition: polled.partition, offset: raw.offset});
        return;
      }
      const outcome = await handleRecord(polled, raw, signal);
      if (outcome === 'put-down') return;
      // A handler that sought said itself where to go on.
      if (!moved.has(key)) consumer.positions.mark(polled, raw.offset + 1n);
    }
    if (!moved.has(key)) consumer.positions.mark(polled, polled.next);
  };

  const handleRecord = async (polled: Polled, raw: RawRecord, signal: AbortSignal): Promise<Attempted> => {
    const work = async (): Promise<void> => {
      const record = await deserialised(polled, raw, options.deserialisers).catch(cause => {
        throw new StageError('deserialise', cause);
      });
      await handler(record, {signal});
    };
    const outcome = await attempt([{topic: polled.topic, partition: polled.partition, raw}], work, {
      ...options,
      isPutDown: () => signal.aborted || consumer.isPutDown,
      isAbandoned: () => signal.aborted,
      changed: () => consumer.reader.changed,
    });
    // It came back too late, and was left behind.
    return signal.aborted ? 'put-down' : outcome;
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
