import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createTransactionalProducer} from '../../src/clients/transactions/transactional-producer.ts';
import {Admin} from '../../src/cluster/admin.ts';
import type {Connection} from '../../src/cluster/connection.ts';
import {readLog} from '../../src/cluster/read-log.ts';
import {createTopics, deleteTopics} from '../../src/cluster/topics.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {settled, testRoot} from '../fixtures/live-cluster.ts';

const A = 'producer-txn.a.v1';
const B = 'producer-txn.b.v1';
let connection: Connection;
let admin: Admin;

beforeAll(async () => {
  connection = await sandboxConnection({root: testRoot()});
  admin = await Admin.open(connection);
  await createTopics(
    admin,
    [A, B].map(name => ({name, partitions: 2, replicationFactor: 3, config: {}})),
  );
  await settled(admin, [A, B]);
});

afterAll(async () => {
  await deleteTopics(admin, [A, B]);
  await admin.close();
});

const values = async (topic: string, partition: number, isolation: 'all' | 'committed' = 'committed'): Promise<string[]> =>
  (await readLog(admin, topic, partition, {isolation})).records.map(({value}) => String(value));

describe('a transaction', () => {
  it('makes all of its records visible together, and none where it is aborted', async () => {
    const producer = await createTransactionalProducer(connection, {transactionalId: 'producer-txn.visible'});
    const first = await producer.begin();
    await first.sendAll([
      {topic: A, partition: 0, value: 1},
      {topic: A, partition: 1, value: 2},
      {topic: B, partition: 0, value: 3},
    ]);
    expect(await values(A, 0)).toEqual([]);
    await first.commit();
    const second = await producer.begin();
    await second.send({topic: A, partition: 0, value: 4});
    await second.abort();
    const third = await producer.begin();
    const sent = await third.send({topic: A, partition: 0, value: 5});
    await third.commit();
    await producer.close();
    expect(await values(A, 0)).toEqual(['1', '5']);
    expect(await values(A, 1)).toEqual(['2']);
    expect(await values(B, 0)).toEqual(['3']);
    expect(await values(A, 0, 'all')).toEqual(['1', '4', '5']);
    expect(sent).toMatchObject({topic: A, partition: 0, offset: 4n});
  });

  it('is aborted by a successor with the same id, and its producer is fenced', async () => {
    const zombie = await createTransactionalProducer(connection, {transactionalId: 'producer-txn.fenced'});
    const left = await zombie.begin();
    await left.send({topic: B, partition: 1, value: 'zombie'});
    const heir = await createTransactionalProducer(connection, {transactionalId: 'producer-txn.fenced'});
    await expect(left.commit()).rejects.toMatchObject({code: 'client/fenced', recovery: 'fatal', stored: 'not-stored'});
    await expect(zombie.begin()).rejects.toMatchObject({code: 'client/fenced'});
    const own = await heir.begin();
    await own.send({topic: B, partition: 1, value: 'heir'});
    await own.commit();
    await zombie.close();
    await heir.close();
    expect(await values(B, 1)).toEqual(['"heir"']);
  });
});
