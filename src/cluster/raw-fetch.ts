import {createAPI, fetchV13, Reader, readRecordsBatches} from '@platformatic/kafka';
import type {Wire} from './wire.ts';

/** The head of a record batch, as it lies in the log (Kafka's record batch format, version 2). */
export interface BatchHeader {
  firstOffset: bigint;
  lastOffset: bigint;
  /** Of the whole batch with its head, as `max.message.bytes` counts it. */
  sizeBytes: number;
  recordCount: number;
  isControl: boolean;
  /** Bits of compression, timestamp type, transaction, control and delete horizon. */
  attributes: number;
  producerId: bigint;
  /** Of the first record, unless the batch has a delete horizon in its place (KIP-534). */
  baseTimestampMs: bigint;
  maxTimestampMs: bigint;
  /** The batch itself; absent where the answer ended within it. */
  bytes?: Buffer;
}

export interface FetchedBatches {
  partition: number;
  batches: BatchHeader[];
}

const CONTROL_BIT = 0x20;
/** Bytes before the length counts, and those of the head up to the records. */
const LENGTH_END = 12;
const HEAD_BYTES = 61;

/** What an answer says of one partition; the records are bytes as they lie in the log, the last batch perhaps cut off. */
export interface RawPartition {
  topicId: string;
  partition: number;
  /** Kafka's code; 0 where there is none. */
  errorCode: number;
  highWatermark: bigint;
  /** What a consumer with read_committed may see ends here. */
  lastStableOffset: bigint;
  /** Of reads of committed records only: the transactions that were aborted and touch what is here. */
  aborted: {producerId: bigint; firstOffset: bigint}[];
  records: Buffer;
}

/**
 * Fetch (version 13), with the records as bytes: a batch that an answer cuts off, which any limit on bytes does, still tells
 * its size by its head, and one that cannot be decompressed here does, too.
 */
const rawFetch = createAPI<Parameters<typeof fetchV13.createRequest>, RawPartition[]>(1, 13, fetchV13.createRequest, parseFetch);

function parseFetch(_correlationId: number, _key: number, _version: number, reader: Reader): RawPartition[] {
  reader.readInt32();
  const errorCode = reader.readInt16();
  if (errorCode !== 0) throw new Error(`the broker refuses to fetch: error ${errorCode}`);
  reader.readInt32();
  const topics = reader.readArray(
    topic => {
      const topicId = topic.readUUID();
      return topic.readArray(one => partitionOf(one, topicId), true, false);
    },
    true,
    true,
  );
  return topics.flat();
}

function partitionOf(reader: Reader, topicId: string): RawPartition {
  const partition = reader.readInt32();
  const errorCode = reader.readInt16();
  const highWatermark = reader.readInt64();
  const lastStableOffset = reader.readInt64();
  reader.readInt64(); // log start offset
  const aborted = reader.readNullableArray(one => ({producerId: one.readInt64(), firstOffset: one.readInt64()})) ?? [];
  reader.readInt32(); // preferred read replica
  // A compact length is one more than the bytes, and 0 for none.
  const length = Math.max(0, reader.readUnsignedVarInt() - 1);
  const records = reader.buffer.slice(reader.position, reader.position + length);
  reader.skip(length);
  reader.readTaggedFields();
  return {topicId, partition, errorCode, highWatermark, lastStableOffset, aborted, records};
}

export interface RawFetchQuery {
  topicId: string;
  partitions: readonly {partition: number; offset: bigint}[];
  /** Of one partition, and of all together; a first batch that is larger comes whole. */
  partitionMaxBytes: number;
  maxBytes: number;
  /** 1 stops at the last stable offset and tells of aborted transactions (Kafka's IsolationLevel); 0 by default. */
  isolationLevel?: 0 | 1;
  /** How long the broker may wait for records where there are none; 0 by default. */
  maxWaitMs?: number;
}

