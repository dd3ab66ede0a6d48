// covers: P12
import {messageOf} from '../../findings/error.ts';
import type {FailedRecord, RecordFailure} from '../consumer/failure-policy.ts';
import type {OutgoingRecord, TopicPartition} from '../records.ts';
import {OffsetRanges} from './offset-ranges.ts';

/**
 * A dead letter is the record as it was, key, value and headers byte for byte, with headers of these names after its own.
 * All values are UTF-8 text. A record that fails again as a dead letter keeps the first set, and gets another after it:
 * the last of each name is what counts.
 */
export const DEAD_LETTER_HEADERS = {
  version: 'weir-dlq-version',
  topic: 'weir-dlq-topic',
  partition: 'weir-dlq-partition',
  offset: 'weir-dlq-offset',
  timestampMs: 'weir-dlq-timestamp-ms',
  /** What threw: `deserialise` or `handle`. */
  stage: 'weir-dlq-stage',
  errorCode: 'weir-dlq-error-code',
  errorMessage: 'weir-dlq-error-message',
  attempts: 'weir-dlq-attempts',
  group: 'weir-dlq-group',
  failedAtMs: 'weir-dlq-failed-at-ms',
  /** Of a marker: the offsets of its partition that were replayed, like `17,20-25`. */
  replayed: 'weir-dlq-replayed',
  /** Of a record that was replayed: `topic-partition@offset` of its dead letter. */
  replayedFrom: 'weir-dlq-replayed-from',
} as const;

export const DEAD_LETTER_VERSION = '1';

/** Longer messages are cut: headers count against the broker's limit on the record. */
const MESSAGE_MAX_LENGTH = 1_000;

/** What a dead letter says of its origin. */
export interface DeadLetterOrigin {
  topic: string;
  partition: number;
  offset: bigint;
  timestampMs: number;
  stage: RecordFailure['stage'];
  errorCode: string;
  errorMessage: string;
  attempts: number;
  group: string;
  failedAtMs: number;
}

export function deadLetter(
  topic: string,
  {record, error, attempts, stage}: RecordFailure,
  group: string,
  nowMs: number,
): OutgoingRecord<Buffer, Buffer> {
  const names = DEAD_LETTER_HEADERS;
  const own: [string, string][] = [
    [names.version, DEAD_LETTER_VERSION],
    [names.topic, record.topic],
    [names.partition, String(record.partition)],
    [names.offset, String(record.offset)],
    [names.timestampMs, String(record.timestampMs)],
    [names.stage, stage],
    [names.errorCode, errorCodeOf(error)],
    [names.errorMessage, messageOf(error).slice(0, MESSAGE_MAX_LENGTH)],
    [names.attempts, String(attempts)],
    [names.group, group],
    [names.failedAtMs, String(nowMs)],
  ];
  return {topic, key: record.key, value: record.value, headers: [...record.headers, ...own]};
}

/** An error's `code` where it has one, else its name: what letters are counted by. */
function errorCodeOf(error: unknown): string {
  if (error instanceof Error) return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return typeof error;
}

/** The origin of a dead letter; undefined where the record is none, or of a version that is not known here. */
export function originOf(headers: FailedRecord['headers']): DeadLetterOrigin | undefined {
  const last = (name: string): string => headers.findLast(([one]) => one === name)?.[1]?.toString('utf8') ?? '';
  const names = DEAD_LETTER_HEADERS;
  if (last(names.version) !== DEAD_LETTER_VERSION) return undefined;
  const [partition, offset, timestampMs, attempts, failedAtMs] = [
    last(names.partition),
    last(names.offset),
    last(names.timestampMs),
    last(names.attempts),
    last(names.failedAtMs),
  ];
  if (![partition, offset, timestampMs, attempts, failedAtMs].every(one => /^-?\d+$/.test(one))) return undefined;
  return {
    topic: last(names.topic),
    partition: Number(partition),
    offset: BigInt(offset),
    timestampMs: Number(timestampMs),
    stage: last(names.stage) === 'deserialise' ? 'deserialise' : 'handle',
    errorCode: last(names.errorCode),
    errorMessage: last(names.errorMessage),
    attempts: Number(attempts),
    group: last(names.group),
    failedAtMs: Number(failedAtMs),
  };
}

/** The headers that the record had before the last failure: with the key and the value, what a replay sends. */
export function originalHeaders(headers: FailedRecord['headers']): FailedRecord['headers'] {
  const start = headers.findLastIndex(([name]) => name === DEAD_LETTER_HEADERS.version);
  return start < 0 ? headers : headers.slice(0, start);
}

/** What stands in a dead-letter topic beside letters, without a key and a value: these were replayed. */
export function replayMarker({topic, partition}: TopicPartition, replayed: OffsetRanges): OutgoingRecord<Buffer, Buffer> {
  const headers: [string, string][] = [
    [DEAD_LETTER_HEADERS.version, DEAD_LETTER_VERSION],
    [DEAD_LETTER_HEADERS.replayed, replayed.toString()],
  ];
  return {topic, partition, value: null, headers};
}

/** The offsets that a marker tells of; undefined where the record is no marker. */
export function replayedBy({key, value, headers}: Pick<FailedRecord, 'key' | 'value' | 'headers'>): OffsetRanges | undefined {
  if (key !== null || value !== null || originOf(headers) !== undefined) return undefined;
  const found = headers.find(([name]) => name === DEAD_LETTER_HEADERS.replayed)?.[1];
  return found === undefined || found === null ? undefined : OffsetRanges.parse(found.toString('utf8'));
}

/** The record as it was, for the partition that it came from. */
export function replayOf(
  {topic, partition, offset, key, value, headers}: FailedRecord,
  origin: DeadLetterOrigin,
): OutgoingRecord<Buffer, Buffer> {
  const from = `${topic}-${partition}@${offset}`;
  return {
    topic: origin.topic,
    partition: origin.partition,
    key,
    value,
    headers: [...originalHeaders(headers), [DEAD_LETTER_HEADERS.replayedFrom, from]],
  };
}
