import {decompressAs} from '../../cluster/codecs.ts';
import {ClientError} from '../client-error.ts';
import type {Brokers} from '../link/brokers.ts';
import {BrokerError, errorName} from '../protocol-errors.ts';
import type {Position, TopicPartition} from '../records.ts';
import type {ConsumerSettings} from '../settings/consumer-settings.ts';
import {clientFailure, isUnknownTopic, topicMissing} from './failures.ts';
import {type FetchedPartition, type FetchResponse, readFetchResponse} from './fetch-response.ts';
import {PartitionBuffer, type Polled} from './partition-buffer.ts';
import type {Retrying} from './retrying.ts';

/** Kafka's codes of a partition in the answer to Fetch. */
const OFFSET_OUT_OF_RANGE = 1;
const CORRUPT_MESSAGE = 2;
const UNKNOWN_TOPIC = [3, 100];
const TOPIC_AUTHORIZATION_FAILED = 29;

/** Answers of one partition that may wait: one that is being handled, and the next. */
const AHEAD = 2;
/** A fetch that leaves out a partition, whose records wait, must not keep it waiting when they are done. */
const SHORT_WAIT_MS = 50;
/** So long a new topic may be unknown to some broker, and a deleted one is waited for. */
const TOPIC_MISSING_MAX_MS = 10_000;

export interface FetcherOptions {
  settings: ConsumerSettings;
  retrying: Retrying;
  /** Something can be taken, or something went wrong. */
  onChange: () => void;
}

/**
 * Fetches ahead what a member owns, from each leader on its own, while records are handled. Two answers a partition wait at
 * most, so memory is bounded by 2 × max.partition.fetch.bytes a partition.
 */
export class Fetcher {
  readonly #brokers: Brokers;
  readonly #retrying: Retrying;
  readonly #settings: ConsumerSettings;
  readonly #onChange: () => void;
  readonly #buffers = new Map<string, PartitionBuffer>();
  readonly #busyLeaders = new Set<number>();
  /** Positions that the log does not have. */
  readonly outOfRange = new Map<string, TopicPartition & {offset: bigint}>();
  readonly #missingSinceMs = new Map<string, number>();
  #failure: ClientError | undefined;
  #generation = 0;
  #refreshing: Promise<void> | undefined;
  #turn = 0;

  constructor(brokers: Brokers, {settings, retrying, onChange}: FetcherOptions) {
    this.#brokers = brokers;
    this.#retrying = retrying;
    this.#settings = settings;
    this.#onChange = onChange;
  }

  get failure(): ClientError | undefined {
    return this.#failure;
  }

  /** Begins with a new assignment: nothing of the old one is handed out any more. */
  assign(positions: readonly Position[]): void {
    this.clear();
    for (const position of positions) this.#buffers.set(keyOf(position), new PartitionBuffer(position, position.offset));
    this.#pump();
  }

  clear(): void {
    this.#generation++;
    this.#buffers.clear();
    this.#busyLeaders.clear();
    this.outOfRange.clear();
    this.#missingSinceMs.clear();
  }

  moveTo({topic, partition, offset}: Position): void {
    this.outOfRange.delete(keyOf({topic, partition}));
    this.#buffers.get(keyOf({topic, partition}))?.moveTo(offset);
    this.#pump();
  }

  setPaused(partition: TopicPartition, paused: boolean): void {
    const buffer = this.#buffers.get(keyOf(partition));
    if (buffer === undefined) return;
    buffer.paused = paused;
    if (!paused) {
      this.#onChange();
      this.#pump();
    }
  }

