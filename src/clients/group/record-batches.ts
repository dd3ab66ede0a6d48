/**
 * Reads record batches as they lie in the log (Kafka's record batch format, version 2; KIP-98). Not kafkajs's decoder:
 * that one loses the order of headers and header values that are null, does not say where an empty batch ends (a
 * consumer of a compacted topic then waits at it for ever), and overflows the stack on a batch of very many records.
 */

export interface RawRecord {
  offset: bigint;
  timestampMs: number;
  key: Buffer | null;
  value: Buffer | null;
  headers: (readonly [name: string, value: Buffer | null])[];
}

export interface RecordBatch {
  firstOffset: bigint;
  /** One after the last offset that the batch stands for, also where compaction took records out of it. */
  next: bigint;
  producerId: bigint;
  isTransactional: boolean;
  isControl: boolean;
  records: RawRecord[];
}

/** The type is Kafka's number: 1 gzip, 2 snappy, 3 lz4, 4 zstd. */
export type Decompress = (type: number, bytes: Buffer) => Promise<Buffer>;

/** Batch heads: offset and length, then the rest up to the count of records. */
const LENGTH_END = 12;
const HEAD_BYTES = 61;
const MAGIC = 2;
const CODEC_MASK = 0x07;
const LOG_APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;

/**
 * Whole batches only: a fetch may cut off the last one, which comes again with the next fetch. Those before one that
 * cannot be read are returned with its error.
 */
export async function readRecordBatches(
  bytes: Buffer,
  decompress: Decompress,
): Promise<{batches: RecordBatch[]; unreadable: UnreadableBatch | undefined}> {
  const batches: RecordBatch[] = [];
  for (let at = 0; bytes.length - at >= HEAD_BYTES; ) {
    const end = at + LENGTH_END + bytes.readInt32BE(at + 8);
    if (end < at + HEAD_BYTES) return {batches, unreadable: new UnreadableBatch('a record batch is shorter than its head')};
    if (end > bytes.length) break;
    try {
      batches.push(await readBatch(bytes.subarray(at, end), decompress));
    } catch (cause) {
      const unreadable = cause instanceof UnreadableBatch ? cause : new UnreadableBatch('a record batch is damaged', {cause});
      return {batches, unreadable};
    }
    at = end;
  }
  return {batches, unreadable: undefined};
}

/** What a batch holds cannot be read: a codec that is not there, or bytes that are no records. */
export class UnreadableBatch extends Error {
  override readonly name = 'UnreadableBatch';
}

async function readBatch(batch: Buffer, decompress: Decompress): Promise<RecordBatch> {
  const magic = batch.readInt8(16);
  if (magic !== MAGIC) throw new UnreadableBatch(`a record batch of version ${magic} cannot be read`);
  const firstOffset = batch.readBigInt64BE(0);
  const attributes = batch.readInt16BE(21);
  const codec = attributes & CODEC_MASK;
  const head = {
    firstOffset,
    next: firstOffset + BigInt(batch.readInt32BE(23)) + 1n,
    producerId: batch.readBigInt64BE(43),
    isTransactional: (attributes & TRANSACTIONAL) !== 0,
    isControl: (attributes & CONTROL) !== 0,
  };
  const count = batch.readInt32BE(57);
  // Nobody needs what a marker says beyond its key, and an empty batch has nothing to decompress.
  if (count === 0) return {...head, records: []};
  const compressed = batch.subarray(HEAD_BYTES);
  let body = compressed;
  if (codec !== 0) {
    try {
      body = await decompress(codec, compressed);
    } catch (cause) {
      throw new UnreadableBatch(`a record batch of codec ${CODEC_NAMES[codec] ?? codec} cannot be decompressed`, {cause});
    }
  }
  const isAppendTime = (attributes & LOG_APPEND_TIME) !== 0;
  const firstTimestamp = batch.readBigInt64BE(27);
  const appendTimeMs = isAppendTime ? Number(batch.readBigInt64BE(35)) : undefined;
  return {...head, records: readRecords(body, {count, firstOffset, firstTimestamp: Number(firstTimestamp), appendTimeMs})};
}

const CODEC_NAMES: Record<number, string> = {1: 'gzip', 2: 'snappy', 3: 'lz4', 4: 'zstd'};

interface BatchContext {
  count: number;
  firstOffset: bigint;
  firstTimestamp: number;
  appendTimeMs: number | undefined;
}

function readRecords(body: Buffer, {count, firstOffset, firstTimestamp, appendTimeMs}: BatchContext): RawRecord[] {
  const records = new Array<RawRecord>(count);
  const cursor = new Cursor(body);
  for (let index = 0; index < count; index++) {
    const length = cursor.varint();
    const end = cursor.at + length;
    // Attributes are unused as yet.
    cursor.at += 1;
    const timestampDelta = cursor.varlong();
    const offset = firstOffset + BigInt(cursor.varint());
    const key = cursor.bytes();
    const value = cursor.bytes();
    const headerCount = cursor.varint();
    const headers: [string, Buffer | null][] = [];
    for (let header = 0; header < headerCount; header++) headers.push([cursor.bytes()?.toString('utf8') ?? '', cursor.bytes()]);
    if (cursor.at !== end) throw new UnreadableBatch(`the record at offset ${offset} is not as long as it says`);
    records[index] = {offset, timestampMs: appendTimeMs ?? firstTimestamp + timestampDelta, key, value, headers};
  }
  return records;
}

const NO_HIGH_BIT = 0x7f;
const HIGH_BIT = 0x80;
/** Bits that fit a number's own 32-bit arithmetic. */
const SMALL_BITS = 28;

/** Kafka's variable-length numbers are Protocol Buffers' zigzag varints. */
class Cursor {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#byte();
      value |= (byte & NO_HIGH_BIT) << shift;
      if ((byte & HIGH_BIT) === 0) return (value >>> 1) ^ -(value & 1);
      if (shift >= SMALL_BITS) throw new UnreadableBatch('a number in a record is too long');
    }
  }

  /** Timestamps' deltas reach past 32 bits, and not past 53. */
  varlong(): number {
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = this.#byte();
      value += (byte & NO_HIGH_BIT) * weight;
      if ((byte & HIGH_BIT) === 0) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      weight *= HIGH_BIT;
    }
  }

  bytes(): Buffer | null {
    const length = this.varint();
    if (length < 0) return null;
    const start = this.at;
    this.at += length;
    if (this.at > this.#bytes.length) throw new UnreadableBatch('a record is longer than its batch');
    return this.#bytes.subarray(start, this.at);
  }

  #byte(): number {
    const byte = this.#bytes[this.at++];
    if (byte === undefined) throw new UnreadableBatch('a record is longer than its batch');
    return byte;
  }
}
