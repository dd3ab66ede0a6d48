import {AnswerLost} from '../link/link.ts';
import type {Batch} from './batches.ts';

/** Gives up waiting for an answer when the first of the batches is out of time: its records may be stored all the same. */
export async function withinDelivery<T>(answering: Promise<T>, batches: readonly Batch[], deliveryTimeoutMs: number): Promise<T> {
  const endMs = Math.min(...batches.map(batch => batch.createdAtMs)) + deliveryTimeoutMs;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AnswerLost('no answer within delivery.timeout.ms')), Math.max(1, endMs - performance.now()));
  });
  try {
    return await Promise.race([answering, late]);
  } finally {
    clearTimeout(timer);
  }
}
