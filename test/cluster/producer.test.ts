// covers: P02
import {randomBytes} from 'node:crypto';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {ClientError} from '../../src/clients/client-error.ts';
import {createProducer} from '../../src/clients/producer/producer.ts';
import type {HeaderValue, OutgoingRecord, RecordMetadata} from '../../src/clients/records.ts';
import {bytes} from '../../src/clients/serialisers/bytes.ts';
import {text} from '../../src/clients/serialisers/text.ts';
import {Admin} from '../../src/cluster/admin.ts';
import {CODEC_NAMES} from '../../src/cluster/codecs.ts';
import type {Connection} from '../../src/cluster/connection.ts';
import {readLog} from '../../src/cluster/read-log.ts';
import {createTopics, deleteTopics} from '../../src/cluster/topics.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {settled, testRoot} from '../fixtures/live-cluster.ts';

const PREFIX = 'producer-live.';
const THREE = `${PREFIX}three`;
const ONE = `${PREFIX}one`;
const SMALL = `${PREFIX}small`;
const COMPACTED = `${PREFIX}compacted`;
const APPENDED = `${PREFIX}appended`;
const DELETED = `${PREFIX}deleted`;
const TOPICS = [THREE, ONE, SMALL, COMPACTED, APPENDED, DELETED];
let connection: Connection;
let admin: Admin;

beforeAll(async () => {
  connection = await sandboxConnection({root: testRoot()});
  admin = await Admin.open(connection);
  await createTopics(admin, [
    {name: THREE, partitions: 3, replicationFactor: 3, config: {}},
    {name: ONE, partitions: 1, replicationFactor: 3, config: {}},
    {name: SMALL, partitions: 1, replicationFactor: 3, config: {'max.message.bytes': '2000'}},
    {name: COMPACTED, partitions: 1, replicationFactor: 3, config: {'cleanup.policy': 'compact'}},
    {name: APPENDED, partitions: 1, replicationFactor: 3, config: {'message.timestamp.type': 'LogAppendTime'}},
    {name: DELETED, partitions: 1, replicationFactor: 3, config: {}},
  ]);
  await settled(admin, TOPICS);
});

afterAll(async () => {
  await deleteTopics(admin, TOPICS).catch(() => undefined);
  await admin.close();
});

/** Bytes of records as they lie in a log, by the independent client. */
const logOf = async (topic: string, partition = 0) => (await readLog(admin, topic, partition)).records;

