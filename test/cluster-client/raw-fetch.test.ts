import {createRecordsBatch} from '@platformatic/kafka';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {summarise} from '../../src/cluster/log-sample.ts';
import {batchHeaders, keysOf} from '../../src/cluster/raw-fetch.ts';

type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

/** A batch as a producer sends it. */
function batch(keys: readonly (string | null)[], {valueBytes = 20, compression = 'none' as Compression} = {}): Buffer {
  const messages = keys.map(key => ({
    topic: 't',
    value: Buffer.alloc(valueBytes, 'v'),
    ...(key === null ? {} : {key: Buffer.from(key)}),
  }));
  return Buffer.from(createRecordsBatch(messages, {compression}).buffer);
}

describe('the batches of a fetched part of a log', () => {
  it('have the size that they take in the log, and their keys, whatever compresses them', () => {
    const keysGiven = fc.array(fc.option(fc.string({minLength: 1})), {minLength: 1, maxLength: 20});
    const some = fc.array(
      fc.record({keys: keysGiven, compression: fc.constantFrom<Compression>('none', 'gzip', 'snappy', 'lz4', 'zstd')}),
      {maxLength: 6},
    );
    fc.assert(
      fc.property(some, batches => {
        const parts = batches.map(({keys, compression}) => batch(keys, {compression}));
        const headers = batchHeaders(Buffer.concat(parts));
        expect(headers.map(({sizeBytes}) => sizeBytes)).toEqual(parts.map(({length}) => length));
        expect(headers.map(({recordCount}) => recordCount)).toEqual(batches.map(({keys}) => keys.length));
        expect(headers.map(one => keysOf(one)?.map(key => key?.toString() ?? null))).toEqual(batches.map(({keys}) => keys));
      }),
    );
  });

  it('tell their size where the answer cuts them off, and nothing where not even the head is whole', () => {
    const whole = batch(['a'], {valueBytes: 10});
    const large = batch(['b'], {valueBytes: 100_000});
    const headers = batchHeaders(Buffer.concat([whole, large]).subarray(0, whole.length + 1_000));
    expect(headers.map(({sizeBytes}) => sizeBytes)).toEqual([whole.length, large.length]);
    expect(headers.map(one => keysOf(one)?.length)).toEqual([1, undefined]);
    expect(batchHeaders(Buffer.concat([whole, large]).subarray(0, whole.length + 60))).toHaveLength(1);
    expect(batchHeaders(Buffer.alloc(0))).toEqual([]);
  });

  it('that cannot be decompressed have no keys, and still a size', () => {
    const broken = batch(['a', 'b'], {compression: 'gzip', valueBytes: 500});
    broken.fill(0xff, 61);
    const [header] = batchHeaders(broken);
    expect(header?.sizeBytes).toBe(broken.length);
    expect(header === undefined ? 'none' : keysOf(header)).toBeUndefined();
  });
});

describe('a sample', () => {
  it('counts records with and without keys, different keys once, and leaves out what brokers wrote', () => {
    const [data, others, control] = batchHeaders(
      Buffer.concat([batch(['a', 'a', 'b']), batch([null, null]), batch(['marker'], {valueBytes: 900})]),
    );
    if (data === undefined || others === undefined || control === undefined) throw new Error('three batches were made');
    const sample = summarise([
      {partition: 0, batch: data},
      {partition: 1, batch: others},
      {partition: 1, batch: {...control, isControl: true}},
    ]);
    expect(sample).toMatchObject({partitionCount: 2, batchCount: 2, recordCount: 5, keyedCount: 3, keylessCount: 2});
    expect(sample.keys.map(({partition}) => partition)).toEqual([0, 0]);
    expect(sample.largestBatchBytes).toBe(Math.max(data.sizeBytes, others.sizeBytes));
  });
});
