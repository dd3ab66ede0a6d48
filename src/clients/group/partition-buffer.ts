import type {TopicPartition} from '../records.ts';
import type {RawRecord} from './record-batches.ts';

/** Records of one partition in order, and where one reads on after them. */
export interface Polled extends TopicPartition {
  records: RawRecord[];
  /** One after the last record, and after what only stands in the log, like a transaction's marker. */
  next: bigint;
}

/** What was fetched of a partition and not yet taken. */
export class PartitionBuffer {
  readonly topic: string;
  readonly partition: number;
  paused = false;
  #fetchFrom: bigint;
  #fetched: {records: RawRecord[]; at: number; next: bigint}[] = [];
  /** Rises whenever what is being fetched is no longer wanted. */
  version = 0;

  constructor({topic, partition}: TopicPartition, position: bigint) {
    this.topic = topic;
    this.partition = partition;
    this.#fetchFrom = position;
  }

  get fetchFrom(): bigint {
    return this.#fetchFrom;
  }

  /** Answers of fetches that wait to be taken. */
  get waiting(): number {
    return this.#fetched.length;
  }

  /** Records before the position come along with their batch and are left out. */
  add(records: RawRecord[], next: bigint): void {
    const from = this.#fetchFrom;
    // Two leaders may answer where the partition moves from one to the other: the later answer never leads back.
    if (next <= from) return;
    const first = records[0];
    const wanted = first === undefined || first.offset >= from ? records : records.filter(({offset}) => offset >= from);
    this.#fetched.push({records: wanted, at: 0, next});
    this.#fetchFrom = next;
  }

  /** At most `limit` records, of one answer; undefined where nothing waits. */
  take(limit: number): Polled | undefined {
    const first = this.#fetched[0];
    if (first === undefined) return undefined;
    const {topic, partition} = this;
    const records = first.at === 0 && first.records.length <= limit ? first.records : first.records.slice(first.at, first.at + limit);
    first.at += records.length;
    const after = first.records[first.at];
    if (after !== undefined) return {topic, partition, records, next: after.offset};
    this.#fetched.shift();
    return {topic, partition, records, next: first.next};
  }

  /** Forgets what was fetched, and reads on from another offset. */
  moveTo(offset: bigint): void {
    this.version++;
    this.#fetched = [];
    this.#fetchFrom = offset;
  }
}
