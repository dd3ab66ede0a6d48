// covers: P05, CO5
import {AsyncLocalStorage} from 'node:async_hooks';
import type {Connection} from '../../cluster/connection.ts';
import {usageError} from '../../findings/error.ts';
import type {OnEvent} from '../group/events.ts';
import {keyOf} from '../group/fetcher.ts';
import {GroupReader} from '../group/group-reader.ts';
import type {Polled} from '../group/partition-buffer.ts';
import type {Position, TopicPartition} from '../records.ts';
import type {ConsumerSettings} from '../settings/consumer-settings.ts';
import {HandledPositions} from './handled-positions.ts';
import {withinPollInterval} from './poll-interval.ts';

/** What is told of partitions that come and go. Handlers of them are not running then. */
export interface RebalanceListener {
  /** Before the first record of these is handed out: a place to seek. */
  assigned?(partitions: readonly TopicPartition[]): void | Promise<void>;
  /** Before they go to others, and at the end: all that was handled is committed after this returns and before they go. */
  revoked?(partitions: readonly TopicPartition[]): void | Promise<void>;
  /** They went already, to others who may have handled the same records: nothing can be committed. */
  lost?(partitions: readonly TopicPartition[]): void | Promise<void>;
}

export type SeekTo = 'beginning' | 'end' | {offset: bigint} | {timestampMs: number};

export interface GroupConsumerOptions {
  group: string;
  topics: readonly string[];
  settings: ConsumerSettings;
  clientId: string;
  /** Commit that often, and not after every poll. */
  autoCommitIntervalMs: number | undefined;
  rebalance: RebalanceListener;
  onEvent: OnEvent;
}

/** What is done with polled records, by record or by batch. */
export interface Work {
  handle(polled: Polled[], signal: AbortSignal): Promise<void>;
  /** How long a poll may wait for records. */
  waitMs(): number;
  /** Forgets what it holds and has not handled: of all partitions, or of one that was moved. */
  drop(partition?: TopicPartition): void;
  /** The same of a partition that was paused; where it is to be read on from, if anything was held. */
  release(partition: TopicPartition): bigint | undefined;
  /** Handles what it holds: nothing more comes. */
  finish(signal: AbortSignal): Promise<void>;
}

/** The loop of a consumer: poll, handle, commit; and what may be asked of it meanwhile. */
export class GroupConsumer {
  readonly reader: GroupReader;
  readonly positions = new HandledPositions();
  readonly #options: GroupConsumerOptions;
  readonly #inside = new AsyncLocalStorage<true>();
  readonly #paused = new Map<string, TopicPartition>();
  readonly #seeks = new Map<string, {partition: TopicPartition; to: SeekTo}>();
  #work: Work | undefined;
  #handling = new AbortController();
  #stopping = false;
  #ended: Promise<void> | undefined;
  #committedAtMs = 0;
  #committing: Promise<void> | undefined;
  #isCommitWanted = false;
  #commitFailure: unknown;

  constructor(connection: Connection, options: GroupConsumerOptions) {
    const {group, topics, settings, clientId, onEvent} = options;
    this.#options = options;
    this.reader = new GroupReader(connection, {
      group,
      topics,
      settings,
      clientId,
      onEvent,
      hooks: {
        revoked: partitions => this.#revoked(partitions),
        lost: partitions => this.#lost(partitions),
        assigned: positions => this.#assigned(positions),
        interrupted: what => {
          if (what === 'lost') this.#handling.abort();
        },
      },
    });
  }

  /** True while what is in hand must be put down, un-handled. */
  get isPutDown(): boolean {
    return this.#stopping || this.reader.interruption !== undefined;
  }

  isPaused(partition: TopicPartition): boolean {
    return this.#paused.size > 0 && this.#paused.has(keyOf(partition));
  }

