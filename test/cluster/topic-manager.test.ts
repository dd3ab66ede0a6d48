// covers: P06
import {afterAll, beforeAll, expect, it} from 'vitest';
import {type Administration, managersOf} from '../../src/clients/admin/administration.ts';
import {onlyValue} from '../../src/clients/admin/item-error.ts';
import {Admin} from '../../src/cluster/admin.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {settled, testRoot, until} from '../fixtures/live-cluster.ts';

const NAME = 'topic-manager.orders.v1';
let admin: Admin;
let administration: Pick<Administration, 'topics'>;

beforeAll(async () => {
  admin = await Admin.open(await sandboxConnection({root: testRoot()}));
  administration = managersOf(admin);
});
afterAll(async () => {
  await administration.topics.delete([NAME]);
  await admin.close();
});

const errorOf = (outcome: object | undefined): unknown => (outcome !== undefined && 'error' in outcome ? outcome.error : outcome);

it('creates, describes, changes, grows and deletes topics, each item with an outcome of its own', async () => {
  const {topics} = administration;
  const stated = {name: NAME, partitions: 2, replicationFactor: 3, config: {'retention.ms': '3600000', 'max.message.bytes': '2000000'}};
  expect(await topics.create([stated], {validateOnly: true})).toEqual([{name: NAME, value: {partitions: 2, replicationFactor: 3}}]);
  expect((await topics.list()).map(({name}) => name)).not.toContain(NAME);

  const created = await topics.create([stated, {...stated, name: 'topic-manager.too-many', replicationFactor: 9}]);
  expect(created[0]).toEqual({name: NAME, value: {partitions: 2, replicationFactor: 3}});
  expect(errorOf(created[1])).toMatchObject({
    code: 'admin/invalid',
    recovery: 'fatal',
    message: expect.stringContaining('topic-manager.too-many'),
  });
  expect(errorOf((await topics.create([stated]))[0])).toMatchObject({code: 'admin/exists'});
  await settled(admin, [NAME]);

  const [described, unknown] = await topics.describe([NAME, 'topic-manager.ordes.v1']);
  expect(described).toMatchObject({name: NAME, value: {overrides: stated.config, partitions: [{partition: 0}, {partition: 1}]}});
  expect(errorOf(unknown)).toMatchObject({
    code: 'admin/unknown',
    message: `there is no topic topic-manager.ordes.v1; did you mean "${NAME}"?`,
  });

  // What is not named stays: a full replacement would take max.message.bytes away.
  const change = {name: NAME, set: {'retention.ms': '7200000', 'segment.bytes': '1048576'}};
  expect(onlyValue(await topics.configure([change]))).toEqual([
    {setting: 'retention.ms', from: '3600000', to: '7200000', wasOwn: true, isOwn: true},
    {setting: 'segment.bytes', from: '1073741824', to: '1048576', wasOwn: false, isOwn: true},
  ]);
  const overrides = async () => onlyValue(await topics.describe([NAME])).overrides;
  const changed = {'retention.ms': '7200000', 'max.message.bytes': '2000000', 'segment.bytes': '1048576'};
  await until(async () => (await overrides())['segment.bytes'] !== undefined);
  expect(await overrides()).toEqual(changed);
  expect(onlyValue(await topics.configure([{name: NAME, unset: ['segment.bytes']}]))).toEqual([
    {setting: 'segment.bytes', from: '1048576', to: '1073741824', wasOwn: true, isOwn: false},
  ]);
  await until(async () => (await overrides())['segment.bytes'] === undefined);
  expect(errorOf((await topics.configure([{name: NAME, set: {'retention.mss': '1'}}]))[0])).toMatchObject({
    code: 'admin/invalid',
    message: expect.stringContaining('did you mean "retention.ms"?'),
  });

  expect(onlyValue(await topics.grow([{name: NAME, partitions: 4}], {validateOnly: true}))).toEqual({from: 2, to: 4});
  expect(onlyValue(await topics.grow([{name: NAME, partitions: 4}]))).toEqual({from: 2, to: 4});
  await until(async () => onlyValue(await topics.describe([NAME])).partitions.length === 4);
  expect(onlyValue(await topics.grow([{name: NAME, partitions: 4}]))).toEqual({from: 4, to: 4});
  expect(errorOf((await topics.grow([{name: NAME, partitions: 3}]))[0])).toMatchObject({code: 'admin/partitions-shrink'});

  const gone = await topics.delete([NAME, 'topic-manager.never.v1']);
  expect(gone.find(one => one.name === NAME)).toEqual({name: NAME, value: {deleted: true}});
  expect(errorOf(gone.find(one => one.name !== NAME))).toMatchObject({code: 'admin/unknown'});
});

it('takes no default for the copies of a topic', async () => {
  const {topics} = administration;
  // @ts-expect-error a program without types can leave it out
  await expect(topics.create([{name: NAME, partitions: 1}])).rejects.toMatchObject({code: 'admin/not-stated'});
});