describe('what a producer acknowledges', () => {
  it.each([undefined, ...CODEC_NAMES])('is in the log once, as it was sent and where it says: codec %s', async codec => {
    const producer = await createProducer<Buffer, Buffer>(connection, {
      settings: {'compression.type': codec ?? 'none', 'linger.ms': 20},
      keySerializer: bytes,
      valueSerializer: bytes,
    });
    const headers: [string, HeaderValue][] = [
      ['2', 'two'],
      ['trace', randomBytes(16)],
      ['1', 'one'],
      ['2', 'two again'],
      ['empty', ''],
      ['none', null],
    ];
    const records: OutgoingRecord<Buffer, Buffer>[] = Array.from({length: 300}, (_, i) => ({
      topic: ONE,
      key: i % 3 === 0 ? null : Buffer.from(`key ${i % 7}`),
      value:
        i % 10 === 9
          ? null
          : i % 10 === 8
            ? Buffer.alloc(0)
            : Buffer.concat([Buffer.from(`${i} `), randomBytes(i % 50), Buffer.alloc(100)]),
      headers: i % 5 === 0 ? headers : [],
      timestampMs: 1_700_000_000_000 + (i % 2 === 0 ? i : -i) * 60_000,
    }));
    const sent = await Promise.all(records.map(record => producer.send(record)));
    await producer.close();
    const log = new Map((await logOf(ONE)).map(record => [record.offset, record]));
    expect(new Set(sent.map(({offset}) => offset)).size).toBe(records.length);
    sent.forEach(({offset, partition, timestampMs}, i) => {
      const stored = log.get(offset);
      const record = records[i];
      expect({partition, key: stored?.key, value: stored?.value, at: stored?.timestampMs, told: timestampMs}).toEqual({
        partition: 0,
        key: record?.key,
        value: record?.value,
        at: BigInt(record?.timestampMs ?? 0),
        told: record?.timestampMs,
      });
      const written = (record?.headers ?? []).map(([name, value]) => [
        Buffer.from(name),
        typeof value === 'string' ? Buffer.from(value) : value,
      ]);
      expect(stored?.headers).toEqual(written);
    });
    // In the order of the calls, and no more than was sent.
    expect(sent.map(({offset}) => offset)).toEqual(sent.map((_, i) => (sent[0]?.offset ?? 0n) + BigInt(i)));
  });

  it('is in every partition in turn where it has no key', async () => {
    const producer = await createProducer<string>(connection, {valueSerializer: text, settings: {'linger.ms': 0}});
    const alone: RecordMetadata[] = [];
    for (let i = 0; i < 6; i++) alone.push(await producer.send({topic: THREE, value: `${i}`}));
    await producer.close();
    expect(new Set(alone.map(({partition}) => partition))).toEqual(new Set([0, 1, 2]));
  });

  it("has the broker's time where the topic says so", async () => {
    const producer = await createProducer<string>(connection, {valueSerializer: text});
    const {offset, timestampMs} = await producer.send({topic: APPENDED, value: 'x', timestampMs: 5});
    await producer.close();
    expect(timestampMs).toBeGreaterThan(Date.now() - 60_000);
    const stored = (await logOf(APPENDED)).find(record => record.offset === offset);
    expect(stored?.timestampMs).toBeGreaterThan(5n);
  });

  it('is told to callbacks; flush and close lose nothing', async () => {
    const producer = await createProducer<string>(connection, {valueSerializer: text, settings: {'linger.ms': 5_000}});
    const told: (bigint | undefined)[] = [];
    for (let i = 0; i < 500; i++)
      void producer.sendAsync({topic: THREE, partition: 2, value: `${i}`}, (_, metadata) => told.push(metadata?.offset));
    await producer.flush();
    expect(told).toHaveLength(500);
    for (let i = 500; i < 700; i++)
      void producer.sendAsync({topic: THREE, partition: 2, value: `${i}`}, (_, metadata) => told.push(metadata?.offset));
    await producer.close();
    expect(new Set(told).size).toBe(700);
    expect(told).not.toContain(undefined);
    await expect(producer.send({topic: THREE, value: 'late'})).rejects.toMatchObject({code: 'client/closed', stored: 'not-stored'});
  });
});

