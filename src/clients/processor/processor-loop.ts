import {AsyncLocalStorage} from 'node:async_hooks';
import type {Connection} from '../../cluster/connection.ts';
import {inParallel} from '../../in-parallel.ts';
import {ClientError} from '../client-error.ts';
import {type Deserialisers, deserialised} from '../consumer/deserialised.ts';
import type {FailurePolicy} from '../consumer/failure-policy.ts';
import {withinPollInterval} from '../consumer/poll-interval.ts';
import {attempt, StageError} from '../consumer/record-attempts.ts';
import {deadLetter} from '../dead-letters/dead-letter.ts';
import type {OnEvent} from '../group/events.ts';
import {keyOf} from '../group/fetcher.ts';
import {GroupReader} from '../group/group-reader.ts';
import type {Polled} from '../group/partition-buffer.ts';
import type {IncomingRecord, OutgoingRecord, Position, TopicPartition} from '../records.ts';
import type {ConsumerSettings} from '../settings/consumer-settings.ts';
import type {Outgoing, ProcessorBatch, ProcessorStages} from './create-processor.ts';
import {asBytes} from './outgoing-bytes.ts';
import {PartitionTransactions, type PartitionTransactionsOptions} from './partition-transactions.ts';

export interface ProcessorLoopOptions<V, K> {
  group: string;
  input: readonly string[];
  settings: ConsumerSettings;
  policy: FailurePolicy;
  process: (record: IncomingRecord<V, K>) => Promise<readonly Outgoing[]> | readonly Outgoing[];
  deserialisers: Deserialisers<V, K>;
  partitionsAtOnce: number;
  transactions: PartitionTransactionsOptions;
  stages: ProcessorStages;
  onEvent: OnEvent;
  clientId: string;
}

/** What one transaction is to hold. */
interface Processed {
  outputs: OutgoingRecord<Buffer, Buffer>[];
  inputs: number;
  next: bigint;
}

const IDLE_WAIT_MS = 1_000;
/** A transaction that fails again and again is a fault that somebody must see, and not a failover. */
const FAILURES_MAX = 20;

/** The loop of a processor: poll, process, and a transaction a partition. */
export class ProcessorLoop<V, K> {
  readonly #options: ProcessorLoopOptions<V, K>;
  readonly #reader: GroupReader;
  readonly #transactions: PartitionTransactions;
  /** Where each partition began, for rewinding where nothing is committed yet. */
  readonly #begun = new Map<string, Position>();
  readonly #failures = new Map<string, number>();
  /** The generation whose partitions were given up in order, with no transaction open. */
  #revokedIn: number | undefined;
  readonly #inside = new AsyncLocalStorage<true>();
  #stopping = false;
  #ended: Promise<void> | undefined;

