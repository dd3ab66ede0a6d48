import {compressionsAlgorithmsByBitmask} from '@platformatic/kafka';

/** The head of a record batch (Kafka's record batch format, version 2), as {@link forEachBatch} gives it. */
export interface LeanBatch {
  firstOffset: bigint;
  lastOffsetDelta: number;
  /** Bits: compression 0–2, timestamp type 3, transactional 4, control 5. */
  attributes: number;
  firstTimestampMs: number;
  maxTimestampMs: number;
  /** -1 for a producer without idempotence. */
  producerId: bigint;
  recordCount: number;
  /** The records' bytes, compressed as the attributes say. */
  body: Buffer;
}

const HEAD_BYTES = 61;
/** Of the first offset and the length, which the length does not count. */
const LENGTH_END = 12;
const COMPRESSION_BITS = 0x07;
const LOG_APPEND_TIME_BIT = 0x08;
const MAGIC = 2;

/**
 * Calls `visit` with each whole batch of what a Fetch answered, in the order of the log; gives the offset after the last one,
 * undefined where no batch is whole. Throws on a format that brokers of Kafka 4 do not write.
 */
export function forEachBatch(records: Buffer, visit: (batch: LeanBatch) => void): bigint | undefined {
  let next: bigint | undefined;
  for (let at = 0; records.length - at >= HEAD_BYTES; ) {
    const end = at + LENGTH_END + records.readInt32BE(at + 8);
    if (end > records.length) break;
    const magic = records[at + 16];
    if (magic !== MAGIC) throw new Error(`a record batch has the format ${magic}, and only ${MAGIC} is known`);
    const firstOffset = records.readBigInt64BE(at);
    const lastOffsetDelta = records.readInt32BE(at + 23);
    visit({
      firstOffset,
      lastOffsetDelta,
      attributes: records.readInt16BE(at + 21),
      firstTimestampMs: Number(records.readBigInt64BE(at + 27)),
      maxTimestampMs: Number(records.readBigInt64BE(at + 35)),
      producerId: records.readBigInt64BE(at + 43),
      recordCount: records.readInt32BE(at + 57),
      body: records.subarray(at + HEAD_BYTES, end),
    });
    next = firstOffset + BigInt(lastOffsetDelta) + 1n;
    at = end;
  }
  return next;
}

/** As {@link forEachBatch} counts it, by the heads alone: where the next fetch begins while these records are still to be read. */
export function offsetAfter(records: Buffer): bigint | undefined {
  let next: bigint | undefined;
  for (let at = 0; records.length - at >= HEAD_BYTES; ) {
    const end = at + LENGTH_END + records.readInt32BE(at + 8);
    if (end > records.length) break;
    next = records.readBigInt64BE(at) + BigInt(records.readInt32BE(at + 23)) + 1n;
    at = end;
  }
  return next;
}

/**
 * Walks over the records of batches without making an object of any: the fields are those of the record that it stands on, and
 * key and value are stretches of `bytes`. A log of millions is read so in a memory of one fetch.
 */
export class RecordCursor {
  bytes: Buffer = Buffer.alloc(0);
  /** Exact up to 2^53. */
  offset = 0;
  timestampMs = 0;
  /** -1 where the record has no key. */
  keyStart = -1;
  keyEnd = -1;
  /** -1 for a tombstone. */
  valueStart = -1;
  valueEnd = -1;
  #at = 0;

  /** Stands on each record of a batch in turn. Throws where the batch cannot be decompressed or ends within a record. */
  forEach(batch: LeanBatch, visit: (record: RecordCursor) => void): void {
    this.bytes = decompressed(batch);
    this.#at = 0;
    const firstOffset = Number(batch.firstOffset);
    const appendTimeMs = (batch.attributes & LOG_APPEND_TIME_BIT) === 0 ? undefined : batch.maxTimestampMs;
    for (let count = 0; count < batch.recordCount; count++) {
      const length = this.#varint();
      const end = this.#at + length;
      if (length < 0 || end > this.bytes.length) throw new Error(`a record batch at offset ${batch.firstOffset} ends within a record`);
      // Attributes, which no record has so far.
      this.#at += 1;
      const timestampDelta = this.#varint();
      this.timestampMs = appendTimeMs ?? batch.firstTimestampMs + timestampDelta;
      this.offset = firstOffset + this.#varint();
      const keyLength = this.#varint();
      this.keyStart = keyLength < 0 ? -1 : this.#at;
      this.keyEnd = keyLength < 0 ? -1 : this.#at + keyLength;
      if (keyLength > 0) this.#at += keyLength;
      const valueLength = this.#varint();
      this.valueStart = valueLength < 0 ? -1 : this.#at;
      this.valueEnd = valueLength < 0 ? -1 : this.#at + valueLength;
      // Headers end where the record does.
      this.#at = end;
      visit(this);
    }
  }

  key(): Buffer | null {
    return this.keyStart < 0 ? null : this.bytes.subarray(this.keyStart, this.keyEnd);
  }

  value(): Buffer | null {
    return this.valueStart < 0 ? null : this.bytes.subarray(this.valueStart, this.valueEnd);
  }

  /** A zigzag varint of up to 64 bits, as a number: exact up to 2^53, which no length, delta or offset passes. */
  #varint(): number {
    const {bytes} = this;
    let byte = bytes[this.#at++] ?? 0;
    let low = byte & 0x7f;
    // Four groups are 28 bits; what is longer (a timestamp, mostly) is added up without bit operations, which end at 32.
    for (let shift = 7; byte >= 0x80 && shift < 28; shift += 7) {
      byte = bytes[this.#at++] ?? 0;
      low |= (byte & 0x7f) << shift;
    }
    let value = low;
    for (let factor = 2 ** 28; byte >= 0x80; factor *= 128) {
      byte = bytes[this.#at++] ?? 0;
      value += (byte & 0x7f) * factor;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

function decompressed({attributes, body, firstOffset}: LeanBatch): Buffer {
  const compression = attributes & COMPRESSION_BITS;
  if (compression === 0) return body;
  const codec = compressionsAlgorithmsByBitmask[compression];
  if (codec === undefined) throw new Error(`the batch at offset ${firstOffset} has a compression that is not known: ${compression}`);
  const bytes = codec.decompressSync(body);
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes);
}
