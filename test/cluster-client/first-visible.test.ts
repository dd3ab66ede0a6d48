import {createRecordsBatch} from '@platformatic/kafka';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {type FirstVisible, PartitionScan, positionKey} from '../../src/cluster/first-visible.ts';
import type {RawPartition} from '../../src/cluster/raw-fetch.ts';

type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

/** What a log is made of: records, or the end of the transaction of a producer. */
type Part =
  | {kind: 'records'; timestamps: number[]; compression: Compression; appended: boolean; producerId: number | undefined; valueBytes: number}
  | {kind: 'marker'; producerId: number; committed: boolean};

interface Batch {
  firstOffset: bigint;
  lastOffset: bigint;
  bytes: Buffer;
  part: Part;
}

const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;
const LOG_APPEND_TIME = 0x08;

/** A log as a broker keeps it. */
class Log {
  readonly batches: Batch[] = [];
  readonly aborted: {producerId: bigint; firstOffset: bigint; lastOffset: bigint}[] = [];
  readonly visible: {offset: bigint; timestampMs: number; clock: 'producer' | 'broker'}[] = [];
  lastStableOffset: bigint;

  constructor(parts: readonly Part[]) {
    let offset = 0n;
    const open = new Map<number, {firstOffset: bigint; records: Log['visible']}>();
    for (const part of parts) {
      const count = part.kind === 'marker' ? 1 : part.timestamps.length;
      this.batches.push({firstOffset: offset, lastOffset: offset + BigInt(count - 1), bytes: bytesOf(part, offset), part});
      if (part.kind === 'records') {
        const last = Math.max(...part.timestamps);
        const clock = part.appended ? 'broker' : 'producer';
        const records = part.timestamps.map(
          (timestampMs, index) => ({offset: offset + BigInt(index), timestampMs: part.appended ? last : timestampMs, clock}) as const,
        );
        if (part.producerId === undefined) this.visible.push(...records);
        else {
          const transaction = open.get(part.producerId) ?? {firstOffset: offset, records: []};
          transaction.records.push(...records);
          open.set(part.producerId, transaction);
        }
      } else {
        const ended = open.get(part.producerId);
        if (ended !== undefined && part.committed) this.visible.push(...ended.records);
        if (ended !== undefined && !part.committed)
          this.aborted.push({producerId: BigInt(part.producerId), firstOffset: ended.firstOffset, lastOffset: offset});
        open.delete(part.producerId);
      }
      offset += BigInt(count);
    }
    const firsts = [...open.values()].map(({firstOffset}) => firstOffset);
    this.lastStableOffset = firsts.reduce((least, one) => (one < least ? one : least), offset);
    this.visible.sort((a, b) => (a.offset < b.offset ? -1 : 1));
  }

  /** As a broker answers for a partition that is not the first of its answer: cut off after so many bytes. */
  fetch({offset, maxBytes}: {offset: bigint; maxBytes: number}): RawPartition {
    const from = this.batches.filter(one => one.lastOffset >= offset && one.firstOffset < this.lastStableOffset);
    const records = Buffer.concat(from.map(({bytes}) => bytes)).subarray(0, maxBytes);
    const aborted = this.aborted.filter(one => one.lastOffset >= offset);
    return {
      topicId: 'id',
      partition: 0,
      errorCode: 0,
      highWatermark: 0n,
      lastStableOffset: this.lastStableOffset,
      aborted,
      records,
    } as RawPartition;
  }

  firstVisible(offset: bigint): FirstVisible {
    const first = this.visible.find(one => one.offset >= offset && one.offset < this.lastStableOffset);
    return first === undefined ? 'nothing' : {timestampMs: first.timestampMs, clock: first.clock};
  }
}

function bytesOf(part: Part, firstOffset: bigint): Buffer {
  const key = part.kind === 'marker' ? Buffer.from([0, 0, 0, part.committed ? 1 : 0]) : Buffer.from('k');
  const timestamps = part.kind === 'marker' ? [5] : part.timestamps;
  const valueBytes = part.kind === 'marker' ? 6 : part.valueBytes;
  const messages = timestamps.map(one => ({topic: 't', key, value: Buffer.alloc(valueBytes, 'v'), timestamp: BigInt(one)}));
  const bytes = Buffer.from(createRecordsBatch(messages, {compression: part.kind === 'marker' ? 'none' : part.compression}).buffer);
  bytes.writeBigInt64BE(firstOffset, 0);
  const bits =
    part.kind === 'marker'
      ? TRANSACTIONAL | CONTROL
      : (part.appended ? LOG_APPEND_TIME : 0) | (part.producerId === undefined ? 0 : TRANSACTIONAL);
  bytes.writeInt16BE(bytes.readInt16BE(21) | bits, 21);
  bytes.writeBigInt64BE(BigInt(part.producerId ?? -1), 43);
  return bytes;
}

