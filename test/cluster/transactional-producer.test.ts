// covers: P03
import {findCoordinatorV4} from '@platformatic/kafka';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {createTransactionalProducer} from '../../src/clients/transactions/transactional-producer.ts';
import {Admin} from '../../src/cluster/admin.ts';
import type {Connection} from '../../src/cluster/connection.ts';
import {readCommits} from '../../src/cluster/group-offsets.ts';
import {deleteGroups} from '../../src/cluster/groups.ts';
import {readLog} from '../../src/cluster/read-log.ts';
import {createTopics, deleteTopics} from '../../src/cluster/topics.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {settled, testRoot, until} from '../fixtures/live-cluster.ts';

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

/** A commit is decided before its markers are in every log. */
const visible = async (topic: string, partition: number, expected: string[]): Promise<void> => {
  await until(async () => (await values(topic, partition)).length >= expected.length);
  expect(await values(topic, partition)).toEqual(expected);
};

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
    await visible(A, 0, ['1', '5']);
    await visible(A, 1, ['2']);
    await visible(B, 0, ['3']);
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
    await visible(B, 1, ['"heir"']);
  });
});

describe('positions of a group', () => {
  const GROUP = 'producer-txn.group';
  const committed = async (): Promise<bigint[]> => {
    const {coordinators} = await admin.request(findCoordinatorV4.api, 0, [GROUP]);
    const commits = (await readCommits(admin, [{name: GROUP, coordinatorId: coordinators[0]?.nodeId ?? -1}])).get(GROUP);
    return commits !== undefined && 'known' in commits ? commits.known.map(({offset}) => offset) : [];
  };
  afterAll(async () => {
    await deleteGroups(admin, [GROUP]);
  });

  it('are committed with the transaction, and not where it is aborted', async () => {
    const producer = await createTransactionalProducer(connection, {transactionalId: 'producer-txn.positions'});
    const first = await producer.begin();
    await first.sendOffsets(GROUP, [{topic: A, partition: 0, offset: 3n, metadata: 'by hand'}]);
    await first.commit();
    await until(async () => (await committed())[0] === 3n);
    const second = await producer.begin();
    await second.send({topic: A, partition: 1, value: 'gone'});
    await second.sendOffsets(GROUP, [{topic: A, partition: 0, offset: 9n}]);
    // An open transaction is not left behind.
    await producer.close();
    expect(await committed()).toEqual([3n]);
    expect(await values(A, 1)).not.toContain('"gone"');
    // Readers do not wait for it: what comes after is visible at once.
    const next = await createTransactionalProducer(connection, {transactionalId: 'producer-txn.next'});
    const third = await next.begin();
    await third.send({topic: A, partition: 1, value: 'after'});
    await third.commit();
    await next.close();
    await until(async () => (await values(A, 1)).includes('"after"'));
  });
});
