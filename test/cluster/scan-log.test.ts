import {Consumer, MessagesStreamModes} from '@platformatic/kafka';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {Admin} from '../../src/cluster/admin.ts';
import type {Connection} from '../../src/cluster/connection.ts';
import {deleteGroups} from '../../src/cluster/groups.ts';
import {RawProducer} from '../../src/cluster/raw-producer.ts';
import {type LogRecord, readLog} from '../../src/cluster/read-log.ts';
import {endsOf, scanLog} from '../../src/cluster/scan-log.ts';
import {createTopics, deleteTopics} from '../../src/cluster/topics.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {settled, testRoot} from '../fixtures/live-cluster.ts';

const TOPIC = `eos-scan.${process.pid}`;
const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
let connection: Connection;
let admin: Admin;

beforeAll(async () => {
  connection = await sandboxConnection({root: testRoot()});
  admin = await Admin.open(connection);
  await createTopics(admin, [{name: TOPIC, partitions: 2, replicationFactor: 3, config: {'min.insync.replicas': '2'}}]);
  await settled(admin, [TOPIC]);
});

afterAll(async () => {
  await deleteTopics(admin, [TOPIC]);
  await deleteGroups(admin, [`${TOPIC}-stream`]);
  await admin.close();
});

function records(...values: string[]) {
  return values.map(one => ({key: Buffer.from(`key-${one}`), value: Buffer.from(one)}));
}

type Seen = Pick<LogRecord, 'offset' | 'key' | 'value'> & {producerId: bigint};

async function scanned(partition: number, isolation: 'committed' | 'all', from?: bigint) {
  const given: Seen[] = [];
  const aborted: string[] = [];
  const markers: boolean[] = [];
  const ends = await scanLog(
    admin,
    {topic: TOPIC, partition},
    {
      record(record, about) {
        if (about.aborted) aborted.push(record.value()?.toString() ?? '');
        else given.push({offset: BigInt(record.offset), key: record.key(), value: record.value(), producerId: BigInt(about.producerId)});
      },
      marker: ({committed}) => markers.push(committed),
    },
    {isolation, ...(from === undefined ? {} : {from})},
  );
  return {given, aborted, markers, ends, values: given.map(one => one.value?.toString())};
}

describe('a scan of a log', () => {
  it('hides two aborted transactions of one producer in one fetch, which the stream of the independent client delivers', async () => {
    const producer = await RawProducer.open(admin, {transactionalId: `${TOPIC}-producer`});
    for (const [values, committed] of [
      [['aborted-1', 'aborted-2'], false],
      [['kept-1'], true],
      [['aborted-3'], false],
      [['kept-2'], true],
    ] as const) {
      await producer.addPartitions([{name: TOPIC, partitions: [0]}]);
      await producer.send(TOPIC, 0, records(...values));
      await producer.end(committed);
    }
    await expect.poll(async () => (await endsOf(admin, {topic: TOPIC, partition: 0})).lastStableOffset, {timeout: 10_000}).toBe(9n);
    const committed = await scanned(0, 'committed');
    expect(committed.values).toEqual(['kept-1', 'kept-2']);
    expect(committed.aborted).toEqual(['aborted-1', 'aborted-2', 'aborted-3']);
    expect(committed.markers).toEqual([false, true, false, true]);
    expect(committed.ends).toEqual({startOffset: 0n, endOffset: 9n});
    expect((await scanned(0, 'all')).values).toEqual(['aborted-1', 'aborted-2', 'kept-1', 'aborted-3', 'kept-2']);
    expect((await scanned(0, 'committed', 1n)).aborted).toEqual(['aborted-2', 'aborted-3']);
    // What makes a reader of our own necessary; when this fails, the client was mended.
    expect(await byStream()).toEqual(expect.arrayContaining(['kept-1', 'kept-2', expect.stringMatching(/^aborted-/)]));
  });

  it('reads what the other reader reads, whatever the compression, up to a transaction that is still open', async () => {
    for (const compression of COMPRESSIONS) {
      const producer = await RawProducer.open(admin, {compression});
      await producer.send(TOPIC, 1, records(...Array.from({length: 50}, (_, index) => `${compression}-${index}`)));
    }
    const open = await RawProducer.open(admin, {transactionalId: `${TOPIC}-open`});
    await open.addPartitions([{name: TOPIC, partitions: [1]}]);
    await open.send(TOPIC, 1, records('open'));
    for (const isolation of ['committed', 'all'] as const) {
      const expected = await readLog(admin, TOPIC, 1, {isolation});
      const found = await scanned(1, isolation);
      expect(found.given).toEqual(expected.records.map(({offset, key, value, producerId}) => ({offset, key, value, producerId})));
      expect(found.ends).toEqual({startOffset: expected.startOffset, endOffset: expected.endOffset});
      expect(found.values.includes('open')).toBe(isolation === 'all');
    }
    expect(await endsOf(admin, {topic: TOPIC, partition: 1})).toEqual({lastStableOffset: 250n, highWatermark: 251n});
    await open.end(false);
  });

  it('says where it came to of a log that cannot be read', async () => {
    const scan = scanLog(admin, {topic: `${TOPIC}.absent`, partition: 0}, {record: () => undefined}, {isolation: 'all', stallMs: 300});
    await expect(scan).rejects.toMatchObject({code: 'cluster/log-unreadable', message: expect.stringContaining(`${TOPIC}.absent-0`)});
  });
});

/** What the independent client's own read_committed consumer delivers of partition 0. */
async function byStream(): Promise<string[]> {
  const consumer = new Consumer({
    clientId: 'weir-test',
    groupId: `${TOPIC}-stream`,
    bootstrapBrokers: connection.bootstrap,
    tls: {ca: connection.tls?.ca ?? ''},
    ...(connection.sasl === undefined ? {} : {sasl: {...connection.sasl}}),
  });
  const values: string[] = [];
  try {
    const stream = await consumer.consume({topics: [TOPIC], mode: MessagesStreamModes.EARLIEST, isolationLevel: 1, maxWaitTime: 200});
    const timer = setTimeout(() => void stream.close(), 8_000);
    for await (const message of stream) {
      if (message.partition !== 0) continue;
      values.push(message.value.toString());
      if (message.value.toString() === 'kept-2') break;
    }
    clearTimeout(timer);
    await stream.close();
  } finally {
    await consumer.close(true);
  }
  return values;
}
