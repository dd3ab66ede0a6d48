// covers: P16, CO6, MO1
import {afterAll, beforeAll, expect, it} from 'vitest';
import {Admin} from '../../src/cluster/admin.ts';
import type {Connection} from '../../src/cluster/connection.ts';
import {readEachOffset} from '../../src/cluster/each-offset.ts';
import {commitForGroup} from '../../src/cluster/group-offsets.ts';
import {deleteGroups} from '../../src/cluster/groups.ts';
import {kafkajsClient} from '../../src/cluster/kafkajs-client.ts';
import {type GroupLag, readLag} from '../../src/cluster/lag.ts';
import {LATEST} from '../../src/cluster/offsets.ts';
import {createTopics, deleteTopics, readLayout} from '../../src/cluster/topics.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {lagByTool} from '../fixtures/consumer-groups-tool.ts';
import {settled, testRoot, until} from '../fixtures/live-cluster.ts';

const PLAIN = 'lag-test.plain.v1';
const TRANSACTIONS = 'lag-test.transactions.v1';
const APPENDED = 'lag-test.appended.v1';
const GROUPS = ['lag-test.behind', 'lag-test.transactions', 'lag-test.active'];
const [BEHIND, IN_TRANSACTIONS, ACTIVE] = GROUPS as [string, string, string];
/** Gzip: a batch that has to be opened for a record in its middle. */
const GZIP = 1;

let connection: Connection;
let admin: Admin;

beforeAll(async () => {
  connection = await sandboxConnection({root: testRoot()});
  admin = await Admin.open(connection);
  const common = {replicationFactor: 3, config: {}};
  await createTopics(admin, [
    {name: PLAIN, partitions: 3, ...common},
    {name: TRANSACTIONS, partitions: 1, ...common},
    {name: APPENDED, partitions: 1, replicationFactor: 3, config: {'message.timestamp.type': 'LogAppendTime'}},
  ]);
  await settled(admin, [PLAIN, TRANSACTIONS, APPENDED]);
});
afterAll(async () => {
  await deleteGroups(admin, GROUPS);
  await deleteTopics(admin, [PLAIN, TRANSACTIONS, APPENDED]);
  await admin.close();
});

async function produce(topic: string, partition: number, ages: readonly number[], {transaction = 'none', compression = 0} = {}) {
  const kafka = kafkajsClient(connection);
  const producer = kafka.producer(
    transaction === 'none' ? {} : {transactionalId: `lag-test-${topic}`, idempotent: true, maxInFlightRequests: 1},
  );
  await producer.connect();
  try {
    const messages = ages.map((ageMs, index) => ({partition, value: `v${index}`, timestamp: String(Date.now() - ageMs)}));
    const send = {topic, messages, acks: -1, compression};
    if (transaction === 'none') await producer.send(send);
    else {
      const begun = await producer.transaction();
      await begun.send(send);
      await (transaction === 'abort' ? begun.abort() : begun.commit());
    }
  } finally {
    await producer.disconnect();
  }
}

async function commit(group: string, topic: string, offsets: Record<number, bigint>) {
  const positions = Object.entries(offsets).map(([partition, offset]) => ({
    topic,
    partition: Number(partition),
    offset,
    metadata: 'by a test',
  }));
  const codes = await commitForGroup(admin, group, positions);
  expect(codes.filter(({errorCode}) => errorCode !== 0)).toEqual([]);
}

async function lagOfGroup(group: string): Promise<GroupLag> {
  const {groups} = await readLag(admin, {groups: [group]});
  const [only] = groups;
  if (only === undefined) throw new Error(`no group ${group}`);
  return only;
}

/** Markers are written after a transaction's end was acknowledged. */
async function untilStable(topic: string, end: bigint) {
  await until(async () => {
    const {topics} = await readLayout(admin, [topic]);
    const leaderId = topics[0]?.partitions[0]?.leaderId ?? -1;
    const stable = await readEachOffset(admin, [{topic, partition: 0, leaderId, timestamp: LATEST}], 'committed');
    return [...stable.values()].some(one => 'offset' in one && one.offset === end);
  });
}

const secondsOf = ({partitions}: GroupLag, topic: string): unknown[] =>
  partitions
    .filter(one => one.topic === topic)
    .map(({lagMs}) => (lagMs !== undefined && 'known' in lagMs ? Math.floor(lagMs.known / 10_000) * 10 : lagMs));

