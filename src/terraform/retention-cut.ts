import type {Fact} from '../cluster/facts.ts';
import type {TopicFacts} from '../cluster/topic-facts.ts';
import {roughSizeText} from '../policy/quantities.ts';
import {isoTime} from './topic-contents.ts';

/** What a shorter or smaller retention deletes: at most this, because whole segments go. */
export interface ExpiringRecords {
  recordCount: number;
  /** By the share of records of each partition, where it is cut by time; by its size, where by size. */
  sizeBytes: Fact<number>;
  oldestRecordAt: string | undefined;
}

/** Records older than the new retention, by the offset of the first that is not (ListOffsets). */
export function expiringByTime(topic: Fact<TopicFacts> | undefined): Fact<ExpiringRecords> {
  return expiring(topic, ({startOffset, endOffset, keptFromOffset}) => {
    if (endOffset === startOffset) return 0;
    if (keptFromOffset === undefined) return undefined;
    const gone = keptFromOffset > startOffset ? keptFromOffset - startOffset : 0n;
    return Number(gone) / Number(endOffset - startOffset);
  });
}

/** The oldest part of each partition that is larger than it may be from then on. */
export function expiringBySize(topic: Fact<TopicFacts> | undefined, maxBytes: number): Fact<ExpiringRecords> {
  return expiring(topic, (_log, sizeBytes) => {
    if (sizeBytes === undefined) return undefined;
    return sizeBytes > maxBytes ? (sizeBytes - maxBytes) / sizeBytes : 0;
  });
}

type Log = Extract<TopicFacts['log'], {known: unknown}>['known'][number];

/** `shareOf` says which part of a partition goes, from 0 to 1; undefined where it cannot be told. */
function expiring(
  topic: Fact<TopicFacts> | undefined,
  shareOf: (log: Log, sizeBytes: number | undefined) => number | undefined,
): Fact<ExpiringRecords> {
  if (topic === undefined) return {known: {recordCount: 0, sizeBytes: {known: 0}, oldestRecordAt: undefined}};
  if ('unknown' in topic) return topic;
  const {log, sizes} = topic.known;
  if ('unknown' in log) return log;
  const leaders = new Map('known' in sizes ? sizes.known.flatMap(one => (one.isLeader ? [[one.partition, one.sizeBytes]] : [])) : []);
  let recordCount = 0;
  let sizeBytes = 0;
  let oldestMs = -1n;
  for (const one of log.known) {
    const share = shareOf(one, leaders.get(one.partition));
    if (share === undefined) return 'unknown' in sizes ? sizes : {unknown: 'the brokers did not say which records are older'};
    recordCount += Math.round(share * Number(one.endOffset - one.startOffset));
    sizeBytes += share * (leaders.get(one.partition) ?? 0);
    if (share > 0 && one.oldestMs >= 0n && (oldestMs < 0n || one.oldestMs < oldestMs)) oldestMs = one.oldestMs;
  }
  return {
    known: {recordCount, sizeBytes: 'known' in sizes ? {known: Math.round(sizeBytes)} : sizes, oldestRecordAt: isoTime(oldestMs)},
  };
}

/** `up to 1200 records (3.1 MiB), the oldest of 2026-11-20T…`, or what is unknown. */
export function expiringText(found: Fact<ExpiringRecords>): string {
  if ('unknown' in found) return `how much is unknown: ${found.unknown}`;
  const {recordCount, sizeBytes, oldestRecordAt} = found.known;
  const size = 'known' in sizeBytes ? `about ${roughSizeText(sizeBytes.known)}` : `size unknown: ${sizeBytes.unknown}`;
  return `up to ${recordCount} record${recordCount === 1 ? '' : 's'} (${size})${oldestRecordAt === undefined ? '' : `, the oldest of ${oldestRecordAt}`}`;
}