function scan(log: Log, offsets: readonly bigint[]): {answers: FirstVisible[]; fetches: number} {
  const found = new Map<string, FirstVisible>();
  const walk = new PartitionScan(
    offsets.map(offset => ({topic: 't', topicId: 'id', partition: 0, leaderId: 1, offset})),
    found,
  );
  let fetches = 0;
  for (; !walk.done && fetches < 1_000; fetches++) walk.take(log.fetch(walk.query()));
  return {fetches, answers: offsets.map(offset => found.get(positionKey({topic: 't', partition: 0, offset})) ?? {unknown: 'no answer'})};
}

const plain = (timestamps: number[], more: Partial<Extract<Part, {kind: 'records'}>> = {}): Part => ({
  kind: 'records',
  timestamps,
  compression: 'none',
  appended: false,
  producerId: undefined,
  valueBytes: 10,
  ...more,
});

describe('the first visible record', () => {
  it('is found from every position of any log, cut off wherever an answer ends', () => {
    const producerId = fc.constantFrom(1, 2);
    const part: fc.Arbitrary<Part> = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant('records' as const),
          timestamps: fc.array(fc.integer({min: 1, max: 1_000_000}), {minLength: 1, maxLength: 5}),
          compression: fc.constantFrom<Compression>('none', 'gzip', 'snappy', 'lz4', 'zstd'),
          appended: fc.boolean(),
          producerId: fc.option(producerId, {nil: undefined}),
          valueBytes: fc.constantFrom(5, 900, 5_000),
        }),
      },
      {weight: 2, arbitrary: fc.record({kind: fc.constant('marker' as const), producerId, committed: fc.boolean()})},
    );
    fc.assert(
      fc.property(fc.array(part, {minLength: 1, maxLength: 12}), fc.infiniteStream(fc.boolean()), (parts, chosen) => {
        const log = new Log(parts);
        const end = (log.batches.at(-1)?.lastOffset ?? 0n) + 1n;
        const offsets = Array.from({length: Number(end)}, (_, index) => BigInt(index)).filter(() => chosen.next().value);
        if (offsets.length === 0) return;
        expect(scan(log, offsets).answers).toEqual(offsets.map(offset => log.firstVisible(offset)));
      }),
    );
  });

  it('needs one short answer where the position is the start of a batch, however large the batch is', () => {
    const log = new Log([plain([7, 8], {valueBytes: 100_000}), plain([9])]);
    expect(scan(log, [0n])).toEqual({answers: [{timestampMs: 7, clock: 'producer'}], fetches: 1});
    // In its middle it has to be whole: one answer tells its size, and the next one holds it.
    expect(scan(log, [1n])).toEqual({answers: [{timestampMs: 8, clock: 'producer'}], fetches: 2});
  });

  it('is in the next batch where compaction took the rest of this one', () => {
    const log = new Log([plain([1, 2, 3, 4, 5]), plain([9])]);
    const [compacted] = log.batches;
    const kept = new Log([plain([1, 2, 3])]).batches[0]?.bytes;
    if (compacted === undefined || kept === undefined) throw new Error('no batch');
    // It keeps the offsets that it had.
    kept.writeInt32BE(4, 23);
    compacted.bytes = kept;
    expect(scan(log, [2n, 3n]).answers).toEqual([3, 9].map(timestampMs => ({timestampMs, clock: 'producer'})));
  });

  it('of many groups is read in few answers where they are near each other', () => {
    const log = new Log(Array.from({length: 2_000}, (_, index) => plain([index + 1])));
    const {answers, fetches} = scan(
      log,
      Array.from({length: 1_000}, (_, index) => BigInt(2 * index)),
    );
    expect(answers.every((one, index) => typeof one === 'object' && 'timestampMs' in one && one.timestampMs === 2 * index + 1)).toBe(true);
    expect(fetches).toBeLessThan(12);
  });

  it('has no time where its producer gave it none, and is unknown where a broker refuses or sends nothing', () => {
    expect(scan(new Log([plain([-1])]), [0n]).answers).toEqual([{unknown: 'the record has no timestamp'}]);
    const found = new Map<string, FirstVisible>();
    const position = {topic: 't', topicId: 'id', partition: 0, leaderId: 1, offset: 3n};
    const empty = {
      topicId: 'id',
      partition: 0,
      errorCode: 0,
      highWatermark: 9n,
      lastStableOffset: 9n,
      aborted: [],
      records: Buffer.alloc(0),
    } as unknown as RawPartition;
    const refused = new PartitionScan([position], found);
    refused.take({...empty, errorCode: 1});
    expect([...found.values()]).toEqual([{unknown: 'OFFSET_OUT_OF_RANGE'}]);
    const silent = new PartitionScan([position], found);
    for (let count = 0; !silent.done && count < 10; count++) silent.take(empty);
    expect([...found.values()]).toEqual([{unknown: 'no record can be read at offset 3'}]);
  });
});