it("counts records as Kafka's own tool does, and time by the next record", async () => {
  // One batch of five, and a committed offset in its middle; one that is read to its end; one without a commit.
  await produce(PLAIN, 0, [500_000, 400_000, 300_000, 200_000, 100_000], {compression: GZIP});
  await produce(PLAIN, 1, [50_000, 40_000]);
  await produce(PLAIN, 2, [30_000]);
  await produce(APPENDED, 0, [900_000, 900_000]);
  await commit(BEHIND, PLAIN, {0: 2n, 1: 2n});
  await commit(BEHIND, APPENDED, {0: 1n});
  const own = await lagOfGroup(BEHIND);
  const told = await lagByTool(connection, BEHIND);
  expect(told).toHaveLength(3);
  for (const {topic, partition, committed, end, lag} of told) {
    const same = own.partitions.find(one => one.topic === topic && one.partition === partition);
    expect(same).toMatchObject({
      committed: BigInt(committed ?? -1),
      end: {known: BigInt(end ?? -1)},
      records: {known: BigInt(lag ?? -1)},
      metadata: 'by a test',
    });
  }
  // The tool leaves out what has no commit, where nobody is assigned to it.
  expect(own.partitions).toHaveLength(4);
  expect(own.partitions.find(one => one.topic === PLAIN && one.partition === 2)).toMatchObject({
    records: {unknown: 'it has committed no offset here'},
    isUntouched: false,
  });
  expect(secondsOf(own, PLAIN)).toEqual([300, 0, {unknown: 'it has committed no offset here'}]);
  // The brokers gave that record its time, whatever its producer wrote.
  expect(own.partitions.find(({topic}) => topic === APPENDED)).toMatchObject({clock: 'broker', records: {known: 1n}});
  expect(Number(secondsOf(own, APPENDED)[0])).toBeLessThan(60);
  expect(own).toMatchObject({state: 'Empty', protocol: 'classic', members: {known: []}});
});

it('passes over aborted records and markers, and stops at the last stable offset', async () => {
  // 0-1 aborted, 2 marker; 3-4 aborted, 5 marker; 6-7 committed, 8 marker.
  await produce(TRANSACTIONS, 0, [900_000, 900_000], {transaction: 'abort'});
  await produce(TRANSACTIONS, 0, [800_000, 800_000], {transaction: 'abort'});
  await produce(TRANSACTIONS, 0, [70_000, 60_000], {transaction: 'commit'});
  await untilStable(TRANSACTIONS, 9n);
  for (const [offset, seconds, records] of [
    [0n, 70, 9n],
    [4n, 70, 5n],
    [7n, 60, 2n],
    // The marker alone is left: a consumer that reads on finds nothing.
    [8n, 0, 1n],
    [9n, 0, 0n],
  ] as const) {
    await commit(IN_TRANSACTIONS, TRANSACTIONS, {0: offset});
    const lag = await lagOfGroup(IN_TRANSACTIONS);
    expect([offset, secondsOf(lag, TRANSACTIONS), lag.partitions[0]?.records]).toEqual([offset, [seconds], {known: records}]);
  }
  // An open transaction: what is after it is not readable yet, however old it is.
  const producer = kafkajsClient(connection).producer({transactionalId: 'lag-test-open', idempotent: true, maxInFlightRequests: 1});
  await producer.connect();
  const open = await producer.transaction();
  await open.send({topic: TRANSACTIONS, messages: [{partition: 0, value: 'open', timestamp: String(Date.now() - 990_000)}]});
  await produce(TRANSACTIONS, 0, [980_000]);
  const blocked = await lagOfGroup(IN_TRANSACTIONS);
  expect([secondsOf(blocked, TRANSACTIONS), blocked.partitions[0]?.records]).toEqual([[0], {known: 2n}]);
  await open.abort();
  await producer.disconnect();
  await untilStable(TRANSACTIONS, 12n);
  const freed = await lagOfGroup(IN_TRANSACTIONS);
  expect([secondsOf(freed, TRANSACTIONS), freed.partitions[0]?.records]).toEqual([[980], {known: 3n}]);
});

it('says what cannot be known: a record of the future, an offset beyond the end, a group that is not there', async () => {
  await produce(PLAIN, 1, [-3_600_000]);
  await commit(BEHIND, PLAIN, {0: 99n, 1: 2n});
  const {partitions} = await lagOfGroup(BEHIND);
  const of = (partition: number) => partitions.find(one => one.topic === PLAIN && one.partition === partition);
  expect(of(0)).toMatchObject({records: {unknown: expect.stringContaining('beyond the end 5')}});
  expect(of(1)).toMatchObject({
    records: {known: 1n},
    lagMs: {unknown: expect.stringMatching(/^the next record is of 3\d\d\d s in the future, by the producer's clock/)},
  });
  const reading = await readLag(admin, {groups: ['lag-test.behin']});
  expect(reading).toMatchObject({groups: [], missing: ['lag-test.behin'], known: expect.arrayContaining([BEHIND])});
});

it('tells which member has which partition', async () => {
  const consumer = kafkajsClient(connection, {clientId: 'lag-test-client'}).consumer({groupId: ACTIVE, maxWaitTimeInMs: 200});
  await consumer.connect();
  try {
    await consumer.subscribe({topics: [PLAIN], fromBeginning: true});
    let seen = 0;
    await new Promise<void>(resolve => void consumer.run({eachMessage: async () => void (++seen === 1 && resolve())}));
    const lag = await lagOfGroup(ACTIVE);
    expect(lag).toMatchObject({state: 'Stable', protocolType: 'consumer'});
    // It has committed nothing yet, and all of its partitions are told.
    expect(lag.partitions.map(({partition, member}) => [partition, member?.clientId])).toEqual(
      [0, 1, 2].map(one => [one, 'lag-test-client']),
    );
  } finally {
    await consumer.disconnect();
  }
});
