// covers: P07, P08
import {afterAll, beforeAll, expect, it} from 'vitest';
import {type Administration, openAdministration} from '../../src/clients/admin/administration.ts';
import {onlyValue, valuesOf} from '../../src/clients/admin/item-error.ts';
import type {ResetTarget} from '../../src/clients/admin/reset-plan.ts';
import type {Connection} from '../../src/cluster/connection.ts';
import {kafkajsClient} from '../../src/cluster/kafkajs-client.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {withConsoleMember} from '../fixtures/console-consumer.ts';
import {testRoot, until} from '../fixtures/live-cluster.ts';

const TOPIC = 'group-manager.orders.v1';
const [GROUP, OTHER, NEWER] = ['group-manager.worker', 'group-manager.other', 'group-manager.newer'] as const;
/** Ages of the records of partition 0, in order. */
const AGES_MS = [500_000, 400_000, 300_000, 200_000, 100_000];

let connection: Connection;
let managers: Administration;
const startedMs = Date.now();

beforeAll(async () => {
  connection = await sandboxConnection({root: testRoot()});
  managers = await openAdministration(connection);
  valuesOf(await managers.topics.create([{name: TOPIC, partitions: 2, replicationFactor: 3, config: {}}]));
  await until(async () =>
    (await managers.partitions.describe([TOPIC])).every(one => 'value' in one && !('unknown' in one.value.offsetCount)),
  );
  const producer = kafkajsClient(connection).producer();
  await producer.connect();
  const messages = AGES_MS.map(ageMs => ({partition: 0, value: 'v', timestamp: String(startedMs - ageMs)}));
  await producer.send({topic: TOPIC, acks: -1, messages: [...messages, {partition: 1, value: 'v'}]});
  await producer.disconnect();
});
afterAll(async () => {
  await managers.groups.delete([GROUP, OTHER, NEWER]);
  await managers.topics.delete([TOPIC]);
  await managers.close();
});

async function offsetsOf(group: string): Promise<Record<number, bigint>> {
  const commits = onlyValue(await managers.partitions.committed([group]));
  return Object.fromEntries(commits.map(({partition, offset}) => [partition, offset]));
}

async function resetTo(group: string, target: ResetTarget, scope = {}) {
  const plan = await managers.groups.planReset(group, target, scope);
  valuesOf(await managers.groups.reset(plan));
  return plan;
}

it('describes partitions: where they are, what is in them, and how much', async () => {
  const [described, unknown] = await managers.partitions.describe([TOPIC, 'group-manager.none']);
  expect(described).toMatchObject({
    value: {
      isCompacted: false,
      offsetCount: {known: 6n},
      partitions: [
        {partition: 0, isUnderReplicated: false, beginning: {known: 0n}, end: {known: 5n}, offsetCount: {known: 5n}},
        {partition: 1, end: {known: 1n}},
      ],
    },
  });
  if (described === undefined || !('value' in described)) throw new Error('not described');
  const [first] = described.value.partitions;
  expect([first?.isr.length, first?.replicas.length]).toEqual([3, 3]);
  expect(first?.replicas).toContain(first?.leaderId);
  expect('known' in described.value.sizeBytes && described.value.sizeBytes.known).toBeGreaterThan(100);
  expect(unknown).toMatchObject({error: {code: 'admin/unknown'}});
});

