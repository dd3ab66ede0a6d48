import {Reader, readRecordsBatches} from '@platformatic/kafka';
import fc from 'fast-check';
import {Partitioners} from 'kafkajs';
import {describe, expect, it} from 'vitest';
import {partitionForKey} from '../../src/clients/producer/partitioner.ts';
import {BATCH_HEADER_BYTES, type EncodedRecord, encodeBatch, recordBytesAtMost} from '../../src/clients/producer/record-batch.ts';
import {CODEC_NAMES, CODECS} from '../../src/cluster/codecs.ts';

const bytes = fc.uint8Array({maxLength: 300}).map(array => Buffer.from(array));
const nullable = fc.option(bytes, {nil: null});
const record: fc.Arbitrary<EncodedRecord> = fc.record({
  key: nullable,
  value: nullable,
  headers: fc.array(
    fc.tuple(
      fc.string({maxLength: 20}).map(text => Buffer.from(text)),
      nullable,
    ),
    {maxLength: 5},
  ),
  timestampMs: fc.oneof(fc.integer({min: 0, max: 2 ** 31}), fc.maxSafeInteger().map(Math.abs), fc.constant(0)),
});
const identity = fc.record({
  producerId: fc.bigInt({min: -1n, max: 2n ** 62n}),
  epoch: fc.integer({min: -1, max: 32_767}),
  sequence: fc.integer({min: -1, max: 2 ** 31 - 1}),
});

describe('a record batch', () => {
  it('is read by the independent client as it was written, by every codec', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, {minLength: 1, maxLength: 40}),
        identity,
        fc.boolean(),
        fc.option(fc.constantFrom(...CODEC_NAMES), {nil: undefined}),
        async (records, by, transactional, codec) => {
          const encoded = await encodeBatch(records, {identity: by, transactional, codec: codec === undefined ? undefined : CODECS[codec]});
          const [read, ...rest] = readRecordsBatches(Reader.from(encoded));
          expect(rest).toEqual([]);
          expect(read).toMatchObject({
            producerId: by.producerId,
            producerEpoch: by.epoch,
            firstSequence: by.sequence,
            lastOffsetDelta: records.length - 1,
            attributes: (codec === undefined ? 0 : CODECS[codec].id) | (transactional ? 0x10 : 0),
            maxTimestamp: BigInt(Math.max(...records.map(({timestampMs}) => timestampMs))),
          });
          expect(
            read?.records.map(({key, value, headers, timestampDelta, offsetDelta}) => ({
              key,
              value,
              headers,
              timestampMs: Number((read?.firstTimestamp ?? 0n) + timestampDelta),
              offsetDelta,
            })),
          ).toEqual(records.map((one, offsetDelta) => ({...one, offsetDelta})));
        },
      ),
    );
  });

  it('takes no more bytes than it was given room for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, {minLength: 1, maxLength: 40}), async records => {
        const encoded = await encodeBatch(records, {
          identity: {producerId: -1n, epoch: -1, sequence: -1},
          transactional: false,
          codec: undefined,
        });
        const room = BATCH_HEADER_BYTES + records.reduce((sum, one) => sum + recordBytesAtMost(one), 0);
        expect(encoded.length).toBeLessThanOrEqual(room);
        // Not so much room that a buffer would be wasted.
        expect(room - encoded.length).toBeLessThanOrEqual(20 * records.length);
      }),
    );
  });
});

describe('codecs', () => {
  it.each(CODEC_NAMES)('%s gives back what it took', async name => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({maxLength: 5_000}),
          fc.nat({max: 200_000}).map(size => new Uint8Array(size).fill(7)),
        ),
        async array => {
          const taken = Buffer.from(array);
          const given = await CODECS[name].decompress(await CODECS[name].compress(taken));
          expect(given.equals(taken)).toBe(true);
        },
      ),
    );
  });

  it.each(CODEC_NAMES)('%s takes nothing after it took much', async name => {
    await CODECS[name].compress(Buffer.alloc(8_000_000));
    expect((await CODECS[name].decompress(await CODECS[name].compress(Buffer.alloc(0)))).length).toBe(0);
  });

  it('reads plain snappy, too, and refuses what is cut off', () => {
    const framed = CODECS.snappy.compress(Buffer.alloc(100_000, 'x')) as Buffer;
    const block = framed.subarray(20, 20 + framed.readUInt32BE(16));
    expect((CODECS.snappy.decompress(block) as Buffer).length).toBe(32 * 1024);
    expect(() => CODECS.snappy.decompress(framed.subarray(0, framed.length - 1))).toThrow(/longer than what is left/);
  });
});

describe('the partition of a key', () => {
  it("is that of Kafka's own clients", () => {
    const kafkajs = Partitioners.DefaultPartitioner();
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 100}), fc.integer({min: 1, max: 500}), (array, count) => {
        const key = Buffer.from(array);
        const partitionMetadata = Array.from({length: count}, (_, partitionId) => ({
          partitionId,
          leader: 1,
          partitionErrorCode: 0,
          replicas: [1],
          isr: [1],
        }));
        expect(partitionForKey(key, count)).toBe(kafkajs({topic: 't', partitionMetadata, message: {key, value: null}}));
      }),
    );
  });

  it.each([
    // org.apache.kafka.common.utils.UtilsTest.testMurmur2, modulo 1000.
    ['21', -973_932_308],
    ['foobar', -790_332_482],
    ['a-little-bit-long-string', -985_981_536],
    ['a-little-bit-longer-string', -1_486_304_829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58_897_971],
  ])("of %s is by Kafka's own vector", (key, hash) => {
    expect(partitionForKey(Buffer.from(key), 1000)).toBe((hash & 0x7fffffff) % 1000);
  });
});