/** Partitions of many topics that one broker leads, and where to begin in each. */
export interface ManyPartitionsQuery {
  topics: readonly {topicId: string; partitions: readonly {partition: number; offset: bigint; maxBytes: number}[]}[];
  /** `committed` fetches up to the last stable offset and tells of aborted transactions. */
  isolation: 'all' | 'committed';
  /** Of all together; the first batch of the first partition that has one comes whole (KIP-74). */
  maxBytes: number;
}

/** Fetches what is there from many partitions, by one request that does not wait. A partition's error stands in its answer. */
export async function fetchMany(wire: Wire, {topics, isolation, maxBytes}: ManyPartitionsQuery): Promise<RawPartition[]> {
  const asked = topics.map(({topicId, partitions}) => ({
    topicId,
    partitions: partitions.map(one => ({
      partition: one.partition,
      currentLeaderEpoch: -1,
      fetchOffset: one.offset,
      lastFetchedEpoch: -1,
      partitionMaxBytes: one.maxBytes,
    })),
  }));
  return await wire.request(rawFetch, 0, 0, maxBytes, isolation === 'committed' ? 1 : 0, 0, -1, asked, [], '');
}

/** Records of several partitions of a topic from one leader, by one request, as bytes. An error of a partition stands in its answer. */
export async function fetchRaw(
  wire: Wire,
  {topicId, partitions, partitionMaxBytes, maxBytes, isolationLevel = 0, maxWaitMs = 0}: RawFetchQuery,
): Promise<RawPartition[]> {
  const asked = partitions.map(({partition, offset}) => ({
    partition,
    currentLeaderEpoch: -1,
    fetchOffset: offset,
    lastFetchedEpoch: -1,
    partitionMaxBytes,
  }));
  // A session id of 0 with epoch -1 is a full fetch outside any fetch session (KIP-227).
  return await wire.request(
    rawFetch,
    maxWaitMs,
    maxWaitMs === 0 ? 0 : 1,
    maxBytes,
    isolationLevel,
    0,
    -1,
    [{topicId, partitions: asked}],
    [],
    '',
  );
}

/** Batches of several partitions of a topic from one leader, by one request. Throws at the first partition that has an error. */
export async function fetchBatches(wire: Wire, query: RawFetchQuery): Promise<FetchedBatches[]> {
  const fetched = await fetchRaw(wire, query);
  return fetched.map(({partition, errorCode, records}) => {
    if (errorCode !== 0) throw new Error(`partition ${partition} cannot be fetched: error ${errorCode}`);
    return {partition, batches: batchHeaders(records)};
  });
}

/** The batches of a fetched part of a log. The last may be cut off: then its size is known, and its records are not. */
export function batchHeaders(records: Buffer): BatchHeader[] {
  const batches: BatchHeader[] = [];
  for (let at = 0; records.length - at >= HEAD_BYTES; ) {
    const sizeBytes = records.readInt32BE(at + 8) + LENGTH_END;
    const firstOffset = records.readBigInt64BE(at);
    const attributes = records.readInt16BE(at + 21);
    const isWhole = at + sizeBytes <= records.length;
    batches.push({
      firstOffset,
      lastOffset: firstOffset + BigInt(records.readInt32BE(at + 23)),
      sizeBytes,
      recordCount: records.readInt32BE(at + 57),
      isControl: (attributes & CONTROL_BIT) !== 0,
      attributes,
      producerId: records.readBigInt64BE(at + 43),
      baseTimestampMs: records.readBigInt64BE(at + 27),
      maxTimestampMs: records.readBigInt64BE(at + 35),
      ...(isWhole ? {bytes: records.subarray(at, at + sizeBytes)} : {}),
    });
    if (!isWhole) break;
    at += sizeBytes;
  }
  return batches;
}

/** Keys of a batch's records, null where a record has none; undefined where the batch is not whole or cannot be decompressed. */
export function keysOf({bytes}: BatchHeader): (Buffer | null)[] | undefined {
  if (bytes === undefined) return undefined;
  try {
    return readRecordsBatches(Reader.from(bytes)).flatMap(({records}) => records.map(({key}) => key));
  } catch {
    return undefined;
  }
}
