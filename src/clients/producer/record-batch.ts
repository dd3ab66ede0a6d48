import {crc32c} from '@platformatic/wasm-utils';

/** A record as bytes, before it has an offset. */
export interface EncodedRecord {
  key: Buffer | null;
  value: Buffer | null;
  /** Names as UTF-8, in the order of the log. */
  headers: readonly (readonly [name: Buffer, value: Buffer | null])[];
  timestampMs: number;
}

export interface BatchIdentity {
  producerId: bigint;
  epoch: number;
  /** Sequence of the first record; -1 without idempotence. */
  sequence: number;
}

export interface BatchOptions {
  identity: BatchIdentity;
  transactional: boolean;
  codec: {id: number; compress(bytes: Buffer): Promise<Buffer> | Buffer} | undefined;
}

export const BATCH_HEADER_BYTES = 61;
const MAGIC = 2;
const TRANSACTIONAL = 0x10;

/**
 * A record batch, format version 2 (Kafka's DefaultRecordBatch), as one buffer. Not kafkajs's encoder: that takes headers as
 * an object, whose names lose their order, and compares timestamps as text.
 */
export async function encodeBatch(records: readonly EncodedRecord[], {identity, transactional, codec}: BatchOptions): Promise<Buffer> {
  const base = records[0]?.timestampMs ?? 0;
  let size = 0;
  for (let i = 0; i < records.length; i++) size += framedBytes(recordBytes(records[i] as EncodedRecord, i, base));
  const plain = codec === undefined;
  const body = Buffer.allocUnsafe(plain ? BATCH_HEADER_BYTES + size : size);
  const start = plain ? BATCH_HEADER_BYTES : 0;
  const end = writeRecords(body, start, records, base);
  let batch = body.subarray(0, end);
  if (!plain) {
    const compressed = await codec.compress(batch);
    batch = Buffer.allocUnsafe(BATCH_HEADER_BYTES + compressed.length);
    compressed.copy(batch, BATCH_HEADER_BYTES);
  }
  writeHeader(batch, records, identity, (codec?.id ?? 0) | (transactional ? TRANSACTIONAL : 0));
  return batch;
}

function writeHeader(
  batch: Buffer,
  records: readonly EncodedRecord[],
  {producerId, epoch, sequence}: BatchIdentity,
  attributes: number,
): void {
  const base = records[0]?.timestampMs ?? 0;
  let max = base;
  for (const {timestampMs} of records) if (timestampMs > max) max = timestampMs;
  batch.writeBigInt64BE(0n, 0);
  batch.writeInt32BE(batch.length - 12, 8);
  // The leader epoch is the broker's to fill in.
  batch.writeInt32BE(-1, 12);
  batch.writeInt8(MAGIC, 16);
  batch.writeInt16BE(attributes, 21);
  batch.writeInt32BE(records.length - 1, 23);
  batch.writeBigInt64BE(BigInt(base), 27);
  batch.writeBigInt64BE(BigInt(max), 35);
  batch.writeBigInt64BE(producerId, 43);
  batch.writeInt16BE(epoch, 51);
  batch.writeInt32BE(sequence, 53);
  batch.writeInt32BE(records.length, 57);
  batch.writeUInt32BE(crc32c(batch.subarray(21)) >>> 0, 17);
}

/** Upper bound of what a record adds to a batch: where it stands in the batch is not known yet. */
export function recordBytesAtMost(record: EncodedRecord): number {
  // Five bytes each for the length and the offset's delta, nine for the timestamp's.
  return 5 + 1 + 9 + 5 + contentBytes(record);
}

function recordBytes(record: EncodedRecord, index: number, base: number): number {
  return 1 + varlongBytes(record.timestampMs - base) + varintBytes(index) + contentBytes(record);
}

function framedBytes(bytes: number): number {
  return varintBytes(bytes) + bytes;
}

function contentBytes({key, value, headers}: EncodedRecord): number {
  let bytes = nullableBytes(key) + nullableBytes(value) + varintBytes(headers.length);
  for (const [name, content] of headers) bytes += varintBytes(name.length) + name.length + nullableBytes(content);
  return bytes;
}

function nullableBytes(bytes: Buffer | null): number {
  return bytes === null ? 1 : varintBytes(bytes.length) + bytes.length;
}

function writeRecords(buffer: Buffer, start: number, records: readonly EncodedRecord[], base: number): number {
  let at = start;
  for (let i = 0; i < records.length; i++) {
    const record = records[i] as EncodedRecord;
    const delta = record.timestampMs - base;
    at = writeVarint(buffer, at, recordBytes(record, i, base));
    buffer[at++] = 0;
    at = writeVarlong(buffer, at, delta);
    at = writeVarint(buffer, at, i);
    at = writeNullable(buffer, at, record.key);
    at = writeNullable(buffer, at, record.value);
    at = writeVarint(buffer, at, record.headers.length);
    for (const [name, content] of record.headers) {
      at = writeNullable(buffer, at, name);
      at = writeNullable(buffer, at, content);
    }
  }
  return at;
}

function writeNullable(buffer: Buffer, at: number, bytes: Buffer | null): number {
  if (bytes === null) return writeVarint(buffer, at, -1);
  const next = writeVarint(buffer, at, bytes.length);
  bytes.copy(buffer, next);
  return next + bytes.length;
}

/** Zigzag, of 32 bits. */
function writeVarint(buffer: Buffer, start: number, value: number): number {
  let at = start;
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  while (rest > 0x7f) {
    buffer[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  buffer[at++] = rest;
  return at;
}

function varintBytes(value: number): number {
  const rest = ((value << 1) ^ (value >> 31)) >>> 0;
  return rest < 0x80 ? 1 : rest < 0x4000 ? 2 : rest < 0x200000 ? 3 : rest < 0x10000000 ? 4 : 5;
}

const SMALL = 0x3fffffff;

/** Zigzag; times in milliseconds stay below 2^53. */
function writeVarlong(buffer: Buffer, start: number, value: number): number {
  if (value >= -SMALL && value <= SMALL) return writeVarint(buffer, start, value);
  let at = start;
  let rest = zigzag(value);
  while (rest > 0x7fn) {
    buffer[at++] = Number(rest & 0x7fn) | 0x80;
    rest >>= 7n;
  }
  buffer[at++] = Number(rest);
  return at;
}

function varlongBytes(value: number): number {
  if (value >= -SMALL && value <= SMALL) return varintBytes(value);
  let bytes = 1;
  for (let rest = zigzag(value); rest > 0x7fn; rest >>= 7n) bytes++;
  return bytes;
}

function zigzag(value: number): bigint {
  const big = BigInt(value);
  return big >= 0n ? big << 1n : (-big << 1n) - 1n;
}
