import type {Admin} from '../../cluster/admin.ts';
import {decompressAs} from '../../cluster/codecs.ts';
import {EARLIEST, LATEST, readOffsets} from '../../cluster/offsets.ts';
import {fetchRaw} from '../../cluster/raw-fetch.ts';
import {readLayout} from '../../cluster/topics.ts';
import {unfinished} from '../../findings/error.ts';
import type {FailedRecord} from '../consumer/failure-policy.ts';
import {visibleRecords} from '../group/committed-view.ts';
import {readRecordBatches} from '../group/record-batches.ts';
import type {TopicPartition} from '../records.ts';
import {type DeadLetterOrigin, originOf, replayedBy} from './dead-letter.ts';
import {OffsetRanges} from './offset-ranges.ts';

/** A record of a dead-letter topic that is no marker. */
export interface Letter {
  record: FailedRecord;
  /** undefined: it was not written as a dead letter of this library's, so it cannot be replayed. */
  origin: DeadLetterOrigin | undefined;
  /** A replay sent it back already. */
  isReplayed: boolean;
}

/** What was read: committed records alone, up to the last stable offset at the beginning. */
export interface LetterLog extends TopicPartition {
  startOffset: bigint;
  endOffset: bigint;
  replayed: OffsetRanges;
}

const FETCH_MAX_BYTES = 4 * 1024 * 1024;

/** The partitions of a dead-letter topic; fails with `dlq/topic` where there is no such topic. */
export async function partitionsOf(admin: Admin, topic: string): Promise<number[]> {
  const {topics} = await readLayout(admin, [topic]);
  const found = topics[0];
  if (found !== undefined) return found.partitions.map(({partition}) => partition);
  throw unfinished('dlq/topic', `cluster ${admin.connection.cluster} has no topic ${topic}`, {
    hint: 'Declare it as a Topic and apply it; an Application names it in consumes[].deadLetter.',
  });
}

/**
 * Finds out which letters of a partition were replayed, by the markers behind them: they are written in the transaction of
 * the replay, so a marker that can be read says that its letters were sent.
 */
export async function openLetterLog(admin: Admin, {topic, partition}: TopicPartition): Promise<LetterLog> {
  const {topics} = await readLayout(admin, [topic]);
  const layout = topics[0]?.partitions.filter(one => one.partition === partition) ?? [];
  const at = async (timestamp: bigint): Promise<bigint> =>
    (await readOffsets(admin, [{topic, partitions: layout, timestamp}], 'read_committed'))[0]?.offset ?? 0n;
  const log = {topic, partition, startOffset: await at(EARLIEST), endOffset: await at(LATEST), replayed: new OffsetRanges()};
  for await (const record of recordsOf(admin, log)) {
    const marker = replayedBy(record);
    for (const {from, to} of marker?.ranges() ?? []) log.replayed.add(from, to);
  }
  return log;
}

/** The letters of a log in order, in a memory of one fetch however long it is. */
export async function* lettersOf(admin: Admin, log: LetterLog): AsyncGenerator<Letter> {
  for await (const record of recordsOf(admin, log)) {
    if (replayedBy(record) !== undefined) continue;
    yield {record, origin: originOf(record.headers), isReplayed: log.replayed.has(record.offset)};
  }
}

async function* recordsOf(
  admin: Admin,
  {topic, partition, startOffset, endOffset}: Omit<LetterLog, 'replayed'>,
): AsyncGenerator<FailedRecord> {
  const {topics} = await readLayout(admin, [topic]);
  const found = topics[0];
  const leaderId = found?.partitions.find(one => one.partition === partition)?.leaderId ?? -1;
  if (found === undefined || leaderId < 0) throw unreadable(admin, topic, partition, 'it has no leader');
  const wire = await admin.broker(leaderId);
  for (let position = startOffset; position < endOffset; ) {
    const query = {
      topicId: found.id,
      partitions: [{partition, offset: position}],
      partitionMaxBytes: FETCH_MAX_BYTES,
      maxBytes: FETCH_MAX_BYTES,
    };
    const [answer] = await fetchRaw(wire, {...query, isolationLevel: 1, maxWaitMs: 500});
    if (answer === undefined || answer.errorCode !== 0)
      throw unreadable(admin, topic, partition, `error ${answer?.errorCode ?? 'without an answer'}`);
    const {batches, unreadable: bad} = await readRecordBatches(answer.records, decompressAs);
    const next = batches.at(-1)?.next;
    if (next === undefined) throw unreadable(admin, topic, partition, bad?.message ?? `nothing comes at offset ${position}`);
    for (const record of visibleRecords(batches, answer.aborted)) {
      // A batch comes whole even where the position that was asked for is in its middle.
      if (record.offset >= position && record.offset < endOffset) yield {topic, partition, ...record};
    }
    position = next;
  }
}

function unreadable(admin: Admin, topic: string, partition: number, why: string) {
  return unfinished('dlq/unreadable', `cluster ${admin.connection.cluster}: ${topic}-${partition} cannot be read: ${why}`, {
    retriable: true,
  });
}
