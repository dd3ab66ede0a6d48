import type {Fact} from '../cluster/facts.ts';
import type {PartitionLogFacts, TopicFacts} from '../cluster/topic-facts.ts';
import type {TopicReader} from '../cluster/topic-readers.ts';
import {roughSizeText} from '../policy/quantities.ts';

/** What is in a topic. */
export interface TopicContents {
  /** By offsets: a compacted log, and one with transactions, has fewer. */
  recordCount: Fact<number>;
  /** One copy of each partition, on the disks of the brokers that lead. */
  sizeBytes: Fact<number>;
  /** ISO times by the records' timestamps; undefined where it is empty or that is unknown. */
  oldestRecordAt: string | undefined;
  lastWriteAt: string | undefined;
  readers: Fact<TopicReader[]>;
}

/** Sums up what was read of a topic. `undefined` is a topic that the brokers do not have: it is empty. */
export function topicContents(topic: Fact<TopicFacts> | undefined): TopicContents {
  if (topic === undefined) {
    return {recordCount: {known: 0}, sizeBytes: {known: 0}, oldestRecordAt: undefined, lastWriteAt: undefined, readers: {known: []}};
  }
  if ('unknown' in topic) return {recordCount: topic, sizeBytes: topic, oldestRecordAt: undefined, lastWriteAt: undefined, readers: topic};
  const {log, sizes, readers} = topic.known;
  return {
    recordCount: 'known' in log ? {known: recordsOf(log.known)} : log,
    sizeBytes: 'known' in sizes ? {known: sizes.known.reduce((sum, one) => sum + (one.isLeader ? one.sizeBytes : 0), 0)} : sizes,
    oldestRecordAt: 'known' in log ? isoTime(least(log.known.map(({oldestMs}) => oldestMs))) : undefined,
    lastWriteAt:
      'known' in log ? isoTime(log.known.reduce((latest, {newestMs}) => (newestMs > latest ? newestMs : latest), -1n)) : undefined,
    readers,
  };
}

/** True where it is known that a topic holds no record. */
export function isEmptyTopic({recordCount}: Pick<TopicContents, 'recordCount'>): boolean {
  return 'known' in recordCount && recordCount.known === 0;
}

function recordsOf(log: readonly PartitionLogFacts[]): number {
  return log.reduce((sum, {startOffset, endOffset}) => sum + Number(endOffset - startOffset), 0);
}

function least(times: readonly bigint[]): bigint {
  const there = times.filter(time => time >= 0n);
  return there.reduce((first, time) => (time < first ? time : first), there[0] ?? -1n);
}

/** Undefined for what is no time, or none that a calendar has. */
export function isoTime(ms: bigint): string | undefined {
  return ms < 0n || ms > 8_640_000_000_000_000n ? undefined : new Date(Number(ms)).toISOString();
}

/** `12345 records, 1.2 MiB, last written at 2026-11-26T15:00:00.000Z`; or `no record`; or what is unknown. */
export function contentsText({recordCount, sizeBytes, lastWriteAt}: TopicContents): string {
  if ('unknown' in recordCount) return `records unknown: ${recordCount.unknown}`;
  if (recordCount.known === 0) return 'no record';
  const size = 'known' in sizeBytes ? roughSizeText(sizeBytes.known) : `size unknown: ${sizeBytes.unknown}`;
  const records = `${recordCount.known} record${recordCount.known === 1 ? '' : 's'}`;
  return `${records}, ${size}${lastWriteAt === undefined ? '' : `, last written at ${lastWriteAt}`}`;
}

/** `read by billing (2 members, 40 records behind)`; empty where nobody reads it. */
export function readersText(readers: TopicContents['readers']): string {
  if ('unknown' in readers) return `; who reads it is unknown: ${readers.unknown}`;
  if (readers.known.length === 0) return '; no group reads it';
  const named = readers.known.slice(0, 3).map(({group, memberCount, lagRecordCount}) => {
    if ('unknown' in memberCount && lagRecordCount === undefined) return `perhaps ${group} (${memberCount.unknown})`;
    const members = 'known' in memberCount ? `${memberCount.known} member${memberCount.known === 1 ? '' : 's'}` : 'members unknown';
    return `${group} (${members}${lagRecordCount === undefined ? '' : `, ${lagRecordCount} records behind`})`;
  });
  const more = readers.known.length - named.length;
  return `; read by ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The same for programs: what is unknown says so in place of its value. */
export function contentsEvidence({recordCount, sizeBytes, oldestRecordAt, lastWriteAt, readers}: TopicContents): Record<string, unknown> {
  return {
    recordCount: valueOrWhy(recordCount),
    sizeBytes: valueOrWhy(sizeBytes),
    ...(oldestRecordAt === undefined ? {} : {oldestRecordAt}),
    ...(lastWriteAt === undefined ? {} : {lastWriteAt}),
    ...('known' in readers && {
      readers: readers.known.map(({memberCount, ...reader}) => ({...reader, memberCount: valueOrWhy(memberCount)})),
    }),
  };
}

export function valueOrWhy<T>(fact: Fact<T>): T | string {
  return 'known' in fact ? fact.known : `unknown: ${fact.unknown}`;
}
