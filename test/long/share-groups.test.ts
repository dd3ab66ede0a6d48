// covers: P08
import {afterAll, beforeAll, expect, it} from 'vitest';
import {type Administration, openAdministration} from '../../src/clients/admin/administration.ts';
import {onlyValue, valuesOf} from '../../src/clients/admin/item-error.ts';
import {Admin} from '../../src/cluster/admin.ts';
import type {Connection} from '../../src/cluster/connection.ts';
import {readLag} from '../../src/cluster/lag.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {withConsoleMember} from '../fixtures/console-consumer.ts';
import {testRoot, until} from '../fixtures/live-cluster.ts';

const TOPIC = 'share-groups.v1';
const GROUP = 'share-groups.worker';
let connection: Connection;
let admin: Admin;
let managers: Administration;

beforeAll(async () => {
  connection = await sandboxConnection({root: testRoot()});
  admin = await Admin.open(connection);
  managers = await openAdministration(connection);
  valuesOf(await managers.topics.create([{name: TOPIC, partitions: 1, replicationFactor: 3}]));
});
afterAll(async () => {
  await managers.groups.delete([GROUP]);
  await managers.topics.delete([TOPIC]);
  await managers.close();
  await admin.close();
});

it('are told from consumer groups, have no lag, and are not reset as if they were some', async () => {
  const {groups} = managers;
  await withConsoleMember(connection, {kind: 'share', group: GROUP, topic: TOPIC}, async () => {
    await until(async () => (await groups.list()).find(({name}) => name === GROUP)?.state === 'Stable', 60_000);
    const problem = 'a share group commits no offsets (KIP-932)';
    expect(onlyValue(await groups.describe([GROUP]))).toMatchObject({protocolType: 'share', partitions: [], problem});
    expect((await readLag(admin)).groups.find(({name}) => name === GROUP)).toMatchObject({partitions: [], problem});
    // `create` makes a group that is not there, and this one is.
    const refused = groups.planReset(GROUP, {to: 'latest'}, {topics: [TOPIC], create: true});
    await expect(refused).rejects.toMatchObject({code: 'admin/other-kind'});
    expect((await groups.delete([GROUP]))[0]).toMatchObject({error: {code: 'admin/group-active'}});
  });
  await until(async () => (await groups.list()).find(({name}) => name === GROUP)?.state === 'Empty', 60_000);
  expect(await groups.delete([GROUP])).toEqual([{name: GROUP, value: {deleted: true}}]);
});
