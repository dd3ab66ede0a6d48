import {murmur2} from '@platformatic/kafka';
import type {Admin} from './admin.ts';
import {type BatchHeader, fetchBatches, keysOf} from './raw-fetch.ts';
import type {LivePartition} from './topics.ts';

/** A key of a record: where it lies, and what a Java producer's partitioner makes of it. */
export interface SampledKey {
  partition: number;
  /** murmur2 of the key without its sign (Utils.toPositive(Utils.murmur2(key)) of Kafka's clients). */
  hash: number;
}

/** What was seen at the end of a topic's partitions: a bounded part of each, newest records. */
export interface LogSample {
  partitionCount: number;
  batchCount: number;
  recordCount: number;
  /** Records of which the key could be looked at. */
  keyedCount: number;
  keylessCount: number;
  /** Different keys, at most {@link KEYS_MAX}. */
  keys: SampledKey[];
  largestBatchBytes: number;
  /** Most bytes that were looked at of one partition. */
  partitionMaxBytes: number;
}

const PARTITION_MAX_BYTES = 256 * 1024;
const REQUEST_MAX_BYTES = 16 * 1024 * 1024;
/** Batches of one record each, of some hundred bytes, fill about what is fetched of a partition. */
const OFFSETS_BACK = 1_000n;
const KEYS_MAX = 2_000;

export interface SampleQuery {
  name: string;
  id: string;
  partitions: readonly LivePartition[];
  /** By partition: the first offset that is there, and the end. */
  offsets: readonly {partition: number; startOffset: bigint; endOffset: bigint}[];
}

/**
 * Looks at the newest batches of every partition of a topic, 256 KiB of each at most: their sizes from their heads, and
 * the keys of their records. A few requests a broker; nothing is committed. Throws where a partition cannot be read.
 */
export async function sampleLog(admin: Admin, {id, partitions, offsets}: SampleQuery): Promise<LogSample> {
  const byPartition = new Map(offsets.map(one => [one.partition, one]));
  const fromOf = (partition: number): bigint | undefined => {
    const known = byPartition.get(partition);
    if (known === undefined || known.endOffset <= known.startOffset) return undefined;
    const back = known.endOffset - OFFSETS_BACK;
    return back > known.startOffset ? back : known.startOffset;
  };
  const perLeader = Map.groupBy(partitions, ({leaderId}) => leaderId);
  const parts = await Promise.all(
    [...perLeader].map(async ([leaderId, own]) => {
      const asked = own.flatMap(({partition}) => {
        const offset = fromOf(partition);
        return offset === undefined ? [] : [{partition, offset}];
      });
      const batches: {partition: number; batch: BatchHeader}[] = [];
      const atOnce = REQUEST_MAX_BYTES / PARTITION_MAX_BYTES;
      for (let first = 0; first < asked.length; first += atOnce) {
        const query = {
          topicId: id,
          partitions: asked.slice(first, first + atOnce),
          partitionMaxBytes: PARTITION_MAX_BYTES,
          maxBytes: REQUEST_MAX_BYTES,
        };
        const fetched = await fetchBatches(await admin.broker(leaderId), query);
        for (const one of fetched) for (const batch of one.batches) batches.push({partition: one.partition, batch});
      }
      return batches;
    }),
  );
  return summarise(parts.flat());
}

/** Control batches, which the brokers write to end transactions, are left out: no producer sends them. */
export function summarise(found: readonly {partition: number; batch: BatchHeader}[]): LogSample {
  const data = found.filter(({batch}) => !batch.isControl);
  const keys = new Map<string, SampledKey>();
  let keyedCount = 0;
  let keylessCount = 0;
  for (const {partition, batch} of data) {
    for (const key of keysOf(batch) ?? []) {
      if (key === null) keylessCount++;
      else {
        keyedCount++;
        if (keys.size < KEYS_MAX) keys.set(key.toString('latin1'), {partition, hash: murmur2(key) & 0x7fffffff});
      }
    }
  }
  return {
    partitionCount: new Set(data.map(({partition}) => partition)).size,
    batchCount: data.length,
    recordCount: data.reduce((sum, {batch}) => sum + batch.recordCount, 0),
    keyedCount,
    keylessCount,
    keys: [...keys.values()],
    largestBatchBytes: data.reduce((largest, {batch}) => Math.max(largest, batch.sizeBytes), 0),
    partitionMaxBytes: PARTITION_MAX_BYTES,
  };
}