  /** At most `limit` records in all, each time beginning with another partition. */
  take(limit: number): Polled[] {
    const polled: Polled[] = [];
    const buffers = [...this.#buffers.values()];
    const first = this.#turn++ % Math.max(1, buffers.length);
    let left = limit;
    for (const buffer of [...buffers.slice(first), ...buffers.slice(0, first)]) {
      if (buffer.paused) continue;
      while (left > 0) {
        const taken = buffer.take(left);
        if (taken === undefined) break;
        left -= taken.records.length;
        const last = polled.at(-1);
        if (last?.topic === taken.topic && last.partition === taken.partition) {
          last.records = [...last.records, ...taken.records];
          last.next = taken.next;
        } else polled.push(taken);
      }
    }
    this.#pump();
    return polled;
  }

  #pump(): void {
    if (this.#failure !== undefined) return;
    const byLeader = new Map<number, PartitionBuffer[]>();
    for (const buffer of this.#buffers.values()) {
      if (buffer.paused || this.outOfRange.has(keyOf(buffer))) continue;
      const leader = this.#leaderOf(buffer);
      if (leader === undefined) void this.#refresh();
      else byLeader.set(leader, [...(byLeader.get(leader) ?? []), buffer]);
    }
    const tried = new Set([...byLeader.keys()].map(fetchingFrom));
    this.#retrying.givenUp(doing => !doing.startsWith(FETCHING) || tried.has(doing));
    for (const [leader, own] of byLeader) {
      const hungry = own.filter(buffer => buffer.waiting < AHEAD);
      if (hungry.length === 0 || this.#busyLeaders.has(leader)) continue;
      this.#busyLeaders.add(leader);
      void this.#fetchFrom(leader, hungry, hungry.length < own.length);
    }
  }

  #leaderOf({topic, partition}: TopicPartition): number | undefined {
    const leader = this.#brokers.leaders(topic)?.[partition];
    return leader === undefined || leader < 0 ? undefined : leader;
  }

  async #fetchFrom(leader: number, buffers: readonly PartitionBuffer[], isPartial: boolean): Promise<void> {
    const generation = this.#generation;
    const asked = buffers.map(buffer => ({buffer, version: buffer.version, offset: buffer.fetchFrom}));
    try {
      const {partitions} = await this.#request(leader, buffers, isPartial);
      if (generation !== this.#generation) return;
      this.#retrying.succeeded(fetchingFrom(leader));
      let hasTrouble = false;
      for (const fetched of partitions) {
        const one = asked.find(({buffer}) => buffer.topic === fetched.topic && buffer.partition === fetched.partition);
        if (one === undefined || one.buffer.version !== one.version) continue;
        hasTrouble = !this.#accept(one.buffer, one.offset, fetched) || hasTrouble;
      }
      if (hasTrouble) await this.#refresh();
    } catch (thrown) {
      if (generation !== this.#generation) return;
      await this.#troubled(fetchingFrom(leader), thrown);
      // Another one may lead by now: this one may never come back.
      await this.#refresh();
    } finally {
      if (generation === this.#generation) {
        this.#busyLeaders.delete(leader);
        this.#onChange();
        this.#pump();
      }
    }
  }

  async #request(leader: number, buffers: readonly PartitionBuffer[], isPartial: boolean): Promise<FetchResponse> {
    const settings = this.#settings;
    const link = await this.#brokers.link(leader);
    const topics = [...Map.groupBy(buffers, ({topic}) => topic)].map(([topic, own]) => ({
      topic,
      partitions: own.map(({partition, fetchFrom}) => ({
        partition,
        fetchOffset: fetchFrom.toString(),
        maxBytes: settings.partitionFetchMaxBytes,
      })),
    }));
    const request = {
      isolationLevel: settings.isolation === 'read_committed' ? 1 : 0,
      maxWaitTime: isPartial ? Math.min(SHORT_WAIT_MS, settings.fetchMaxWaitMs) : settings.fetchMaxWaitMs,
      minBytes: settings.fetchMinBytes,
      maxBytes: settings.fetchMaxBytes,
      rackId: '',
      topics,
    };
    const response = await readFetchResponse(await link.askRaw('Fetch', FETCH_VERSION, request), decompressAs);
    if (response.errorCode !== 0) throw new BrokerError(errorName(response.errorCode));
    return response;
  }

  /** False where the leader is to be asked for again. */
  #accept(buffer: PartitionBuffer, offset: bigint, fetched: FetchedPartition): boolean {
    const {errorCode, records, next, unreadable} = fetched;
    const where = `${buffer.topic}-${buffer.partition} at offset ${offset}`;
    if (errorCode === 0) {
      this.#missingSinceMs.delete(buffer.topic);
      if (unreadable !== undefined) this.#failure = unreadableBatch(where, unreadable);
      else if (next !== undefined && next > offset) buffer.add(records, next);
      return true;
    }
    if (errorCode === OFFSET_OUT_OF_RANGE) {
      this.outOfRange.set(keyOf(buffer), {topic: buffer.topic, partition: buffer.partition, offset});
      return true;
    }
    if (errorCode === TOPIC_AUTHORIZATION_FAILED) {
      this.#failure = clientFailure(`read ${where}`, new BrokerError('TOPIC_AUTHORIZATION_FAILED'));
    } else if (errorCode === CORRUPT_MESSAGE) {
      this.#failure = new ClientError(`${where}: the broker cannot read its own log (CORRUPT_MESSAGE)`, {
        code: 'client/corrupt-record',
        recovery: 'fatal',
        hint: 'Have the replicas of the partition looked at; to go on without what is lost there, seek past it.',
      });
    } else if (UNKNOWN_TOPIC.includes(errorCode)) {
      this.#missing(buffer.topic);
    }
    return false;
  }

  #missing(topic: string): void {
    const sinceMs = this.#missingSinceMs.get(topic) ?? performance.now();
    this.#missingSinceMs.set(topic, sinceMs);
    if (performance.now() - sinceMs < TOPIC_MISSING_MAX_MS) return;
    this.#failure = topicMissing([topic]);
    this.#onChange();
  }

  /** Leaders moved, or there is none: ask again, not at once. */
  async #refresh(): Promise<void> {
    this.#refreshing ??= (async () => {
      const generation = this.#generation;
      await new Promise(resolve => setTimeout(resolve, REFRESH_PAUSE_MS));
      const topics = [...new Set([...this.#buffers.values()].map(({topic}) => topic))];
      await Promise.all(topics.map(topic => this.#refreshTopic(topic)));
      this.#refreshing = undefined;
      if (generation === this.#generation) this.#pump();
    })();
    await this.#refreshing;
  }

  async #refreshTopic(topic: string): Promise<void> {
    const doing = `find the leaders of ${topic}`;
    const generation = this.#generation;
    try {
      await this.#brokers.refresh(topic);
      this.#retrying.succeeded(doing);
    } catch (thrown) {
      if (generation !== this.#generation) return;
      if (isUnknownTopic(thrown)) this.#missing(topic);
      else await this.#troubled(doing, thrown);
    }
  }

  async #troubled(doing: string, thrown: unknown): Promise<void> {
    try {
      await this.#retrying.after(doing, thrown);
    } catch (fatal) {
      this.#failure = clientFailure(doing, fatal);
    }
    this.#onChange();
  }
}

const FETCHING = 'fetch from broker';

function fetchingFrom(leader: number): string {
  return `${FETCHING} ${leader}`;
}

const REFRESH_PAUSE_MS = 100;
const FETCH_VERSION = 11;

function unreadableBatch(where: string, cause: Error): ClientError {
  return new ClientError(`${where}: ${cause.message}`, {
    code: 'client/unreadable-batch',
    recovery: 'fatal',
    hint: 'Consume with a client that has the codec, or seek past this batch; nothing of it was committed.',
    cause,
  });
}

export function keyOf({topic, partition}: TopicPartition): string {
  return `${topic}\u0000${partition}`;
}
