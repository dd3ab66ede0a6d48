import {promisify} from 'node:util';
import {gunzip, gzip, zstdCompress, zstdDecompress} from 'node:zlib';
import {lz4Compress, lz4Decompress, snappyCompress, snappyDecompress} from '@platformatic/wasm-utils';

export const CODEC_NAMES = ['gzip', 'snappy', 'lz4', 'zstd'] as const;
export type CodecName = (typeof CODEC_NAMES)[number];

/** How the records of a batch are compressed (org.apache.kafka.common.record.CompressionType). */
export interface Codec {
  name: CodecName;
  /** In a batch's attributes. */
  id: number;
  compress(bytes: Buffer): Promise<Buffer> | Buffer;
  decompress(bytes: Buffer): Promise<Buffer> | Buffer;
}

/** The library's input buffer is gone after its memory grew, and nothing is then too small for it: what is empty throws. */
const EMPTY = {bytes: Buffer.alloc(0), asLz4: Buffer.from(lz4Compress(Buffer.alloc(0)))};

function lz4(bytes: Buffer): Buffer {
  return bytes.length === 0 ? EMPTY.asLz4 : lz4Compress(bytes);
}

function unlz4(bytes: Buffer): Buffer {
  return bytes.length === 0 ? EMPTY.bytes : lz4Decompress(bytes);
}

/** What Kafka's Java clients write around snappy (xerial's SnappyOutputStream): magic, version, oldest compatible version. */
const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
const XERIAL_MAGIC_BYTES = 8;
/** xerial's block size, which bounds what a reader must hold. */
const BLOCK_BYTES = 32 * 1024;

function snappyFramed(bytes: Buffer): Buffer {
  const parts: Buffer[] = [XERIAL];
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    const block = snappyCompress(bytes.subarray(at, at + BLOCK_BYTES));
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}

/** Other clients write plain snappy, which has no magic. */
function snappyUnframed(bytes: Buffer): Buffer {
  if (bytes.length === 0) return EMPTY.bytes;
  if (!bytes.subarray(0, XERIAL_MAGIC_BYTES).equals(XERIAL.subarray(0, XERIAL_MAGIC_BYTES))) return snappyDecompress(bytes);
  const parts: Buffer[] = [];
  for (let at = XERIAL.length; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    at += 4;
    if (at + length > bytes.length) throw new RangeError('a snappy block is longer than what is left of the batch');
    parts.push(snappyDecompress(bytes.subarray(at, at + length)));
    at += length;
  }
  return Buffer.concat(parts);
}

/**
 * Node has gzip and zstd; lz4 and snappy are those of the independent client's WebAssembly (lz4_flex and snap), which needs no
 * build and no install script.
 */
export const CODECS: Readonly<Record<CodecName, Codec>> = {
  gzip: {name: 'gzip', id: 1, compress: promisify(gzip), decompress: promisify(gunzip)},
  snappy: {name: 'snappy', id: 2, compress: snappyFramed, decompress: snappyUnframed},
  lz4: {name: 'lz4', id: 3, compress: lz4, decompress: unlz4},
  zstd: {name: 'zstd', id: 4, compress: promisify(zstdCompress), decompress: promisify(zstdDecompress)},
};

/** Decompresses the records of a batch by the type in its attributes; throws where it is no type of Kafka's. */
export async function decompressAs(id: number, compressed: Buffer): Promise<Buffer> {
  const codec = Object.values(CODECS).find(one => one.id === id);
  if (codec === undefined) throw new Error(`compression type ${id} is unknown`);
  return await codec.decompress(compressed);
}
