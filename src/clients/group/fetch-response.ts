import {type AbortedTransaction, visibleRecords} from './committed-view.ts';
import {type Decompress, type RawRecord, readRecordBatches} from './record-batches.ts';

export interface FetchedPartition {
  topic: string;
  partition: number;
  /** Kafka's; 0 for none. kafkajs throws the whole answer away for the first partition that has an error. */
  errorCode: number;
  highWatermark: bigint;
  lastStableOffset: bigint;
  /** What this consumer may see; of offsets before the one that was asked for, too: a batch comes whole. */
  records: RawRecord[];
  /** One after the last batch that came, aborted ones and markers among them; undefined where none came whole. */
  next: bigint | undefined;
  /** The first batch cannot be read. */
  unreadable?: Error;
}

export interface FetchResponse {
  /** kafkajs's connection honours it (KIP-219). */
  clientSideThrottleTime: number;
  errorCode: number;
  partitions: FetchedPartition[];
}

/** Reads the answer to a Fetch request of version 11. */
export async function readFetchResponse(answer: Buffer, decompress: Decompress): Promise<FetchResponse> {
  const reader = new Reader(answer);
  const clientSideThrottleTime = reader.int32();
  const errorCode = reader.int16();
  // The fetch session's id: none is used.
  reader.int32();
  const partitions: FetchedPartition[] = [];
  for (let topics = reader.int32(); topics > 0; topics--) {
    const topic = reader.text();
    for (let count = reader.int32(); count > 0; count--) partitions.push(await readPartition(topic, reader, decompress));
  }
  return {clientSideThrottleTime, errorCode, partitions};
}

async function readPartition(topic: string, reader: Reader, decompress: Decompress): Promise<FetchedPartition> {
  const head = {
    topic,
    partition: reader.int32(),
    errorCode: reader.int16(),
    highWatermark: reader.int64(),
    lastStableOffset: reader.int64(),
  };
  // The log's start offset.
  reader.int64();
  const aborted: AbortedTransaction[] = [];
  for (let count = reader.int32(); count > 0; count--) aborted.push({producerId: reader.int64(), firstOffset: reader.int64()});
  // The preferred read replica.
  reader.int32();
  const bytes = reader.bytes();
  const {batches, unreadable} = await readRecordBatches(bytes, decompress);
  const read = {...head, records: visibleRecords(batches, aborted), next: batches.at(-1)?.next};
  // What comes before it is consumed first; the next fetch begins with it.
  return unreadable === undefined || batches.length > 0 ? read : {...read, unreadable};
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int16(): number {
    this.#at += 2;
    return this.#bytes.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.#bytes.readInt32BE(this.#at - 4);
  }

  int64(): bigint {
    this.#at += 8;
    return this.#bytes.readBigInt64BE(this.#at - 8);
  }

  text(): string {
    const length = this.int16();
    this.#at += length;
    return this.#bytes.toString('utf8', this.#at - length, this.#at);
  }

  /** None where the length is -1. */
  bytes(): Buffer {
    const length = Math.max(0, this.int32());
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
