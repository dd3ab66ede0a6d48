import {createRequire} from 'node:module';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {type AbortedTransaction, visibleRecords} from '../../src/clients/group/committed-view.ts';
import {type RawRecord, type RecordBatch, readRecordBatches} from '../../src/clients/group/record-batches.ts';
import {encodeBatch} from '../../src/clients/producer/record-batch.ts';
import {CODECS, decompressAs} from '../../src/cluster/codecs.ts';

const NO_IDENTITY = {producerId: -1n, epoch: -1, sequence: -1};
const bytes = fc.uint8Array({maxLength: 40}).map(one => Buffer.from(one));
const nullable = fc.option(bytes, {nil: null});
const record = fc.record({
  key: nullable,
  value: nullable,
  headers: fc.array(fc.tuple(fc.string({unit: 'grapheme', maxLength: 8}), nullable), {maxLength: 4}),
  timestampMs: fc.integer({min: 0, max: 2 ** 43}),
});
const codec = fc.constantFrom(undefined, ...Object.values(CODECS));

const encoded = (
  records: readonly {key: Buffer | null; value: Buffer | null; headers: [string, Buffer | null][]; timestampMs: number}[],
  of = codecOf(undefined),
) =>
  encodeBatch(
    records.map(one => ({...one, headers: one.headers.map(([name, value]) => [Buffer.from(name), value] as const)})),
    {identity: NO_IDENTITY, transactional: false, codec: of},
  );
function codecOf(one: (typeof CODECS)[keyof typeof CODECS] | undefined) {
  return one;
}

describe('record batches', () => {
  it('are read as they were written, with every codec, each header in its place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, {minLength: 1, maxLength: 20}), codec, async (records, of) => {
        const {batches, unreadable} = await readRecordBatches(await encoded(records, of), decompressAs);
        expect(unreadable).toBeUndefined();
        expect(batches).toHaveLength(1);
        expect(batches[0]?.records).toEqual(records.map((one, index) => ({...one, offset: BigInt(index)})));
        expect(batches[0]?.next).toBe(BigInt(records.length));
      }),
    );
  });

  it('that a fetch cut off are left for the next fetch, wherever it cut', async () => {
    const whole = await encoded([{key: null, value: Buffer.from('a'), headers: [], timestampMs: 5}]);
    const two = Buffer.concat([whole, whole]);
    for (let length = 0; length < two.length; length++) {
      const {batches, unreadable} = await readRecordBatches(two.subarray(0, length), decompressAs);
      expect(unreadable).toBeUndefined();
      expect(batches).toHaveLength(length < whole.length ? 0 : 1);
    }
  });

  it('whose codec is unknown or whose records are damaged do not hide those before them', async () => {
    const whole = await encoded([{key: Buffer.from('k'), value: Buffer.from('value'), headers: [], timestampMs: 5}]);
    const unknown = Buffer.from(whole);
    unknown.writeInt16BE(7, 21);
    const damaged = Buffer.from(whole);
    damaged[61] = 0x7e;
    const short = Buffer.from(whole);
    short.writeInt32BE(-12, 8);
    for (const [bad, message] of [
      [unknown, 'codec 7'],
      [damaged, 'not as long'],
      [short, 'shorter than its head'],
    ] as const) {
      const {batches, unreadable} = await readRecordBatches(Buffer.concat([whole, bad]), decompressAs);
      expect(batches).toHaveLength(1);
      expect(unreadable?.message).toMatch(message);
    }
  });

  /** Compaction keeps the head of a producer's last batch though all of its records are gone (LogCleaner). */
  it('that are empty still say where to read on, which kafkajs does not', async () => {
    const empty = Buffer.from((await encoded([{key: null, value: null, headers: [], timestampMs: 5}])).subarray(0, 61));
    empty.writeInt32BE(49, 8);
    empty.writeInt32BE(9, 23);
    empty.writeInt32BE(0, 57);
    const {batches} = await readRecordBatches(empty, decompressAs);
    expect(batches.map(({next, records}) => [next, records])).toEqual([[10n, []]]);
    const decodeMessages = createRequire(import.meta.url)('kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js');
    const Decoder = createRequire(import.meta.url)('kafkajs/src/protocol/decoder.js');
    const framed = Buffer.concat([Buffer.from([0, 0, 0, empty.length]), empty]);
    expect(await decodeMessages(new Decoder(framed))).toEqual([]);
  });
});

