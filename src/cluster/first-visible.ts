import {protocolErrorsCodesById, Reader, readRecordsBatches} from '@platformatic/kafka';
import type {Admin} from './admin.ts';
import {describeFailure} from './failure.ts';
import {type BatchHeader, batchHeaders, fetchMany, type RawPartition} from './raw-fetch.ts';
import {AbortedTransactions, markerType} from './transaction-markers.ts';
import type {Wire} from './wire.ts';

/** A place in a partition from which a consumer would read on. */
export interface ReadPosition {
  topic: string;
  topicId: string;
  partition: number;
  leaderId: number;
  offset: bigint;
}

/**
 * What a consumer with read_committed sees first from a position: a record's time, or nothing up to the last stable offset.
 * `broker`: the brokers gave the time when they appended the record (LogAppendTime); `producer`: its producer did.
 */
export type FirstVisible = {timestampMs: number; clock: 'producer' | 'broker'} | 'nothing' | {unknown: string};

export function positionKey({topic, partition, offset}: Pick<ReadPosition, 'topic' | 'partition' | 'offset'>): string {
  return `${topic}\n${partition}\n${offset}`;
}

/** Of one partition: a head of a batch is enough for its first record, and is nearly always all that is needed. */
const FIRST_BYTES = 2 * 1024;
const MOST_BYTES = 1024 * 1024;
const ANSWER_BYTES = 16 * 1024 * 1024;
/** Of one partition, without a visible record: what aborted transactions leave is seldom more. */
const HIDDEN_BYTES_MAX = 256 * 1024 * 1024;
const EMPTY_ANSWERS_MAX = 4;
const LOG_APPEND_TIME_BIT = 0x08;
const DELETE_HORIZON_BIT = 0x40;
const MAGIC_AT = 16;

/**
 * The first visible record at or after each position, by raw Fetch requests to the leaders: one a broker for all its
 * partitions, and another for what is left (positions of several groups in one partition, markers and aborted records to
 * pass over, a batch that has to be opened). Each position has an answer of its own, under {@link positionKey}.
 */
export async function readFirstVisible(admin: Admin, positions: readonly ReadPosition[]): Promise<Map<string, FirstVisible>> {
  const found = new Map<string, FirstVisible>();
  await Promise.all(
    [...Map.groupBy(positions, ({leaderId}) => leaderId)].map(async ([leaderId, own]) => {
      const scans = [...Map.groupBy(own, scanKey).values()].map(all => new PartitionScan(all, found));
      try {
        if (leaderId < 0) throw new Error('the partition has no leader');
        const wire = await admin.broker(leaderId);
        for (let left = scans; left.length > 0; left = left.filter(one => !one.done)) await fetchOnce(wire, left);
      } catch (thrown) {
        const {reason} = describeFailure(thrown);
        for (const one of scans) one.giveUp(reason);
      }
    }),
  );
  return found;
}

function scanKey({topicId, partition}: {topicId: string; partition: number}): string {
  return `${topicId}/${partition}`;
}

async function fetchOnce(wire: Wire, scans: readonly PartitionScan[]): Promise<void> {
  const byKey = new Map(scans.map(one => [scanKey(one), one]));
  // Those that got nothing come first: the limit on an answer starves nobody twice.
  const inTurn = [...scans].sort((a, b) => b.waits - a.waits);
  const topics = [...Map.groupBy(inTurn, ({topicId}) => topicId)].map(([topicId, some]) => ({
    topicId,
    partitions: some.map(one => one.query()),
  }));
  const answer = await fetchMany(wire, {topics, isolation: 'committed', maxBytes: ANSWER_BYTES});
  const isFull = answer.some(({records}) => records.length > 0);
  for (const one of answer) {
    byKey.get(scanKey(one))?.take(one, {isStarved: isFull && one.records.length === 0});
    byKey.delete(scanKey(one));
  }
  for (const one of byKey.values()) one.giveUp('the broker did not answer for the partition');
}

