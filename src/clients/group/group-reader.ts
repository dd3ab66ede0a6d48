import type {Connection} from '../../cluster/connection.ts';
import type {ClientError} from '../client-error.ts';
import {Brokers} from '../link/brokers.ts';
import type {Position, TopicPartition} from '../records.ts';
import {clientFailure, remedyOf} from './failures.ts';
import {Fetcher} from './fetcher.ts';
import {afterFailedJoin, GroupMember} from './group-member.ts';
import {GroupOffsets} from './group-offsets.ts';
import type {GroupReaderOptions, Interruption} from './group-reader-options.ts';
import {Heartbeats} from './heartbeats.ts';
import type {Polled} from './partition-buffer.ts';
import {Retrying} from './retrying.ts';
import {noPosition} from './start-positions.ts';
import {untilTopicsKnown} from './topics-known.ts';

/**
 * A member of a group that hands out records by polls. Everything that moves partitions (joining, revoking, assigning)
 * happens inside {@link poll}, so that who polls has nothing in hand then; heartbeats and fetches go on beside.
 */
export class GroupReader {
  readonly #options: GroupReaderOptions;
  readonly #offsets: GroupOffsets;
  readonly #heartbeats: Heartbeats;
  readonly #brokers: Brokers;
  readonly #retrying: Retrying;
  readonly #member: GroupMember;
  readonly #fetcher: Fetcher;
  #owned: TopicPartition[] = [];
  #interruption: Interruption | undefined = 'rebalance';
  #failure: ClientError | undefined;
  #wake = Promise.withResolvers<void>();
  #isWoken = false;
  #partitionsJoined = '';

  constructor(connection: Connection, options: GroupReaderOptions) {
    const {group, topics, settings, clientId, onEvent} = options;
    this.#options = options;
    this.#brokers = new Brokers(connection, {
      clientId,
      connectionTimeoutMs: settings.connectionTimeoutMs,
      requestTimeoutMs: settings.requestTimeoutMs,
      metadataMaxAgeMs: settings.metadataMaxAgeMs,
      maxIdleMs: settings.connectionsMaxIdleMs,
    });
    this.#retrying = new Retrying(settings, onEvent);
    this.#member = new GroupMember(this.#brokers, {
      group,
      topics,
      sessionTimeoutMs: settings.sessionTimeoutMs,
      rebalanceTimeoutMs: settings.maxPollIntervalMs,
    });
    this.#offsets = new GroupOffsets(connection, {group, isolation: settings.isolation, retrying: this.#retrying});
    this.#heartbeats = new Heartbeats(this.#member, {
      intervalMs: settings.heartbeatIntervalMs,
      sessionTimeoutMs: settings.sessionTimeoutMs,
      retrying: this.#retrying,
      isOutdated: () => this.#member.leads && this.#partitionCounts() !== this.#partitionsJoined,
      onRebalance: () => this.#interrupt('rebalance'),
      onLost: () => this.#interrupt('lost'),
      onFailure: error => this.#fail(error),
    });
    this.#fetcher = new Fetcher(this.#brokers, {settings, retrying: this.#retrying, onChange: () => this.#changed()});
  }

  /** Connects; fails with what the brokers say to these credentials and topics. */
  async open(): Promise<void> {
    const {topics} = this.#options;
    try {
      await this.#offsets.open();
      await untilTopicsKnown(topics, () => Promise.all(topics.map(topic => this.#brokers.refresh(topic))));
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
    const generation = this.#member.generation;
    for (;;) {
      // Never as a later generation's member: the positions may be another member's by then, and further on.
      if (this.#interruption === 'lost' || !this.#member.joined || this.#member.generation !== generation) return false;
      try {
        await this.#member.commit(positions);
        this.#retrying.succeeded('commit');
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

  get offsets(): GroupOffsets {
    return this.#offsets;
  }

  /** Leaves the group, so that others get the partitions at once. What is handled must be committed by then. */
  async leave(): Promise<void> {
    const owned = this.#owned;
    this.#owned = [];
    this.#fetcher.clear();
    if (owned.length > 0 && this.#interruption !== 'lost') await this.#options.hooks.revoked(owned);
    else if (owned.length > 0) await this.#options.hooks.lost(owned);
    this.#heartbeats.stop();
    // Where it cannot be told, the session ends by its timeout.
    await this.#member.leave().catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#heartbeats.stop();
    this.#fetcher.clear();
    this.#brokers.close();
    await this.#offsets.close();
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
    this.#heartbeats.stop();
    const assigned = await this.#join();
    this.#interruption = undefined;
    this.#partitionsJoined = this.#partitionCounts();
    this.#heartbeats.start();
    await this.#take(assigned);
  }

  async #join(): Promise<TopicPartition[]> {
    const {group, topics} = this.#options;
    for (;;) {
      try {
        const assigned = await untilTopicsKnown(topics, () => this.#member.join());
        this.#retrying.succeeded(`join group ${group}`);
        return assigned;
      } catch (thrown) {
        if (afterFailedJoin(this.#member, thrown) === 'give-up') throw clientFailure(`join group ${group}`, thrown);
        const remedy = remedyOf(thrown);
        if (remedy === 'coordinator' || remedy === 'unreachable') await this.#recoverMember(`join group ${group}`, thrown);
      }
    }
  }

  async #take(assigned: TopicPartition[]): Promise<void> {
    const {hooks, onEvent} = this.#options;
    await hooks.assigning?.(assigned);
    const {positions, absent} = await this.#offsets.committed(assigned);
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
    const reset = this.#options.settings.offsetReset;
    const first = absent[0];
    if (first === undefined) return [];
    if (reset === 'none') throw noPosition(first, `group ${this.#options.group} has committed no offset`);
    const positions = await this.#offsets.at(absent, reset);
    if (reset === 'latest') await this.commit(positions);
    return positions;
  }

  async #resetOutOfRange(): Promise<void> {
    const {settings, onEvent} = this.#options;
    for (const {topic, partition, offset} of [...this.#fetcher.outOfRange.values()]) {
      if (settings.offsetReset === 'none') throw noPosition({topic, partition}, `the log does not have offset ${offset}`);
      const [position] = await this.#offsets.at([{topic, partition}], settings.offsetReset);
      if (position === undefined) continue;
      onEvent({event: 'offset-reset', partition: {topic, partition}, from: offset, to: position.offset});
      this.#fetcher.moveTo(position);
    }
  }

  async #recoverMember(doing: string, thrown: unknown): Promise<void> {
    this.#member.forgetCoordinator();
    await this.#retrying.after(doing, thrown);
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