/** A log in short: `a3` a record of producer a at offset 3 in a transaction, `a!` its marker, `-` a record outside of any. */
function log(text: string): RecordBatch[] {
  return text.split(' ').map((word, index): RecordBatch => {
    const offset = BigInt(index);
    const isControl = word.endsWith('!');
    const producerId = word === '-' ? -1n : BigInt(word.charCodeAt(0));
    // Keys that look like a marker's: four zero bytes.
    const raw: RawRecord = {offset, timestampMs: 0, key: Buffer.alloc(4), value: Buffer.from(word), headers: []};
    return {firstOffset: offset, next: offset + 1n, producerId, isTransactional: word !== '-', isControl, records: [raw]};
  });
}
const aborted = (...entries: [producer: string, firstOffset: number][]): AbortedTransaction[] =>
  entries.map(([producer, firstOffset]) => ({producerId: BigInt(producer.charCodeAt(0)), firstOffset: BigInt(firstOffset)}));
const seen = (batches: RecordBatch[], transactions: AbortedTransaction[]): string =>
  visibleRecords(batches, transactions)
    .map(({value}) => String(value))
    .join(' ');

/** The same question to kafkajs's filter. */
function seenByKafkajs(batches: RecordBatch[], transactions: AbortedTransaction[]): string {
  const filter = createRequire(import.meta.url)('kafkajs/src/consumer/filterAbortedMessages.js');
  const messages = batches.map(({records: [raw], producerId, isTransactional, isControl}) => ({
    offset: String(raw?.offset),
    key: isControl ? Buffer.from([0, 0, 0, 0]) : raw?.key,
    value: raw?.value,
    isControlRecord: isControl,
    batchContext: {producerId: String(producerId), inTransaction: isTransactional},
  }));
  const filtered: {value: Buffer; isControlRecord: boolean}[] = filter({
    messages,
    abortedTransactions: transactions.map(one => ({producerId: String(one.producerId), firstOffset: String(one.firstOffset)})),
  });
  return filtered
    .filter(one => !one.isControlRecord)
    .map(({value}) => String(value))
    .join(' ');
}

describe('what a reader of committed records sees', () => {
  it.each([
    ['one aborted and one committed', 'a1 b1 a! b!', aborted(['a', 0]), 'b1'],
    ['a later transaction of the same producer', 'a1 a! a2 a!', aborted(['a', 0]), 'a2'],
    ['two aborted ones of one producer in one fetch', 'a1 a! a2 a! a3 a!', aborted(['a', 0], ['a', 2]), 'a3'],
    ['records outside of transactions', '- a1 - a!', aborted(['a', 1]), '- -'],
  ] as const)('%s', (_, text, transactions, expected) => {
    expect(seen(log(text), [...transactions])).toBe(expected);
  });

  it.each([
    ['the list is in the order in which transactions ended', 'a1 b1 a2 b! a! a3 a!', aborted(['b', 1], ['a', 0]), 'a3'],
    ['two transactions had begun before the position', '- b1 a1 a! b!', aborted(['a', -9], ['b', -8]), '-'],
    ['a key of four zero bytes stands in an aborted transaction', 'a1 a2 a3 a!', aborted(['a', 0]), ''],
  ] as const)('also where kafkajs shows aborted records: %s', (_, text, transactions, expected) => {
    expect(seen(log(text), [...transactions])).toBe(expected);
    expect(seenByKafkajs(log(text), [...transactions])).not.toBe(expected);
  });
});
