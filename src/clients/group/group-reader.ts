import {Admin} from '../../cluster/admin.ts';
import type {Connection} from '../../cluster/connection.ts';
import {ClientError} from '../client-error.ts';
import {Brokers} from '../link/brokers.ts';
import type {Position, TopicPartition} from '../records.ts';
import type {OnEvent} from './events.ts';
import {clientFailure, isUnknownTopic, remedyOf, topicMissing} from './failures.ts';
import {Fetcher} from './fetcher.ts';
import {afterFailedJoin, GroupMember} from './group-member.ts';
import type {GroupSettings} from './group-settings.ts';
import type {Polled} from './partition-buffer.ts';
import {Retrying} from './retrying.ts';
import {noPosition, readCommittedOffsets, readOffsetsAt} from './start-positions.ts';

/** Why what is in hand is to be put down: the group rebalances, it went on without this member, or this is the end. */
export type Interruption = 'rebalance' | 'lost' | 'failed';

export interface GroupHooks {
  /** The member still owns them: commit what was handled. */
  revoked(partitions: readonly TopicPartition[]): Promise<void>;
  /** Others own them already: nothing can be committed any more. */
  lost(partitions: readonly TopicPartition[]): Promise<void>;
  /** Before committed offsets are read: what must be over by then. */
  assigning?(partitions: readonly TopicPartition[]): Promise<void>;
  /** Before the first fetch. Each position is the committed one, or what auto.offset.reset says. */
  assigned(positions: readonly Position[]): Promise<void>;
  /** At once, whatever is being handled. */
  interrupted?(what: Interruption): void;
}

export interface GroupReaderOptions {
  group: string;
  topics: readonly string[];
  settings: GroupSettings;
  clientId: string;
  hooks: GroupHooks;
  onEvent: OnEvent;
}

/**
 * A member of a group that hands out records by polls. Everything that moves partitions (joining, revoking, assigning)
 * happens inside {@link poll}, so that who polls has nothing in hand then; heartbeats and fetches go on beside.
 */
export class GroupReader {
  readonly #options: GroupReaderOptions;
  readonly #connection: Connection;
  readonly #brokers: Brokers;
  readonly #retrying: Retrying;
  readonly #member: GroupMember;
  readonly #fetcher: Fetcher;
  #admin: Admin | undefined;
  #owned: TopicPartition[] = [];
  #interruption: Interruption | undefined = 'rebalance';
  #failure: ClientError | undefined;
  #wake = Promise.withResolvers<void>();
  #beating = false;
  #beatTimer: NodeJS.Timeout | undefined;
  #closed = false;
  #isWoken = false;