  /** Runs until `stop`, or until something ends it: then it throws that, with what was handled committed. */
  async run(work: Work): Promise<void> {
    if (this.#ended !== undefined) throw usageError('client/running', 'a consumer runs once: make another one');
    this.#work = work;
    this.#ended = this.#loop(work);
    await this.#ended;
  }

  /** Ends after the record in hand; fulfilled when the last commit is done and the group is left. From inside a handler it does not wait. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.reader.wake();
    if (this.#inside.getStore() === true) return;
    if (this.#ended === undefined) await this.reader.close();
    else await this.#ended.catch(() => undefined);
  }

  /** Of a topic, or of one partition; kept for partitions that are assigned later. */
  async seek(partition: TopicPartition, to: SeekTo): Promise<void> {
    if (!this.reader.owned.some(one => keyOf(one) === keyOf(partition))) {
      this.#seeks.set(keyOf(partition), {partition, to});
      return;
    }
    this.#moveTo(await this.#positionOf(partition, to));
  }

  pause(partition: TopicPartition): void {
    this.#paused.set(keyOf(partition), partition);
    this.reader.setPaused(partition, true);
    const offset = this.#work?.release(partition);
    if (offset !== undefined) this.reader.moveTo({...partition, offset});
  }

  resume(partition: TopicPartition): void {
    this.#paused.delete(keyOf(partition));
    this.reader.setPaused(partition, false);
  }

  /** Commits all that is handled, and is fulfilled when it is committed or the group went on without this member. */
  async commit(): Promise<void> {
    await this.#committing;
    await this.#commitNow();
  }

  async #commitNow(): Promise<void> {
    const positions = this.positions.uncommitted();
    this.#committedAtMs = performance.now();
    if (positions.length > 0 && (await this.reader.commit(positions))) this.positions.committed(positions);
  }

  async #loop(work: Work): Promise<void> {
    let failure: unknown;
    try {
      await this.reader.open();
      while (!this.#stopping) {
        const polled = await this.reader.poll(work.waitMs());
        await this.#handle(signal => work.handle(polled, signal));
        this.#commitIfDue();
      }
      await this.#handle(signal => work.finish(signal));
    } catch (thrown) {
      failure = thrown;
    }
    try {
      // Commits, unless the group went on without this member.
      await this.reader.leave();
    } catch (thrown) {
      failure ??= thrown;
    } finally {
      await this.reader.close();
    }
    if (failure !== undefined) throw failure;
  }

  async #handle(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#handling = new AbortController();
    await withinPollInterval(
      this.#options.settings.maxPollIntervalMs,
      signal => this.#inside.run(true, () => work(signal)),
      this.#handling,
    );
  }

  /**
   * One commit at a time, beside the handling of what comes next: waiting for each would cost a round trip a poll. Before
   * partitions go, and at the end, what is left is waited for. What a commit fails of ends the consumer at its next poll.
   */
  #commitIfDue(): void {
    if (this.#commitFailure !== undefined) throw this.#commitFailure;
    const everyMs = this.#options.autoCommitIntervalMs;
    if (everyMs !== undefined && performance.now() - this.#committedAtMs < everyMs) return;
    this.#isCommitWanted = true;
    this.#committing ??= this.#commitWhileWanted().finally(() => {
      this.#committing = undefined;
    });
  }

  async #commitWhileWanted(): Promise<void> {
    while (this.#isCommitWanted) {
      this.#isCommitWanted = false;
      try {
        await this.#commitNow();
      } catch (thrown) {
        this.#commitFailure = thrown;
        this.reader.wake();
      }
    }
  }

  async #revoked(partitions: readonly TopicPartition[]): Promise<void> {
    this.#work?.drop();
    await this.#options.rebalance.revoked?.(partitions);
    await this.commit();
    this.positions.clear();
  }

  async #lost(partitions: readonly TopicPartition[]): Promise<void> {
    this.#work?.drop();
    this.positions.clear();
    await this.#options.rebalance.lost?.(partitions);
  }

  async #assigned(positions: readonly Position[]): Promise<void> {
    this.positions.clear();
    for (const position of positions) this.positions.begin(position, {uncommitted: false});
    for (const partition of this.#paused.values()) this.reader.setPaused(partition, true);
    await this.#options.rebalance.assigned?.(positions.map(({topic, partition}) => ({topic, partition})));
    for (const {partition, to} of [...this.#seeks.values()]) {
      if (!positions.some(one => keyOf(one) === keyOf(partition))) continue;
      this.#seeks.delete(keyOf(partition));
      this.#moveTo(await this.#positionOf(partition, to));
    }
  }

  /** As Kafka's own consumer: the sought position is what the next commit commits. */
  #moveTo(position: Position): void {
    this.#work?.drop(position);
    this.positions.begin(position, {uncommitted: true});
    this.reader.moveTo(position);
  }

  async #positionOf(partition: TopicPartition, to: SeekTo): Promise<Position> {
    if (typeof to === 'object' && 'offset' in to) return {...partition, offset: to.offset};
    const at = to === 'beginning' ? 'earliest' : to === 'end' ? 'latest' : to;
    const [position] = await this.reader.offsets.at([partition], at);
    if (position === undefined) throw usageError('client/partition', `${partition.topic} has no partition ${partition.partition}`);
    return position;
  }
}
