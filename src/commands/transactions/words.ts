import type {Hanging} from '../../cluster/hanging-transactions.ts';
import type {ActiveProducer, LiveTransaction} from '../../cluster/live-transactions.ts';

/** `12 s`, `3 min`: how long something is open. */
export function lasting(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 180_000) return `${Math.round(ms / 1_000)} s`;
  return ms < 10_800_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`;
}

/** What hangs, where and since when, in one line. */
export function hangingLine(one: Hanging, nowMs: number): string {
  if (one.why === 'orphaned') return orphanedLine(one.producer, nowMs);
  const {transaction, openForMs} = one;
  return `${transaction.transactionalId} (producer ${transaction.producerId}) is open for ${lasting(openForMs)}, longer than its timeout of ${lasting(transaction.timeoutMs)}, in ${placesOf(transaction)}`;
}

export function orphanedLine({topic, partition, producerId, startOffset, lastTimestampMs}: ActiveProducer, nowMs: number): string {
  return `${topic}-${partition} waits at offset ${startOffset} for producer ${producerId}, whose transaction no coordinator knows of; its last record came ${lasting(nowMs - lastTimestampMs)} ago`;
}

/** `orders-0, orders-2`; the first few of many. */
export function placesOf({partitions}: Pick<LiveTransaction, 'partitions'>): string {
  if (partitions.length === 0) return 'no partition yet';
  const shown = partitions.slice(0, 4).map(({topic, partition}) => `${topic}-${partition}`);
  return `${shown.join(', ')}${partitions.length > shown.length ? ` and ${partitions.length - shown.length} more` : ''}`;
}

/** As JSON: numbers that may pass 2^53 are text. */
export function transactionJson(one: LiveTransaction): Record<string, unknown> {
  const {startedAtMs, ...rest} = one;
  return {
    ...rest,
    producerId: String(one.producerId),
    ...(startedAtMs === undefined ? {} : {startedAt: new Date(startedAtMs).toISOString()}),
  };
}

export function hangingJson(one: Hanging): Record<string, unknown> {
  if (one.why === 'overdue') return {why: one.why, openForMs: one.openForMs, ...transactionJson(one.transaction)};
  const {startOffset, ...producer} = one.producer;
  return {why: one.why, ...producer, producerId: String(producer.producerId), startOffset: String(startOffset)};
}