/** Walks through one partition from its lowest position to its highest. Knows no connection. */
export class PartitionScan {
  readonly topicId: string;
  readonly partition: number;
  readonly #topic: string;
  readonly #found: Map<string, FirstVisible>;
  /** Ascending, without an answer so far. */
  #pending: bigint[];
  #position: bigint;
  #maxBytes = FIRST_BYTES;
  #hiddenBytes = 0;
  #emptyAnswers = 0;
  /** How often in a row it got nothing. */
  waits = 0;

  constructor(positions: readonly ReadPosition[], found: Map<string, FirstVisible>) {
    const [first] = positions;
    if (first === undefined) throw new RangeError('a scan needs a position');
    this.topicId = first.topicId;
    this.partition = first.partition;
    this.#topic = first.topic;
    this.#found = found;
    this.#pending = [...new Set(positions.map(({offset}) => offset))].sort((a, b) => (a < b ? -1 : 1));
    this.#position = this.#pending[0] ?? 0n;
  }

  get done(): boolean {
    return this.#pending.length === 0;
  }

  query(): {partition: number; offset: bigint; maxBytes: number} {
    return {partition: this.partition, offset: this.#position, maxBytes: this.#maxBytes};
  }

  giveUp(reason: string): void {
    for (const offset of this.#pending) this.#answer(offset, {unknown: reason});
    this.#pending = [];
  }

  /** `isStarved`: it got nothing because others filled the answer. */
  take({errorCode, lastStableOffset, aborted, records}: RawPartition, {isStarved = false} = {}): void {
    const before = this.#pending.length;
    const wrong = problemOf(errorCode, records);
    if (wrong !== undefined) this.giveUp(wrong);
    const walked = this.#walk(batchHeaders(records), new AbortedTransactions(aborted));
    if (this.done) return;
    if (this.#position >= lastStableOffset) {
      for (const offset of this.#pending) this.#answer(offset, 'nothing');
      this.#pending = [];
      return;
    }
    this.waits = walked === 'stuck' ? this.waits + 1 : 0;
    if (walked === 'stuck' && !isStarved) this.#emptyAnswers += 1;
    if (this.#emptyAnswers > EMPTY_ANSWERS_MAX) this.giveUp(`no record can be read at offset ${this.#position}`);
    const [next] = this.#pending;
    if (walked !== 'moved' || next === undefined) return;
    // Several positions near each other are worth longer answers; places far apart are not.
    const isNear = before - this.#pending.length > 1;
    if (isNear) this.#maxBytes = Math.min(2 * this.#maxBytes, MOST_BYTES);
    else if (next > this.#position) this.#maxBytes = Math.max(FIRST_BYTES, this.#maxBytes / 2);
    if (next > this.#position) this.#position = next;
  }

  /** Answers what the batches answer. `needs more`: the answer to come has to be longer. */
  #walk(batches: readonly BatchHeader[], aborted: AbortedTransactions): 'moved' | 'needs more' | 'stuck' {
    let moved = false;
    for (const batch of batches) {
      if (this.done) break;
      const {isControl, bytes, lastOffset, firstOffset, sizeBytes, recordCount} = batch;
      const isHidden = aborted.hides({
        firstOffset,
        lastOffsetDelta: Number(lastOffset - firstOffset),
        attributes: batch.attributes,
        producerId: batch.producerId,
        marker: isControl && bytes !== undefined ? markerOf(bytes) : undefined,
      });
      // A batch is sent whole even when the position asked for is in its middle, but never one before it.
      if (lastOffset < this.#position) continue;
      if (isHidden || recordCount === 0) {
        this.#hiddenBytes += sizeBytes;
        this.#maxBytes = Math.min(2 * this.#maxBytes, MOST_BYTES);
      } else {
        if (!this.#answerBy(batch)) return this.#wantWhole(batch);
        this.#hiddenBytes = 0;
      }
      this.#position = lastOffset + 1n;
      moved = true;
    }
    if (this.#hiddenBytes > HIDDEN_BYTES_MAX)
      this.giveUp(`nothing visible in the ${HIDDEN_BYTES_MAX / 1024 / 1024} MiB after the committed offset`);
    return moved ? 'moved' : 'stuck';
  }

  /** Answers the positions that a visible batch answers; false where it would have to be whole for that. */
  #answerBy(batch: BatchHeader): boolean {
    const inside = this.#pending.filter(offset => offset <= batch.lastOffset);
    const timestamps = new BatchTimestamps(batch);
    const left = new Set<bigint>();
    for (const offset of inside) {
      const timestampMs = timestamps.at(offset);
      if (timestampMs === 'needs all of it') return false;
      if (timestampMs === 'after it') left.add(offset);
      else if (typeof timestampMs === 'object') this.#answer(offset, timestampMs);
      else if (timestampMs < 0n) this.#answer(offset, {unknown: 'the record has no timestamp'});
      else this.#answer(offset, {timestampMs: Number(timestampMs), clock: timestamps.clock});
    }
    this.#pending = this.#pending.filter(offset => offset > batch.lastOffset || left.has(offset));
    return true;
  }

  #wantWhole(batch: BatchHeader): 'needs more' | 'stuck' {
    const isNew = this.#maxBytes < batch.sizeBytes || this.#position < batch.firstOffset;
    this.#maxBytes = Math.max(this.#maxBytes, batch.sizeBytes);
    if (batch.firstOffset > this.#position) this.#position = batch.firstOffset;
    return isNew ? 'needs more' : 'stuck';
  }

  #answer(offset: bigint, answer: FirstVisible): void {
    this.#found.set(positionKey({topic: this.#topic, partition: this.partition, offset}), answer);
  }
}

/** The times of a batch's records, as much of them as its bytes tell. */
class BatchTimestamps {
  readonly clock: 'producer' | 'broker';
  readonly #batch: BatchHeader;
  #records: {offset: bigint; timestampMs: bigint}[] | {unknown: string} | undefined;

  constructor(batch: BatchHeader) {
    this.#batch = batch;
    this.clock = (batch.attributes & LOG_APPEND_TIME_BIT) === 0 ? 'producer' : 'broker';
  }

  /** Of the first record at or after an offset. */
  at(offset: bigint): bigint | {unknown: string} | 'needs all of it' | 'after it' {
    const {firstOffset, maxTimestampMs, baseTimestampMs, attributes, bytes} = this.#batch;
    // All records of such a batch have the time of its append, which is in its head (KIP-32).
    if (this.clock === 'broker') return maxTimestampMs;
    if (offset <= firstOffset && (attributes & DELETE_HORIZON_BIT) === 0) return baseTimestampMs;
    if (bytes === undefined) return 'needs all of it';
    this.#records ??= recordsOf(bytes);
    if ('unknown' in this.#records) return this.#records;
    return this.#records.find(one => one.offset >= offset)?.timestampMs ?? 'after it';
  }
}

function problemOf(errorCode: number, records: Buffer): string | undefined {
  if (errorCode !== 0) return protocolErrorsCodesById[errorCode] ?? `error ${errorCode}`;
  const isOlder = records.length > MAGIC_AT && records[MAGIC_AT] !== 2;
  return isOlder ? 'its records are in a format from before Kafka 0.11' : undefined;
}

function recordsOf(bytes: Buffer): {offset: bigint; timestampMs: bigint}[] | {unknown: string} {
  try {
    return readRecordsBatches(Reader.from(bytes)).flatMap(({firstOffset, firstTimestamp, records}) =>
      records.map(({offsetDelta, timestampDelta}) => ({
        offset: firstOffset + BigInt(offsetDelta),
        timestampMs: firstTimestamp + timestampDelta,
      })),
    );
  } catch (thrown) {
    return {unknown: `its batch cannot be opened: ${describeFailure(thrown).reason}`};
  }
}

/** Markers are never compressed. */
function markerOf(bytes: Buffer): number | undefined {
  return markerType(readRecordsBatches(Reader.from(bytes))[0]?.records[0]?.key);
}
