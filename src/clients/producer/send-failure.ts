import {describeFailure} from '../../cluster/failure.ts';
import {ClientError, type Stored} from '../client-error.ts';
import {AnswerLost} from '../link/link.ts';
import {clientError, isRetriable} from '../protocol-errors.ts';
import type {Batch} from './batches.ts';
import type {ProduceAnswer} from './produce-request.ts';

/** Whether what an attempt ended with may be otherwise at the next. */
export function passes(thrown: unknown): boolean {
  if (thrown instanceof ClientError) return false;
  if (thrown instanceof AnswerLost) return true;
  const {kind, protocolErrors} = describeFailure(thrown);
  const [name] = protocolErrors;
  return name === undefined ? kind === 'network' || kind === 'timeout' : isRetriable(name);
}

function storedOf({maybeStored}: Batch): Stored {
  return maybeStored ? 'unknown' : 'not-stored';
}

/** A batch that the broker refuses for good. */
export function refusedFor(batch: Batch, thrown: unknown, transactional: boolean): ClientError {
  return clientError(`cannot send to ${batch.queue.name}`, thrown, {
    recovery: transactional ? 'abortable' : 'fatal',
    stored: storedOf(batch),
  });
}

/** A batch whose attempts or time are used up. */
export function givenUp(batch: Batch, thrown: unknown, transactional: boolean): ClientError {
  const tookMs = Math.round(performance.now() - batch.createdAtMs);
  return clientError(`${batch.queue.name} took nothing in ${batch.attempts} attempts and ${tookMs} ms`, thrown, {
    recovery: transactional ? 'abortable' : 'retriable',
    stored: storedOf(batch),
  });
}

/** A batch that found no leader, or no room, until its time was over. */
export function outOfTime(batch: Batch, deliveryTimeoutMs: number, transactional: boolean): ClientError {
  return new ClientError(`${batch.queue.name} took nothing within delivery.timeout.ms (${deliveryTimeoutMs})`, {
    code: 'client/timeout',
    recovery: transactional ? 'abortable' : 'retriable',
    stored: storedOf(batch),
  });
}

/** What the broker said of the batch, or of its first record that it refused. */
export function reasonOf({message, recordErrors}: ProduceAnswer): string | undefined {
  return message ?? recordErrors.find(one => one.message !== null)?.message ?? undefined;
}

/** The same failure with a record's own reason. */
export function reworded(error: ClientError, reason: string): ClientError {
  return new ClientError(`${error.message.split(':')[0]}: ${reason}`, {
    code: error.code,
    recovery: error.recovery,
    ...(error.stored === undefined ? {} : {stored: error.stored}),
    cause: error,
  });
}