  constructor(connection: Connection, options: GroupReaderOptions) {
    const {group, topics, settings, clientId, onEvent} = options;
    this.#options = options;
    this.#connection = connection;
    this.#brokers = new Brokers(connection, {
      clientId,
      connectionTimeoutMs: CONNECTION_TIMEOUT_MS,
      requestTimeoutMs: settings.requestTimeoutMs,
      metadataMaxAgeMs: settings.metadataMaxAgeMs,
    });
    this.#retrying = new Retrying(onEvent);
    this.#member = new GroupMember(this.#brokers, {
      group,
      topics,
      sessionTimeoutMs: settings.sessionTimeoutMs,
      rebalanceTimeoutMs: settings.maxPollIntervalMs,
    });
    this.#fetcher = new Fetcher(this.#brokers, {settings, retrying: this.#retrying, onChange: () => this.#changed()});
  }

  /** Connects; fails with what the brokers say to these credentials and topics. */
  async open(): Promise<void> {
    try {
      this.#admin = await Admin.open(this.#connection);
      await this.#untilTopicsKnown(() => this.#learnTopics());
    } catch (thrown) {
      await this.close();
      throw clientFailure('connect', thrown);
    }
  }

  /** Set while what is in hand should be put down, and {@link poll} be called. */
  get interruption(): Interruption | undefined {
    return this.#failure === undefined ? this.#interruption : 'failed';
  }

  /** Rises with each rebalance; -1 outside the group. */
  get generation(): number {
    return this.#member.generation;
  }

  get owned(): readonly TopicPartition[] {
    return this.#owned;
  }

  /** Fulfilled when anything happened that a waiting poll would look at. */
  get changed(): Promise<void> {
    return this.#wake.promise;
  }

  /**
   * Records of partitions that this member owns, at most max.poll.records in all; none after `waitMs`. Joins and rejoins
   * where that is due. Throws what ends the consumer.
   */
  async poll(waitMs: number): Promise<Polled[]> {
    const deadlineMs = performance.now() + waitMs;
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#interruption !== undefined) await this.#rejoin();
      if (this.#interruption !== undefined) continue;
      if (this.#fetcher.failure !== undefined) throw this.#fetcher.failure;
      if (this.#fetcher.outOfRange.size > 0) await this.#resetOutOfRange();
      const changed = this.#wake.promise;
      const polled = this.#fetcher.take(this.#options.settings.maxPollRecords);
      const leftMs = deadlineMs - performance.now();
      if (polled.length > 0 || leftMs <= 0) return polled;
      await withinMs(leftMs, changed);
      if (this.#isWoken) {
        this.#isWoken = false;
        return [];
      }
    }
  }

  /**
   * Commits as the member that owns the partitions. Tries again while the coordinator moves or cannot be reached, for as
   * long as the session lasts; false where the group has gone on without this member.
   */
  async commit(positions: readonly Position[]): Promise<boolean> {
    if (positions.length === 0) return true;
    const deadlineMs = performance.now() + this.#options.settings.sessionTimeoutMs;
    for (;;) {
      if (this.#interruption === 'lost' || !this.#member.joined) return false;
      try {
        await this.#member.commit(positions);
        this.#retrying.succeeded();
        return true;
      } catch (thrown) {
        const remedy = remedyOf(thrown);
        if (remedy === 'fatal') throw clientFailure(`commit offsets of group ${this.#options.group}`, thrown);
        if (remedy === 'lost' || performance.now() > deadlineMs) {
          this.#interrupt('lost');
          return false;
        }
        await this.#recoverMember('commit', thrown);
      }
    }
  }

  /** Others own what this member thinks that it owns: the next poll joins as a newcomer. */
  giveUp(): void {
    this.#interrupt('lost');
  }

  /** Moves a partition that this member owns; elsewhere nothing happens. */
  moveTo(position: Position): void {
    this.#fetcher.moveTo(position);
  }

  setPaused(partition: TopicPartition, paused: boolean): void {
    this.#fetcher.setPaused(partition, paused);
  }

  /** Offsets by time, asked for by the independent client. */
  async offsetsAt(partitions: readonly TopicPartition[], at: 'earliest' | 'latest' | {timestampMs: number}): Promise<Position[]> {
    return await this.#asAdmin(admin => readOffsetsAt(admin, partitions, at, this.#options.settings.isolationLevel));
  }

  /** Committed offsets as a transaction's next reader must see them; waits where a transaction is open. */
  async committedOffsets(partitions: readonly TopicPartition[]): Promise<{positions: Position[]; absent: TopicPartition[]}> {
    const deadlineMs = performance.now() + UNSTABLE_MAX_MS;
    for (;;) {
      const {committed, unstable} = await this.#asAdmin(admin => readCommittedOffsets(admin, this.#options.group, partitions));
      if (unstable.length === 0) {
        const positions = committed.flatMap(({topic, partition, offset}) => (offset === undefined ? [] : [{topic, partition, offset}]));
        return {positions, absent: committed.filter(({offset}) => offset === undefined)};
      }
      if (performance.now() > deadlineMs) throw stillUnstable(unstable);
      await pause(UNSTABLE_PAUSE_MS);
    }
  }

  /** Leaves the group, so that others get the partitions at once. What is handled must be committed by then. */
  async leave(): Promise<void> {
    const owned = this.#owned;
    this.#owned = [];
    this.#fetcher.clear();
    if (owned.length > 0 && this.#interruption !== 'lost') await this.#options.hooks.revoked(owned);
    else if (owned.length > 0) await this.#options.hooks.lost(owned);
    this.#stopBeating();
    // Where it cannot be told, the session ends by its timeout.
    await this.#member.leave().catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopBeating();
    this.#fetcher.clear();
    this.#brokers.close();
    await this.#admin?.close();
  }

  async #rejoin(): Promise<void> {
    const {hooks, onEvent} = this.#options;
    const wasLost = this.#interruption === 'lost';
    const owned = this.#owned;
    if (owned.length > 0) {
      onEvent({event: 'rebalancing', partitions: owned});
      if (wasLost) await hooks.lost(owned);
      else await hooks.revoked(owned);
    }
    // A commit may have found that the group went on.
    const lostMeanwhile = !wasLost && this.interruption === 'lost';
    this.#owned = [];
    this.#fetcher.clear();
    if (wasLost || lostMeanwhile) this.#member.forget();
    this.#stopBeating();
    const assigned = await this.#join();
    this.#interruption = undefined;
    this.#startBeating();
    await this.#take(assigned);
  }

  async #join(): Promise<TopicPartition[]> {
    for (;;) {
      try {
        const assigned = await this.#untilTopicsKnown(() => this.#member.join());
        this.#retrying.succeeded();
        return assigned;
      } catch (thrown) {
        const {group} = this.#options;
        if (afterFailedJoin(this.#member, thrown) === 'give-up') throw clientFailure(`join group ${group}`, thrown);
        const remedy = remedyOf(thrown);
        if (remedy === 'coordinator' || remedy === 'unreachable') await this.#recoverMember(`join group ${group}`, thrown);
      }
    }
  }

  async #learnTopics(): Promise<void> {
    await Promise.all(this.#options.topics.map(topic => this.#brokers.refresh(topic)));
  }

  /** Not every broker knows a new topic at once. */
  async #untilTopicsKnown<T>(attempt: () => Promise<T>): Promise<T> {
    const deadlineMs = performance.now() + NEW_TOPIC_MAX_MS;
    for (;;) {
      try {
        return await attempt();
      } catch (thrown) {
        if (!isUnknownTopic(thrown)) throw thrown;
        if (performance.now() > deadlineMs || this.#closed) throw topicMissing(this.#options.topics);
      }
      await pause(UNSTABLE_PAUSE_MS);
    }
  }

  async #take(assigned: TopicPartition[]): Promise<void> {
    const {hooks, onEvent} = this.#options;
    await hooks.assigning?.(assigned);
    const {positions, absent} = await this.committedOffsets(assigned);
    const begun = [...positions, ...(await this.#beginnings(absent))];
    // The next rebalance has begun already: nothing was handed out, so nothing is to be revoked.
    this.#owned = assigned;
    this.#fetcher.assign(begun);
    await hooks.assigned(begun);
    onEvent({event: 'assigned', partitions: assigned, generation: this.#member.generation});
  }

  /**
   * Where partitions without a commit begin. An end is committed at once: records that come before the first one was
   * handled would be skipped by the next owner, which would begin at its own end.
   */
  async #beginnings(absent: readonly TopicPartition[]): Promise<Position[]> {
    const reset = this.#options.settings.autoOffsetReset;
    const first = absent[0];
    if (first === undefined) return [];
    if (reset === 'none') throw noPosition(first, `group ${this.#options.group} has committed no offset`);
    const positions = await this.offsetsAt(absent, reset);
    if (reset === 'latest') await this.commit(positions);
    return positions;
  }

  async #resetOutOfRange(): Promise<void> {
    const {settings, onEvent} = this.#options;
    for (const {topic, partition, offset} of [...this.#fetcher.outOfRange.values()]) {
      if (settings.autoOffsetReset === 'none') throw noPosition({topic, partition}, `the log does not have offset ${offset}`);
      const [position] = await this.offsetsAt([{topic, partition}], settings.autoOffsetReset);
      if (position === undefined) continue;
      onEvent({event: 'offset-reset', partition: {topic, partition}, from: offset, to: position.offset});
      this.#fetcher.moveTo(position);
    }
  }

  async #asAdmin<T>(ask: (admin: Admin) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        this.#admin ??= await Admin.open(this.#connection);
        return await ask(this.#admin);
      } catch (thrown) {
        if (this.#closed) throw clientFailure('read offsets', thrown);
        await this.#retrying.after('read offsets', thrown);
      }
    }
  }

  async #recoverMember(doing: string, thrown: unknown): Promise<void> {
    this.#member.forgetCoordinator();
    await this.#retrying.after(doing, thrown);
  }

  #startBeating(): void {
    this.#beating = true;
    void this.#beat(performance.now());
  }

  #stopBeating(): void {
    this.#beating = false;
    clearTimeout(this.#beatTimer);
  }

  /** Beside whatever the handler does: only a handler that blocks the process keeps it from beating. */
  async #beat(startedAtMs: number): Promise<void> {
    const {heartbeatIntervalMs, sessionTimeoutMs} = this.#options.settings;
    let answeredAtMs = startedAtMs;
    const partitions = this.#partitionCounts();
    const generation = this.#member.generation;
    const isCurrent = (): boolean => this.#beating && this.#member.generation === generation;
    for (;;) {
      await new Promise<void>(resolve => {
        this.#beatTimer = setTimeout(resolve, heartbeatIntervalMs);
      });
      if (!isCurrent()) return;
      try {
        await this.#member.heartbeat();
        if (this.#member.leads && this.#partitionCounts() !== partitions) this.#interrupt('rebalance');
        answeredAtMs = performance.now();
        this.#retrying.succeeded();
      } catch (thrown) {
        if (!isCurrent()) return;
        const remedy = remedyOf(thrown);
        if (remedy === 'rejoin') {
          answeredAtMs = performance.now();
          this.#interrupt('rebalance');
        } else if (remedy === 'lost') this.#interrupt('lost');
        else await this.#recoverMember('heartbeat', thrown).catch(fatal => this.#fail(clientFailure('heartbeat', fatal)));
      }
      if (performance.now() - answeredAtMs > sessionTimeoutMs && isCurrent()) this.#interrupt('lost');
      if (this.interruption === 'lost' || this.#failure !== undefined) return;
    }
  }

  /** As the metadata have it, which grow old and are asked for again: new partitions are to be assigned, too. */
  #partitionCounts(): string {
    return this.#options.topics.map(topic => this.#brokers.leaders(topic)?.length ?? 0).join();
  }

  #interrupt(what: Interruption): void {
    if (this.#interruption !== 'lost') this.#interruption = what;
    this.#options.hooks.interrupted?.(what);
    this.#changed();
  }

  #fail(error: ClientError): void {
    this.#failure ??= error;
    this.#changed();
  }

  /** Ends a poll that waits. */
  wake(): void {
    this.#isWoken = true;
    this.#changed();
  }

  #changed(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }
}

const CONNECTION_TIMEOUT_MS = 10_000;
const NEW_TOPIC_MAX_MS = 5_000;
const UNSTABLE_PAUSE_MS = 100;
/** Longer than the transaction timeout that the library's producers ask for, after which the coordinator aborts. */
const UNSTABLE_MAX_MS = 120_000;

function stillUnstable(partitions: readonly TopicPartition[]): ClientError {
  const [first] = partitions;
  return new ClientError(`the committed offset of ${first?.topic}-${first?.partition} hangs in a transaction that nobody ends`, {
    code: 'client/unstable-offset',
    recovery: 'retriable',
    hint: 'See `weir transactions list` for whose it is, and `weir transactions abort` to end it.',
  });
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}

async function withinMs(ms: number, what: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    what,
    new Promise<void>(resolve => {
      timer = setTimeout(resolve, ms);
    }),
  ]);
  clearTimeout(timer);
}
