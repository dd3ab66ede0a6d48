import {fetchV13, listOffsetsV7} from '@platformatic/kafka';
import {unfinished} from '../findings/error.ts';
import type {Admin} from './admin.ts';
import {describeFailure} from './failure.ts';
import {readLayout} from './topics.ts';
import {AbortedTransactions, appendedAtBroker, isControlBatch, isTransactionalBatch, markerType} from './transaction-markers.ts';
import type {Wire} from './wire.ts';

export interface LogRecord {
  offset: bigint;
  key: Buffer | null;
  value: Buffer | null;
  headers: [Buffer | null, Buffer | null][];
  timestampMs: bigint;
  /** -1 for a producer without idempotence. */
  producerId: bigint;
  transactional: boolean;
}

export interface PartitionLog {
  /** The first offset that is still there: records before it were expired or deleted. */
  startOffset: bigint;
  /** Read up to here, exclusive: the high watermark, or the last stable offset for `committed`. */
  endOffset: bigint;
  records: LogRecord[];
}

export interface ReadLogOptions {
  /** `all` reads aborted transactions, too. */
  isolation?: 'all' | 'committed';
  /** For leader changes and slow brokers, over the whole partition. */
  timeoutMs?: number;
}

const LATEST = -1n;
const EARLIEST = -2n;
const FETCH_MAX_BYTES = 8 * 1024 * 1024;
const FETCH_MAX_WAIT_MS = 500;
const RETRY_DELAY_MS = 100;

/**
 * Reads a whole partition by raw Fetch requests to its leader, from the first offset to the end that held when
 * reading began. Not by a consumer: the library's stream filters aborted transactions by producer id alone, and a
 * proof must not rest on a consumer's own bookkeeping. Fails with `cluster/log-unreadable` when the deadline passes.
 */
export async function readLog(admin: Admin, topic: string, partition: number, options: ReadLogOptions = {}): Promise<PartitionLog> {
  const isolationLevel = options.isolation === 'committed' ? 1 : 0;
  const deadlineMs = performance.now() + (options.timeoutMs ?? 30_000);
  let log: PartitionLog | undefined;
  let position = 0n;
  let lastFailure = 'no answer';
  while (performance.now() < deadlineMs) {
    try {
      const {wire, topicId} = await leaderOf(admin, topic, partition);
      if (log === undefined) {
        log = {...(await offsetsOf(wire, topic, partition, isolationLevel)), records: []};
        position = log.startOffset;
      }
      // Transaction markers may end a log: the end is reached by position, not by the last record.
      while (position < log.endOffset && performance.now() < deadlineMs) {
        const read = await fetchFrom(wire, {topicId, partition, position, isolationLevel});
        for (const record of read.records) if (record.offset < log.endOffset) log.records.push(record);
        if (read.next <= position) {
          lastFailure = `no complete batch at offset ${position}`;
          await delay(RETRY_DELAY_MS);
        }
        position = read.next > position ? read.next : position;
      }
      if (position >= log.endOffset) return log;
    } catch (thrown) {
      lastFailure = describeFailure(thrown).reason;
      await delay(RETRY_DELAY_MS);
    }
  }
  throw unfinished(
    'cluster/log-unreadable',
    `cluster ${admin.connection.cluster}: ${topic}-${partition} could not be read back: ${lastFailure}`,
    {
      retriable: true,
    },
  );
}

/** Fetches once from a partition as the connection's own principal: the broker's answer tells whether it may read. */
export async function fetchOnce(
  admin: Admin,
  topic: {name: string; id: string},
  partition: number,
  leaderId: number,
  position = 0n,
): Promise<LogRecord[]> {
  const wire = await admin.broker(leaderId);
  return (await fetchFrom(wire, {topicId: topic.id, partition, position, isolationLevel: 0})).records;
}

async function leaderOf(admin: Admin, topic: string, partition: number): Promise<{wire: Wire; topicId: string}> {
  const {topics} = await readLayout(admin, [topic]);
  const found = topics[0];
  const leaderId = found?.partitions.find(one => one.partition === partition)?.leaderId ?? -1;
  if (found === undefined || leaderId < 0) throw new Error(`${topic}-${partition} has no leader`);
  return {wire: await admin.broker(leaderId), topicId: found.id};
}

async function offsetsOf(wire: Wire, topic: string, partition: number, isolationLevel: number) {
  const at = async (timestamp: bigint) => {
    const query = [{name: topic, partitions: [{partitionIndex: partition, currentLeaderEpoch: -1, timestamp}]}];
    const {topics} = await wire.request(listOffsetsV7.api, -1, isolationLevel, query);
    const offset = topics[0]?.partitions[0]?.offset;
    if (offset === undefined) throw new Error(`no offset of ${topic}-${partition} in the answer`);
    return offset;
  };
  return {startOffset: await at(EARLIEST), endOffset: await at(LATEST)};
}

async function fetchFrom(
  wire: Wire,
  {topicId, partition, position, isolationLevel}: {topicId: string; partition: number; position: bigint; isolationLevel: number},
): Promise<{records: LogRecord[]; next: bigint}> {
  const query = [
    {
      topicId,
      partitions: [{partition, currentLeaderEpoch: -1, fetchOffset: position, lastFetchedEpoch: -1, partitionMaxBytes: FETCH_MAX_BYTES}],
    },
  ];
  // A session id of 0 with epoch -1 is a full fetch outside any fetch session (KIP-227).
  const response = await wire.request(fetchV13.api, FETCH_MAX_WAIT_MS, 1, FETCH_MAX_BYTES, isolationLevel, 0, -1, query, [], '');
  const answer = response.responses[0]?.partitions[0];
  const aborted = new AbortedTransactions(isolationLevel === 1 ? (answer?.abortedTransactions ?? []) : []);
  const records: LogRecord[] = [];
  let next = position;
  for (const batch of answer?.records ?? []) {
    next = batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n;
    const hidden = aborted.hides({...batch, marker: isControlBatch(batch) ? markerType(batch.records[0]?.key) : undefined});
    if (hidden || isControlBatch(batch)) continue;
    for (const record of batch.records) {
      const offset = batch.firstOffset + BigInt(record.offsetDelta);
      // A batch is sent whole even when the position asked for is in its middle.
      if (offset < position) continue;
      records.push({
        offset,
        key: record.key,
        value: record.value,
        headers: record.headers,
        timestampMs: appendedAtBroker(batch) ? batch.maxTimestamp : batch.firstTimestamp + record.timestampDelta,
        producerId: batch.producerId,
        transactional: isTransactionalBatch(batch),
      });
    }
  }
  return {records, next};
}

function delay(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}
