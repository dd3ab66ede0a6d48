import type {RecordMetadata} from '../records.ts';
import {BATCH_HEADER_BYTES, type BatchIdentity, type EncodedRecord} from './record-batch.ts';

/** Who sends: a producer id of the brokers and its epoch. One object an identity, so that `===` tells a new one. */
export interface Identity {
  readonly producerId: bigint;
  readonly epoch: number;
}

/** A record on its way: what is sent, and who waits for it. */
export interface Pending extends EncodedRecord {
  topic: string;
  /** Undefined until it was chosen, once and before the first try: a retry must not choose again. */
  partition: number | undefined;
  /** At most what it takes in a batch. */
  bytes: number;
  acceptedAtMs: number;
  promise: Promise<RecordMetadata>;
  resolve: (metadata: RecordMetadata) => void;
  reject: (error: Error) => void;
}

/** Records of one partition that are sent together. */
export class Batch {
  readonly queue: PartitionQueue;
  readonly records: Pending[] = [];
  bytes = BATCH_HEADER_BYTES;
  readonly createdAtMs: number;
  /** Nothing is added any more. */
  closed = false;
  /** Stored or failed: whatever still goes on about it is of no use. */
  over = false;
  attempts = 0;
  /** An attempt was made whose answer does not rule out that the records are in the log. */
  maybeStored = false;
  unknownTopicSinceMs: number | undefined;
  notBeforeMs = 0;
  /** Given at the first attempt and kept, so that brokers know a second one. */
  identity: (BatchIdentity & {of: Identity | undefined}) | undefined;
  encoded: Buffer | undefined;
  readonly settled = Promise.withResolvers<void>();

  constructor(queue: PartitionQueue, createdAtMs: number) {
    this.queue = queue;
    this.createdAtMs = createdAtMs;
  }

  add(record: Pending): void {
    this.records.push(record);
    this.bytes += record.bytes;
  }

  /** What was known at the last attempt is of no use: as if it had never been tried. */
  startAnew(): void {
    this.identity = undefined;
    this.encoded = undefined;
  }
}

/** The batches of one partition, in the order in which they must be stored; at most the first is in flight. */
export class PartitionQueue {
  readonly topic: string;
  readonly partition: number;
  readonly batches: Batch[] = [];
  inFlight = false;
  #identity: Identity | undefined;
  #nextSequence = 0;

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }

  get name(): string {
    return `${this.topic}-${this.partition}`;
  }

  /** The batch that a record of so many bytes can still join. */
  open(bytes: number, batchSizeBytes: number): Batch | undefined {
    const last = this.batches.at(-1);
    return last === undefined || last.closed || last.bytes + bytes > batchSizeBytes ? undefined : last;
  }

  /** Puts a record into the last batch, or closes that and begins another one. A record larger than a batch travels alone. */
  add(record: Pending, batchSizeBytes: number): Batch {
    const open = this.open(record.bytes, batchSizeBytes);
    if (open !== undefined) {
      open.add(record);
      open.closed = open.bytes >= batchSizeBytes;
      return open;
    }
    const last = this.batches.at(-1);
    if (last !== undefined) last.closed = true;
    const batch = new Batch(this, record.acceptedAtMs);
    batch.add(record);
    // Full already: it waits for no more.
    batch.closed = batch.bytes >= batchSizeBytes;
    this.batches.push(batch);
    return batch;
  }

  /** Numbers a batch's records after those before them; an identity that is new to this partition begins at 0. */
  number(batch: Batch, identity: Identity | undefined): void {
    if (identity === undefined) {
      batch.identity = {producerId: -1n, epoch: -1, sequence: -1, of: undefined};
      return;
    }
    if (this.#identity !== identity) {
      this.#identity = identity;
      this.#nextSequence = 0;
    }
    batch.identity = {...identity, sequence: this.#nextSequence, of: identity};
    this.#nextSequence = (this.#nextSequence + batch.records.length) % 2 ** 31;
  }

  /** The broker surely has nothing of a batch: its numbers are free for the next. */
  takeBack({identity}: Batch): void {
    if (identity?.of !== undefined && identity.of === this.#identity) this.#nextSequence = identity.sequence;
  }

  /** The first batch again as two halves, each of which is numbered anew. */
  split(): void {
    const [whole] = this.batches;
    if (whole === undefined) return;
    const middle = Math.ceil(whole.records.length / 2);
    const halves = [whole.records.slice(0, middle), whole.records.slice(middle)].map(records => {
      const half = new Batch(this, whole.createdAtMs);
      for (const record of records) half.add(record);
      half.closed = true;
      return half;
    });
    this.batches.splice(0, 1, ...halves);
    void Promise.all(halves.map(half => half.settled.promise)).then(() => whole.settled.resolve());
  }
}
