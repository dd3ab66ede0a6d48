import {listOffsetsV7} from '@platformatic/kafka';
import {unfinished} from '../findings/error.ts';
import type {Admin} from './admin.ts';
import {describeFailure} from './failure.ts';
import {fetchRaw, type RawPartition} from './raw-fetch.ts';
import {forEachBatch, type LeanBatch, offsetAfter, RecordCursor} from './record-cursor.ts';
import {readLayout} from './topics.ts';
import {ABORT_MARKER, AbortedTransactions, COMMIT_MARKER, isControlBatch, isTransactionalBatch, markerType} from './transaction-markers.ts';
import type {Wire} from './wire.ts';

/** What a scan meets, in the order of the log. */
export interface ScanVisitor {
  /**
   * A record of a program's, with what is known of its batch. `aborted`: the broker's list of aborted transactions says so;
   * it has none for a scan of `all`.
   */
  record(record: RecordCursor, about: ScannedBatch): void;
  /** The end of a transaction, which takes an offset of its own. */
  marker?(marker: {partition: number; offset: number; producerId: number; committed: boolean}): void;
}

export interface ScannedBatch {
  topic: string;
  partition: number;
  /** -1 for a producer without idempotence. */
  producerId: number;
  transactional: boolean;
  aborted: boolean;
}

export interface ScanOptions {
  /** `committed` reads up to the last stable offset, `all` up to the high watermark. */
  isolation: 'committed' | 'all';
  /** Where to begin; the first offset that is there, unless given. */
  from?: bigint;
  /** Without a batch for so long, the scan has failed. */
  stallMs?: number;
  signal?: AbortSignal;
}

export interface Scanned {
  startOffset: bigint;
  /** Read up to here, exclusive: the end that held when the scan began. */
  endOffset: bigint;
}

const LATEST = -1n;
const EARLIEST = -2n;
const FETCH_MAX_BYTES = 4 * 1024 * 1024;
const STALL_MS = 30_000;
const RETRY_DELAY_MS = 100;

/**
 * Reads a partition by raw Fetch requests and gives each record to `visitor`, in a memory of two fetches however long the log:
 * the next is asked for while the last is read. Ends at a position, not at a record, because transaction markers may end a log.
 * Follows the leader; fails with `cluster/log-unreadable` where nothing comes for `stallMs`.
 */
export async function scanLog(
  admin: Admin,
  {topic, partition}: {topic: string; partition: number},
  visitor: ScanVisitor,
  options: ScanOptions,
): Promise<Scanned> {
  const isolationLevel = options.isolation === 'committed' ? 1 : 0;
  const stallMs = options.stallMs ?? STALL_MS;
  const scan = new PartitionScan(topic, partition, visitor, isolationLevel);
  let position = options.from;
  let startOffset = options.from;
  let endOffset: bigint | undefined;
  let movedAtMs = performance.now();
  let lastFailure = 'no answer';
  while (performance.now() - movedAtMs < stallMs) {
    options.signal?.throwIfAborted();
    try {
      const {wire, topicId} = await leaderOf(admin, topic, partition);
      startOffset ??= await offsetOf(wire, {topic, partition, timestamp: EARLIEST, isolationLevel});
      endOffset ??= await offsetOf(wire, {topic, partition, timestamp: LATEST, isolationLevel});
      position ??= startOffset;
      for await (const next of scan.fetches({wire, topicId, from: position, to: endOffset})) {
        if (next > position) movedAtMs = performance.now();
        else lastFailure = `no complete batch at offset ${position}`;
        position = next;
        options.signal?.throwIfAborted();
        if (performance.now() - movedAtMs >= stallMs) break;
      }
      if (position >= endOffset) return {startOffset, endOffset};
    } catch (thrown) {
      options.signal?.throwIfAborted();
      lastFailure = describeFailure(thrown).reason;
      await new Promise(resolve => setTimeout(resolve, RETRY_DELAY_MS));
    }
  }
  throw unfinished(
    'cluster/log-unreadable',
    `cluster ${admin.connection.cluster}: ${topic}-${partition} could not be read on from offset ${position ?? 'its first'}: ${lastFailure}`,
    {retriable: true},
  );
}

/** The last stable offset and the high watermark of one partition, by its leader. */
export async function endsOf(
  admin: Admin,
  {topic, partition}: {topic: string; partition: number},
): Promise<{lastStableOffset: bigint; highWatermark: bigint}> {
  const {wire} = await leaderOf(admin, topic, partition);
  const at = (isolationLevel: 0 | 1) => offsetOf(wire, {topic, partition, timestamp: LATEST, isolationLevel});
  return {lastStableOffset: await at(1), highWatermark: await at(0)};
}

