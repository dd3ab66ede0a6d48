// covers: P06, P08
import {afterAll, beforeAll, expect, it} from 'vitest';
import {type Administration, openAdministration} from '../../src/clients/admin/administration.ts';
import {ClientError} from '../../src/clients/client-error.ts';
import {Admin} from '../../src/cluster/admin.ts';
import {readLag} from '../../src/cluster/lag.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {applyModel, removeModel, sandboxTarget, testRoot} from '../fixtures/live-cluster.ts';
import {acl, model, onTopic, topic, user} from '../fixtures/model.ts';

const [HIDDEN, OPEN] = ['managers-refused.hidden', 'managers-refused.open'] as const;
const declared = model({
  topics: [topic(HIDDEN, {partitions: 1}), topic(OPEN, {partitions: 1})],
  acls: [acl('describes', 'User:managers-refused', ['describe'], onTopic(OPEN))],
  users: [user('managers-refused')],
});
let admin: Admin;
let own: Administration;

beforeAll(async () => {
  admin = await Admin.open(await sandboxConnection({root: testRoot()}));
  await applyModel(admin, testRoot(), declared);
  const [as] = declared.users;
  const access = as === undefined ? {unavailable: 'no user'} : await sandboxTarget(testRoot(), declared).as(as);
  if ('unavailable' in access) throw new Error(access.unavailable);
  own = await openAdministration(access.connection);
});
afterAll(async () => {
  await own.close();
  await removeModel(admin, declared);
  await admin.close();
});

const codesOf = (outcomes: readonly object[]) =>
  outcomes.map(one => ('error' in one && one.error instanceof ClientError ? one.error.code : 'done'));

it('tells of each item whether it was refused for want of a right', async () => {
  const {topics, partitions, groups} = own;
  expect(codesOf(await partitions.describe([HIDDEN, OPEN]))).toEqual(['admin/not-authorized', 'done']);
  // It may describe that one, and not its settings.
  expect(codesOf(await topics.describe([HIDDEN, OPEN, 'managers-refused.none']))).toEqual([
    'admin/not-authorized',
    'admin/not-authorized',
    'admin/not-authorized',
  ]);
  expect(codesOf(await topics.delete([OPEN]))).toEqual(['admin/not-authorized']);
  expect(codesOf(await topics.create([{name: 'managers-refused.new', partitions: 1, replicationFactor: 3}]))).toEqual([
    'admin/not-authorized',
  ]);
  expect(codesOf(await topics.grow([{name: OPEN, partitions: 2}]))).toEqual(['admin/not-authorized']);
  expect(codesOf(await groups.describe(['managers-refused.group']))).toEqual(['admin/not-authorized']);
  expect(codesOf(await groups.delete(['managers-refused.group']))).toEqual(['admin/not-authorized']);
  expect(codesOf(await partitions.committed(['managers-refused.group']))).toEqual(['admin/not-authorized']);
  await expect(groups.planReset('managers-refused.group', {to: 'latest'})).rejects.toMatchObject({
    code: 'admin/not-authorized',
    recovery: 'fatal',
  });
  // Some groups alone would be taken for all.
  await expect(groups.list()).rejects.toMatchObject({message: expect.stringContaining('may not describe the cluster')});
});

it('says what cannot be reached, and of a size that is not told why', async () => {
  const {connection} = admin;
  await expect(openAdministration({...connection, bootstrap: ['localhost:1']})).rejects.toMatchObject({
    code: 'cluster/unreachable',
    retriable: true,
  });
  // Sizes need DESCRIBE on the cluster; the rest is there.
  const [open] = await own.partitions.describe([OPEN]);
  expect(open).toMatchObject({value: {offsetCount: {known: 0n}, sizeBytes: {unknown: expect.any(String)}}});
  const {groups} = await readLag(admin, {groups: []});
  expect(groups).toEqual([]);
});