  constructor(connection: Connection, options: ProcessorLoopOptions<V, K>) {
    const {group, input, settings, clientId, onEvent} = options;
    this.#options = options;
    this.#transactions = new PartitionTransactions(connection, options.transactions);
    this.#reader = new GroupReader(connection, {
      group,
      topics: input,
      settings,
      clientId,
      onEvent,
      hooks: {
        // All transactions are over when the reader is asked for more.
        revoked: async () => {
          this.#revokedIn = this.#reader.generation;
        },
        lost: async () => {
          this.#revokedIn = undefined;
          await this.#transactions.close();
        },
        // First the id, which ends what an earlier owner left open; then the committed offset, which that may have moved.
        assigning: async partitions => {
          // Nobody can have owned them between two generations that follow each other.
          const keep = this.#revokedIn !== undefined && this.#reader.generation === this.#revokedIn + 1;
          this.#revokedIn = undefined;
          await this.#transactions.own(partitions, {keep});
        },
        assigned: async positions => {
          this.#begun.clear();
          for (const position of positions) this.#begun.set(keyOf(position), position);
        },
      },
    });
  }

  async run(): Promise<void> {
    this.#ended ??= this.#loop();
    await this.#ended;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#reader.wake();
    // From inside a handler it does not wait: that has to end first.
    if (this.#inside.getStore() === true) return;
    if (this.#ended === undefined) await this.#reader.close();
    else await this.#ended.catch(() => undefined);
  }

  async #loop(): Promise<void> {
    let failure: unknown;
    try {
      await this.#reader.open();
      while (!this.#stopping) {
        const polled = await this.#reader.poll(IDLE_WAIT_MS);
        await withinPollInterval(this.#options.settings.maxPollIntervalMs, signal =>
          this.#inside.run(true, () => inParallel(polled, this.#options.partitionsAtOnce, one => this.#transact(one, signal))),
        );
      }
    } catch (thrown) {
      failure = thrown;
    }
    // Aborts what a failure left open, before others get the partitions.
    await this.#transactions.close();
    try {
      await this.#reader.leave();
    } catch (thrown) {
      failure ??= thrown;
    } finally {
      await this.#reader.close();
    }
    if (failure !== undefined) throw failure;
  }

  async #transact(polled: Polled, signal: AbortSignal): Promise<void> {
    const {topic, partition} = polled;
    const processed = await this.#process(polled, signal);
    // Nothing was begun: what was polled comes again, here or elsewhere.
    if (processed === undefined || signal.aborted || this.#reader.interruption === 'lost') return;
    try {
      await this.#commit(polled, processed);
      this.#failures.delete(keyOf(polled));
      if (processed.next < polled.next) this.#reader.moveTo({topic, partition, offset: processed.next});
    } catch (thrown) {
      await this.#recover(polled, thrown);
    }
  }

  /** Outputs of the records up to where the processor has to put things down; undefined where that is before the first. */
  async #process(polled: Polled, signal: AbortSignal): Promise<Processed | undefined> {
    const {topic, partition, records} = polled;
    const {group, policy} = this.#options;
    const outputs: OutgoingRecord<Buffer, Buffer>[] = [];
    const isPutDown = (): boolean => signal.aborted || this.#stopping || this.#reader.interruption !== undefined;
    for (const [index, raw] of records.entries()) {
      if (isPutDown()) return index === 0 ? undefined : {outputs, inputs: index, next: raw.offset};
      let made: OutgoingRecord<Buffer, Buffer>[] = [];
      const outcome = await attempt(
        [{topic, partition, raw}],
        async () => {
          const read = async () => deserialised(polled, raw, this.#options.deserialisers);
          const record = await read().catch(cause => {
            throw new StageError('deserialise', cause);
          });
          made = (await this.#options.process(record)).map(asBytes);
        },
        {
          policy,
          deadLetters: {
            write: async (deadLetters, failure) => {
              made = [deadLetter(deadLetters, failure, group, Date.now())];
            },
            close: async () => undefined,
          },
          isPutDown,
          isAbandoned: () => signal.aborted,
          changed: () => this.#reader.changed,
        },
      );
      if (outcome === 'put-down') return index === 0 ? undefined : {outputs, inputs: index, next: raw.offset};
      for (const one of made) outputs.push(one);
    }
    return {outputs, inputs: records.length, next: polled.next};
  }

  async #commit({topic, partition, records}: Polled, {outputs, inputs, next}: Processed): Promise<void> {
    const {group, stages} = this.#options;
    const batch: ProcessorBatch = {
      topic,
      partition,
      transactionalId: this.#transactions.transactionalIdOf({topic, partition}),
      firstOffset: records[0]?.offset,
      inputs,
      outputs: outputs.length,
      nextOffset: next,
    };
    const transaction = await this.#transactions.of(batch).begin();
    try {
      await stages.beforeSend?.(batch);
      if (outputs.length > 0) await transaction.sendAll(outputs);
      await stages.afterSend?.(batch);
      await transaction.sendOffsets({group, generationId: this.#reader.generation}, [{topic, partition, offset: next}]);
      await stages.afterOffsets?.(batch);
    } catch (thrown) {
      // Aborting after a commit was asked for could hit what is committed already: never there.
      await transaction.abort().catch(() => this.#transactions.take(batch));
      throw thrown;
    }
    const committing = transaction.commit();
    // Seen below; until then nobody waits for it.
    committing.catch(() => undefined);
    await stages.inCommit?.(batch);
    await committing;
  }

  /**
   * After a transaction that failed: reads on from what is committed, which only the group's coordinator knows where the
   * commit was asked for and not answered. Who is fenced has a successor and owns nothing any more.
   */
  async #recover(partition: TopicPartition, thrown: unknown): Promise<void> {
    if (thrown instanceof ClientError && thrown.code === 'client/fenced') {
      this.#reader.giveUp();
      return;
    }
    const key = keyOf(partition);
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    const isClientError = thrown instanceof ClientError;
    if (!isClientError || failures > FAILURES_MAX || thrown.code === 'client/not-authorized') throw thrown;
    this.#options.onEvent({
      event: 'retrying',
      doing: `transaction of ${partition.topic}-${partition.partition}`,
      error: thrown,
      sinceMs: 0,
    });
    if (thrown.recovery === 'fatal' || thrown.stored === 'unknown') await this.#transactions.take(partition);
    const {positions} = await this.#reader.offsets.committed([{topic: partition.topic, partition: partition.partition}]);
    const position = positions[0] ?? this.#begun.get(key);
    if (position !== undefined) this.#reader.moveTo(position);
  }
}