it('resets a group to wherever it is asked to, by a plan that changes nothing', async () => {
  const first = await managers.groups.planReset(GROUP, {to: 'earliest'}, {topics: [TOPIC], create: true});
  expect(first.steps).toEqual([0, 1].map(partition => ({topic: TOPIC, partition, from: undefined, to: 0n, rereadCount: undefined})));
  await expect(managers.groups.planReset(GROUP, {to: 'earliest'})).rejects.toMatchObject({code: 'admin/unknown'});
  valuesOf(await managers.groups.reset(first));
  expect(await offsetsOf(GROUP)).toEqual({0: 0n, 1: 0n});

  const only0 = {partitions: [{topic: TOPIC, partition: 0}]};
  await resetTo(GROUP, {to: 'offset', offset: 3n}, only0);
  expect(await offsetsOf(GROUP)).toEqual({0: 3n, 1: 0n});
  await resetTo(GROUP, {to: 'shift', by: -2n}, only0);
  expect(await offsetsOf(GROUP)).toEqual({0: 1n, 1: 0n});
  await resetTo(GROUP, {to: 'timestamp', timestampMs: startedMs - 250_000});
  expect(await offsetsOf(GROUP)).toEqual({0: 3n, 1: 0n});
  const late = await resetTo(GROUP, {to: 'timestamp', timestampMs: Date.now() + 3_600_000});
  expect(late.steps[0]?.note).toBe('no record is as late as that: the end');
  expect(await offsetsOf(GROUP)).toEqual({0: 5n, 1: 1n});
  const clamped = await resetTo(GROUP, {to: 'offset', offset: 2n});
  expect(clamped.steps.map(({to, clamped: far}) => [to, far])).toEqual([
    [2n, undefined],
    [1n, {asked: 2n, to: 'end'}],
  ]);
  await resetTo(OTHER, {to: 'group', group: GROUP}, {create: true});
  expect(await offsetsOf(OTHER)).toEqual({0: 2n, 1: 1n});
  await resetTo(OTHER, {to: 'latest'});
  expect(await offsetsOf(OTHER)).toEqual({0: 5n, 1: 1n});

  const wrong = await managers.groups.planReset(
    GROUP,
    {to: 'latest'},
    {
      partitions: [
        {topic: TOPIC, partition: 7},
        {topic: 'group-manager.gone', partition: 0},
      ],
    },
  );
  expect(wrong).toMatchObject({
    steps: [],
    refused: [
      {topic: 'group-manager.gone', reason: 'there is no such topic'},
      {partition: 7, reason: 'there is no such partition'},
    ],
  });

  // Somebody else moved it: what was looked at is not what is there.
  const stale = await managers.groups.planReset(GROUP, {to: 'earliest'});
  await resetTo(GROUP, {to: 'latest'});
  await expect(managers.groups.reset(stale)).rejects.toMatchObject({code: 'admin/plan-stale'});
  expect(await offsetsOf(GROUP)).toEqual({0: 5n, 1: 1n});
});

it('refuses to touch a group with members, and names them, whatever its protocol', async () => {
  const consumer = kafkajsClient(connection, {clientId: 'classic-client'}).consumer({groupId: GROUP, maxWaitTimeInMs: 200});
  await consumer.connect();
  try {
    const plan = await managers.groups.planReset(GROUP, {to: 'earliest'});
    await consumer.subscribe({topics: [TOPIC]});
    const joined = new Promise(resolve => consumer.on('consumer.group_join', resolve));
    await consumer.run({autoCommit: false, eachMessage: async () => undefined});
    await joined;
    const refusal = {
      code: 'admin/group-active',
      message: expect.stringMatching(/group-manager\.worker is active .* 1 member: classic-client at 127\.0\.0\.1/),
    };
    await expect(managers.groups.planReset(GROUP, {to: 'latest'})).rejects.toMatchObject(refusal);
    await expect(managers.groups.reset(plan)).rejects.toMatchObject(refusal);
    expect((await managers.groups.delete([GROUP]))[0]).toMatchObject({error: refusal});
  } finally {
    await consumer.disconnect();
  }
  await withConsoleMember(connection, {kind: 'consumer', group: NEWER, topic: TOPIC}, async () => {
    const described = async () => (await managers.groups.describe([NEWER]))[0];
    await until(async () => {
      const one = await described();
      return (
        one !== undefined &&
        'value' in one &&
        one.value.state === 'Stable' &&
        one.value.partitions.every(({member}) => member !== undefined)
      );
    });
    const group = onlyValue(await managers.groups.describe([NEWER]));
    expect(group).toMatchObject({
      protocol: 'consumer',
      state: 'Stable',
      members: {known: [{assignment: [{topic: TOPIC, partitions: [0, 1]}]}]},
    });
    expect(group.partitions.map(({member}) => member?.clientId)).toEqual(['console-member', 'console-member']);
    await expect(managers.groups.planReset(NEWER, {to: 'latest'})).rejects.toMatchObject({
      code: 'admin/group-active',
      message: expect.stringContaining('console-member'),
    });
  });
  await until(async () => (await managers.groups.list()).find(({name}) => name === NEWER)?.state === 'Empty');
  await resetTo(NEWER, {to: 'offset', offset: 1n}, {topics: [TOPIC]});
  expect(await offsetsOf(NEWER)).toEqual({0: 1n, 1: 1n});
});

it('deletes groups, each for itself, and guesses what a wrong name was meant to be', async () => {
  const gone = await managers.groups.delete([OTHER, 'group-manager.othr']);
  expect(gone[0]).toEqual({name: OTHER, value: {deleted: true}});
  expect(gone[1]).toMatchObject({error: {code: 'admin/unknown'}});
  expect((await managers.groups.describe(['group-manager.worke']))[0]).toMatchObject({
    error: {code: 'admin/unknown', message: 'there is no group group-manager.worke; did you mean "group-manager.worker"?'},
  });
});
