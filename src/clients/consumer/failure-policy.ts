import {usageError} from '../../findings/error.ts';
import type {TopicPartition} from '../records.ts';

/** A record whose handler, or whose deserialiser, threw. Its bytes, because it may be that nothing else can be made of it. */
export interface FailedRecord extends TopicPartition {
  offset: bigint;
  timestampMs: number;
  key: Buffer | null;
  value: Buffer | null;
  headers: readonly (readonly [name: string, value: Buffer | null])[];
}

export interface RecordFailure {
  record: FailedRecord;
  error: unknown;
  /** How often it was tried. */
  attempts: number;
  /** What threw. */
  stage: 'deserialise' | 'handle';
}

/** What becomes of a record that cannot be handled. There is no policy that says nothing. */
export type FinalPolicy =
  /** The consumer ends with `client/handler-failed`; the record is not committed and comes again. */
  | {do: 'stop'}
  /** The record is passed over, and `tell` hears of it before that is committed. */
  | {do: 'skip'; tell: (failure: RecordFailure) => void | Promise<void>}
  /** The record is written to a dead-letter topic, with acks=all, before that is committed. */
  | {do: 'dead-letter'; topic: string};

export type FailurePolicy =
  | FinalPolicy
  /** Tried again, `attempts` times in all, `backoffMs` × the attempt apart; the partition waits, so its order is kept. */
  | {do: 'retry'; attempts: number; backoffMs: number; then: FinalPolicy};

/** Refuses what cannot be kept to: the waits of a retry must leave the member in its group. */
export function checkPolicy(policy: FailurePolicy, maxPollIntervalMs: number): void {
  const last = policy.do === 'retry' ? policy.then : policy;
  if (last.do === 'dead-letter' && last.topic === '') throw usageError('client/policy', 'a dead-letter policy needs a topic');
  if (policy.do !== 'retry') return;
  const {attempts, backoffMs} = policy;
  if (!Number.isInteger(attempts) || attempts < 1) throw usageError('client/policy', `attempts is ${attempts}: at least 1, a whole number`);
  if (!(backoffMs >= 0)) throw usageError('client/policy', `backoffMs is ${backoffMs}: at least 0`);
  const waitsMs = (backoffMs * attempts * (attempts - 1)) / 2;
  if (waitsMs >= maxPollIntervalMs)
    throw usageError(
      'client/policy',
      `${attempts} attempts wait ${waitsMs} ms in all, and max.poll.interval.ms is ${maxPollIntervalMs}`,
      'Retry less or sooner, raise max.poll.interval.ms, or hand the record to a retry topic.',
    );
}