class PartitionScan {
  readonly #about: ScannedBatch;
  readonly #visitor: ScanVisitor;
  readonly #isolationLevel: 0 | 1;
  readonly #cursor = new RecordCursor();

  constructor(topic: string, partition: number, visitor: ScanVisitor, isolationLevel: 0 | 1) {
    this.#about = {topic, partition, producerId: -1, transactional: false, aborted: false};
    this.#visitor = visitor;
    this.#isolationLevel = isolationLevel;
  }

  /** Gives the position after each fetch, once its records were visited. */
  async *fetches({wire, topicId, from, to}: {wire: Wire; topicId: string; from: bigint; to: bigint}): AsyncGenerator<bigint> {
    const ask = (offset: bigint): Promise<RawPartition> => {
      const answer = this.#fetch(wire, topicId, offset);
      // It is awaited after the records before it; that it may fail before that is no error without a handler.
      answer.catch(() => undefined);
      return answer;
    };
    let position = from;
    let pending = position < to ? ask(position) : undefined;
    while (pending !== undefined) {
      const answer = await pending;
      const next = offsetAfter(answer.records) ?? position;
      pending = next < to ? ask(next) : undefined;
      this.#visit(answer, position, to);
      if (next === position) await new Promise(resolve => setTimeout(resolve, RETRY_DELAY_MS));
      position = next;
      yield position;
    }
  }

  async #fetch(wire: Wire, topicId: string, offset: bigint): Promise<RawPartition> {
    const {partition} = this.#about;
    const [answer] = await fetchRaw(wire, {
      topicId,
      partitions: [{partition, offset}],
      partitionMaxBytes: FETCH_MAX_BYTES,
      maxBytes: FETCH_MAX_BYTES,
      isolationLevel: this.#isolationLevel,
      maxWaitMs: 500,
    });
    if (answer === undefined) throw new Error(`no partition ${partition} in the answer`);
    if (answer.errorCode !== 0) throw new Error(`partition ${partition} cannot be fetched: error ${answer.errorCode}`);
    return answer;
  }

  #visit({records, aborted}: RawPartition, from: bigint, to: bigint): void {
    const transactions = new AbortedTransactions(aborted);
    const first = Number(from);
    const end = Number(to);
    forEachBatch(records, batch => {
      const marker = isControlBatch(batch) ? this.#markerOf(batch) : undefined;
      const hidden = transactions.hides({...batch, marker: marker?.type});
      if (marker !== undefined) {
        const {offset, type} = marker;
        if (offset >= first && offset < end && (type === ABORT_MARKER || type === COMMIT_MARKER)) {
          this.#visitor.marker?.({
            partition: this.#about.partition,
            offset,
            producerId: Number(batch.producerId),
            committed: type === COMMIT_MARKER,
          });
        }
        return;
      }
      const about = this.#about;
      about.producerId = Number(batch.producerId);
      about.transactional = isTransactionalBatch(batch);
      about.aborted = hidden;
      this.#cursor.forEach(batch, record => {
        // A batch comes whole even where the position that was asked for is in its middle.
        if (record.offset >= first && record.offset < end) this.#visitor.record(record, about);
      });
    });
  }

  #markerOf(batch: LeanBatch): {offset: number; type: number | undefined} {
    let marker: {offset: number; type: number | undefined} = {offset: Number(batch.firstOffset), type: undefined};
    this.#cursor.forEach(batch, record => {
      marker = {offset: record.offset, type: markerType(record.key())};
    });
    return marker;
  }
}

async function leaderOf(admin: Admin, topic: string, partition: number): Promise<{wire: Wire; topicId: string}> {
  const {topics} = await readLayout(admin, [topic]);
  const found = topics[0];
  const leaderId = found?.partitions.find(one => one.partition === partition)?.leaderId ?? -1;
  if (found === undefined || leaderId < 0) throw new Error(`${topic}-${partition} has no leader`);
  return {wire: await admin.broker(leaderId), topicId: found.id};
}

async function offsetOf(
  wire: Wire,
  {topic, partition, timestamp, isolationLevel}: {topic: string; partition: number; timestamp: bigint; isolationLevel: 0 | 1},
): Promise<bigint> {
  const query = [{name: topic, partitions: [{partitionIndex: partition, currentLeaderEpoch: -1, timestamp}]}];
  const {topics} = await wire.request(listOffsetsV7.api, -1, isolationLevel, query);
  const offset = topics[0]?.partitions[0]?.offset;
  if (offset === undefined) throw new Error(`no offset of ${topic}-${partition} in the answer`);
  return offset;
}