describe('what a producer refuses', () => {
  const failure = (sent: Promise<unknown>): Promise<Partial<ClientError>> =>
    sent.then(
      () => ({}),
      ({code, recovery, stored}) => ({code, recovery, stored}),
    );

  it('is told with its code, what can be done, and that it is not stored', async () => {
    const producer = await createProducer<string>(connection, {
      valueSerializer: text,
      settings: {'max.block.ms': 1_500, 'max.request.size': 100_000, 'linger.ms': 50},
    });
    const [large, larger, unknown, keyless, beyond, neighbour] = await Promise.all([
      failure(producer.send({topic: ONE, value: 'x'.repeat(100_001)})),
      failure(producer.send({topic: SMALL, value: randomBytes(3_000).toString('hex')})),
      failure(producer.send({topic: `${PREFIX}nowhere`, value: 'x'})),
      failure(producer.send({topic: COMPACTED, value: 'no key'})),
      failure(producer.send({topic: ONE, partition: 7, value: 'x'})),
      // Larger together than the topic takes: the batch is split, and the small one of it is stored.
      Promise.all(Array.from({length: 20}, (_, i) => producer.send({topic: SMALL, value: randomBytes(100).toString('hex') + i}))),
    ]);
    await producer.close();
    expect(large).toEqual({code: 'client/record-too-large', recovery: 'fatal', stored: 'not-stored'});
    expect(larger).toEqual({code: 'client/record-too-large', recovery: 'fatal', stored: 'not-stored'});
    expect(unknown).toEqual({code: 'client/unknown-topic', recovery: 'retriable', stored: 'not-stored'});
    expect(keyless).toEqual({code: 'client/invalid-record', recovery: 'fatal', stored: 'not-stored'});
    expect(beyond).toEqual({code: 'client/unknown-partition', recovery: 'fatal', stored: 'not-stored'});
    expect(new Set(neighbour.map(({offset}) => offset)).size).toBe(20);
    expect(await logOf(SMALL)).toHaveLength(20);
  });

  it('costs other topics nothing: a deleted topic, a poisoned value', async () => {
    const producer = await createProducer<unknown>(connection, {settings: {'max.block.ms': 1_500, 'delivery.timeout.ms': 40_000}});
    await producer.send({topic: DELETED, value: 1});
    await deleteTopics(admin, [DELETED]);
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const [gone, poisoned, fine] = await Promise.all([
      failure(producer.send({topic: DELETED, value: 2})),
      failure(producer.send({topic: ONE, value: cycle})),
      producer.send({topic: ONE, value: {fine: true}}),
    ]);
    await producer.close();
    expect(gone).toMatchObject({code: 'client/unknown-topic', stored: 'not-stored'});
    expect(poisoned).toEqual({code: 'client/serialisation', recovery: 'fatal', stored: 'not-stored'});
    expect(fine.offset).toBeGreaterThanOrEqual(0n);
  });

  it('is everything where the credentials are wrong', async () => {
    const wrong = {...connection, sasl: {mechanism: 'SCRAM-SHA-512', username: 'admin', password: 'wrong'} as const};
    await expect(createProducer(wrong)).rejects.toMatchObject({code: 'client/authentication', recovery: 'fatal'});
    const nowhere = {...connection, bootstrap: ['127.0.0.1:1']};
    await expect(createProducer(nowhere)).rejects.toMatchObject({code: 'client/unreachable', recovery: 'retriable'});
  });
});

describe('credentials', () => {
  it('that are wrong midway end sends with their own code, and nothing is stored', async () => {
    const own = {...connection, sasl: {mechanism: 'SCRAM-SHA-512', username: 'admin', password: '', ...connection.sasl} as const};
    const producer = await createProducer<string>(own, {valueSerializer: text, settings: {'connections.max.idle.ms': 300, 'linger.ms': 0}});
    const {offset} = await producer.send({topic: ONE, value: 'before'});
    Object.assign(own.sasl, {password: 'changed'});
    await new Promise(resolve => setTimeout(resolve, 700));
    await expect(producer.send({topic: ONE, value: 'after'})).rejects.toMatchObject({
      code: 'client/authentication',
      recovery: 'fatal',
      stored: 'not-stored',
    });
    await producer.close();
    expect((await logOf(ONE)).at(-1)?.offset).toBe(offset);
  });
});

describe('back-pressure', () => {
  it('holds a program that waits within buffer.memory, and refuses one that does not', async () => {
    const producer = await createProducer<string>(connection, {
      valueSerializer: text,
      settings: {'buffer.memory': 200_000, 'batch.size': 16_384, 'max.block.ms': 20_000},
    });
    let most = 0;
    const sent: Promise<RecordMetadata>[] = [];
    for (let i = 0; i < 2_000; i++) {
      await producer.ready();
      sent.push(producer.sendAsync({topic: THREE, key: `${i}`, value: 'x'.repeat(1_000)}));
      most = Math.max(most, producer.bufferedBytes);
    }
    await Promise.all(sent);
    expect(most).toBeLessThan(202_000);
    const flood = await Promise.allSettled(Array.from({length: 1_000}, () => producer.sendAsync({topic: THREE, value: 'x'.repeat(1_000)})));
    await producer.close();
    const refused = flood.filter(one => one.status === 'rejected');
    expect(refused.length).toBeGreaterThan(500);
    expect(refused.every(one => (one.reason as ClientError).code === 'client/buffer-full')).toBe(true);
    expect(producer.bufferedBytes).toBe(0);
  });
});
