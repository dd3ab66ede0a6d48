import {messageOf} from '../../findings/error.ts';
import {ClientError} from '../client-error.ts';
import type {DeadLetterWriter} from '../dead-letters/dead-letter-writer.ts';
import type {RawRecord} from '../group/record-batches.ts';
import type {TopicPartition} from '../records.ts';
import type {FailedRecord, FailurePolicy, FinalPolicy, RecordFailure} from './failure-policy.ts';

/** A handler's own error, with where it threw. */
export class StageError extends Error {
  readonly stage: RecordFailure['stage'];

  constructor(stage: RecordFailure['stage'], cause: unknown) {
    super(messageOf(cause), {cause});
    this.stage = stage;
  }
}

export interface AttemptOptions {
  policy: FailurePolicy;
  deadLetters: DeadLetterWriter | undefined;
  /** True while what is in hand must be put down: the group rebalances, or the consumer stops. */
  isPutDown(): boolean;
  /** True once what the work does no longer counts: it took too long, or others own the partition. */
  isAbandoned(): boolean;
  /** Fulfilled when either may have changed. */
  changed(): Promise<void>;
}

/** `done`: handled, or its failure was dealt with, so it may be committed. `put-down`: neither, it comes again. */
export type Attempted = 'done' | 'put-down';

/** Tries what is done to records (one, or a batch that is handled as one) and follows the policy where it throws. */
export async function attempt(
  records: readonly (TopicPartition & {raw: RawRecord})[],
  work: () => Promise<void>,
  options: AttemptOptions,
): Promise<Attempted> {
  try {
    await work();
    return 'done';
  } catch (thrown) {
    return await attemptAgain(records, work, options, thrown);
  }
}

/** The same where it was tried once, and threw this. */
export async function attemptAgain(
  records: readonly (TopicPartition & {raw: RawRecord})[],
  work: () => Promise<void>,
  options: AttemptOptions,
  first: unknown,
): Promise<Attempted> {
  const {policy} = options;
  const tries = policy.do === 'retry' ? policy.attempts : 1;
  for (let attempts = 1; ; attempts++) {
    try {
      if (attempts === 1) throw first;
      await work();
      return 'done';
    } catch (thrown) {
      if (options.isAbandoned()) return 'put-down';
      const failure = {
        error: thrown instanceof StageError ? thrown.cause : thrown,
        stage: thrown instanceof StageError ? thrown.stage : ('handle' as const),
        attempts,
      };
      if (policy.do !== 'retry' || attempts >= tries) {
        await giveUp(policy.do === 'retry' ? policy.then : policy, records.map(failedRecord), failure, options);
        return 'done';
      }
      if (!(await waited(policy.backoffMs * attempts, options))) return 'put-down';
    }
  }
}

/** False where the wait was cut short. */
async function waited(ms: number, {isPutDown, changed}: AttemptOptions): Promise<boolean> {
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>(resolve => {
    timer = setTimeout(() => {
      isOver = true;
      resolve();
    }, ms);
  });
  while (!isOver && !isPutDown()) await Promise.race([over, changed()]);
  clearTimeout(timer);
  return !isPutDown();
}

async function giveUp(
  policy: FinalPolicy,
  records: readonly FailedRecord[],
  failure: Omit<RecordFailure, 'record'>,
  {deadLetters}: AttemptOptions,
): Promise<void> {
  const [first] = records;
  if (policy.do === 'stop') {
    const others = records.length > 1 ? ` and ${records.length - 1} more` : '';
    throw new ClientError(`${first?.topic}-${first?.partition} at offset ${first?.offset}${others}: ${messageOf(failure.error)}`, {
      code: failure.stage === 'deserialise' ? 'client/poison-record' : 'client/handler-failed',
      recovery: 'fatal',
      hint: 'The record is not committed and comes again; a policy of retry, skip or dead-letter would let the others pass.',
      cause: failure.error,
    });
  }
  for (const record of records) {
    if (policy.do === 'skip') await policy.tell({...failure, record});
    else if (deadLetters === undefined) throw new Error('a dead-letter policy has no writer');
    else await deadLetters.write(policy.topic, {...failure, record});
  }
}

function failedRecord({topic, partition, raw}: TopicPartition & {raw: RawRecord}): FailedRecord {
  return {topic, partition, ...raw};
}
