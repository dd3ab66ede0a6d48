/** The parts of a record batch that say to which transaction it belongs (Kafka's record batch format, version 2). */
export interface BatchHead {
  firstOffset: bigint;
  lastOffsetDelta: number;
  attributes: number;
  producerId: bigint;
}

/** A batch with what its marker says, where it is a control batch (see {@link markerType}). */
export interface MarkedBatch extends BatchHead {
  marker: number | undefined;
}

const LOG_APPEND_TIME_BIT = 0x08;
const TRANSACTIONAL_BIT = 0x10;
const CONTROL_BIT = 0x20;
/** Types of control records (Kafka's ControlRecordType). */
export const ABORT_MARKER = 0;
export const COMMIT_MARKER = 1;

/** With `message.timestamp.type=LogAppendTime` the batch's last timestamp is that of all its records, and their own say nothing. */
export function appendedAtBroker({attributes}: Pick<BatchHead, 'attributes'>): boolean {
  return (attributes & LOG_APPEND_TIME_BIT) !== 0;
}

export function isControlBatch({attributes}: Pick<BatchHead, 'attributes'>): boolean {
  return (attributes & CONTROL_BIT) !== 0;
}

export function isTransactionalBatch({attributes}: Pick<BatchHead, 'attributes'>): boolean {
  return (attributes & TRANSACTIONAL_BIT) !== 0;
}

/**
 * Tells which batches of one fetch belong to aborted transactions, as Kafka's own consumer does it: an abort range of
 * a producer opens at its first offset and closes at that producer's next abort marker, so that several ranges of one
 * producer in one fetch are kept apart.
 */
export class AbortedTransactions {
  readonly #ranges: {producerId: bigint; firstOffset: bigint}[];
  readonly #open = new Set<bigint>();

  constructor(ranges: readonly {producerId: bigint; firstOffset: bigint}[]) {
    this.#ranges = [...ranges].sort((a, b) => (a.firstOffset < b.firstOffset ? -1 : a.firstOffset > b.firstOffset ? 1 : 0));
  }

  /** Batches must come in the order of the log. */
  hides(batch: MarkedBatch): boolean {
    const lastOffset = batch.firstOffset + BigInt(batch.lastOffsetDelta);
    for (let head = this.#ranges[0]; head !== undefined && head.firstOffset <= lastOffset; head = this.#ranges[0]) {
      this.#open.add(head.producerId);
      this.#ranges.shift();
    }
    if (isControlBatch(batch)) {
      if (batch.marker === ABORT_MARKER) this.#open.delete(batch.producerId);
      return true;
    }
    return isTransactionalBatch(batch) && this.#open.has(batch.producerId);
  }
}

/** What a control record says by its key, which is its version and its type, 16 bits each. */
export function markerType(key: Buffer | null | undefined): number | undefined {
  return key === null || key === undefined || key.length < 4 ? undefined : key.readInt16BE(2);
}
