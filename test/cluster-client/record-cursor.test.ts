import {createRecordsBatch, Reader, readRecordsBatches} from '@platformatic/kafka';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {forEachBatch, offsetAfter, RecordCursor} from '../../src/cluster/record-cursor.ts';

const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
const bytes = fc.uint8Array({maxLength: 200}).map(one => Buffer.from(one));
const records = fc.array(
  fc.record({
    key: fc.option(bytes, {nil: undefined}),
    value: bytes,
    timestamp: fc.bigInt({min: 0n, max: 2n ** 45n}),
    headers: fc.array(fc.tuple(bytes, bytes), {maxLength: 2}).map(list => new Map(list)),
  }),
  {minLength: 1, maxLength: 40},
);
const batches = fc.array(fc.tuple(records, fc.constantFrom(...COMPRESSIONS), fc.bigInt({min: -1n, max: 2n ** 50n})), {
  minLength: 1,
  maxLength: 4,
});

/** Batches as a log holds them, one after another. */
function logOf(
  parts: readonly [{key: Buffer | undefined; value: Buffer; timestamp: bigint}[], (typeof COMPRESSIONS)[number], bigint][],
): Buffer {
  let firstOffset = 2n ** 40n;
  return Buffer.concat(
    parts.map(([own, compression, producerId]) => {
      const messages = own.map(one => ({...one, ...(one.key === undefined ? {} : {key: one.key}), topic: 't', partition: 0}));
      const batch = Buffer.from(createRecordsBatch(messages as never, {compression, producerId}).buffer);
      batch.writeBigInt64BE(firstOffset, 0);
      firstOffset += BigInt(own.length) + 2n;
      return batch;
    }),
  );
}

function readByCursor(log: Buffer) {
  const cursor = new RecordCursor();
  const found: {offset: number; timestampMs: number; key: string | null; value: string | null; producerId: bigint}[] = [];
  const next = forEachBatch(log, batch =>
    cursor.forEach(batch, one => {
      const {offset, timestampMs} = one;
      found.push({offset, timestampMs, key: hex(one.key()), value: hex(one.value()), producerId: batch.producerId});
    }),
  );
  return {found, next};
}

function hex(bytes: Buffer | null): string | null {
  return bytes === null ? null : bytes.toString('hex');
}

describe("the record cursor reads what the library's parser reads", () => {
  it('whatever keys, values, headers, timestamps and compressions', () => {
    fc.assert(
      fc.property(batches, parts => {
        const log = logOf(parts);
        const expected = readRecordsBatches(Reader.from(log)).flatMap(batch =>
          batch.records.map(one => ({
            offset: Number(batch.firstOffset) + one.offsetDelta,
            timestampMs: Number(batch.firstTimestamp + one.timestampDelta),
            key: hex(one.key),
            value: hex(one.value),
            producerId: batch.producerId,
          })),
        );
        const {found, next} = readByCursor(log);
        expect(found).toEqual(expected);
        expect(next).toBe(offsetAfter(log));
      }),
      {numRuns: 60},
    );
  });

  it('up to the last whole batch of an answer that ends within one', () => {
    const log = logOf([
      [[{key: undefined, value: Buffer.from('a'), timestamp: 1n}], 'none', 1n],
      [[{key: undefined, value: Buffer.from('b'), timestamp: 1n}], 'none', 1n],
    ]);
    for (const cut of [1, 40, 60]) {
      const {found, next} = readByCursor(log.subarray(0, log.length - cut));
      expect(found.map(one => one.value)).toEqual([Buffer.from('a').toString('hex')]);
      expect(next).toBe(2n ** 40n + 1n);
    }
    expect(offsetAfter(log.subarray(0, 60))).toBeUndefined();
  });

  it('and refuses a format and a compression that it does not know, and a batch that ends within a record', () => {
    const log = logOf([[[{key: undefined, value: Buffer.from('a'), timestamp: 1n}], 'none', 1n]]);
    const older = Buffer.from(log);
    older[16] = 1;
    expect(() => readByCursor(older)).toThrow('format 1');
    const odd = Buffer.from(log);
    odd[22] = 6;
    expect(() => readByCursor(odd)).toThrow('compression that is not known: 6');
    const more = Buffer.from(log);
    more.writeInt32BE(2, 57);
    expect(() => readByCursor(more)).toThrow('ends within a record');
  });
});
