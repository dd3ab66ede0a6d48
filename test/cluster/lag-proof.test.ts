import {afterAll, beforeAll, expect, it} from 'vitest';
import {Admin} from '../../src/cluster/admin.ts';
import {readLayout} from '../../src/cluster/topics.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import type {Model} from '../../src/specs/model.ts';
import {Canaries} from '../../src/verify/canaries.ts';
import {type DrainContext, proveLagDrains} from '../../src/verify/lag-drain.ts';
import {lagVerdicts} from '../../src/verify/lag-proof.ts';
import {newRun} from '../../src/verify/run-identity.ts';
import {sandboxTarget, testRoot} from '../fixtures/live-cluster.ts';
import {application, cluster, model, topic} from '../fixtures/model.ts';

const ORDERS = 'lag-proof.orders.v1';
const consumes = [
  {topics: [{name: ORDERS, pattern: 'literal' as const, at: ''}], group: 'lag-proof.nobody', maxLag: 3_000, at: '/spec/consumes/0'},
];
const applications = [application('lag-proof', {consumes})];

let admin: Admin;
beforeAll(async () => {
  admin = await Admin.open(await sandboxConnection({root: testRoot()}));
});
afterAll(async () => {
  await admin.close();
});

async function drain(parts: Partial<Model>, mode: DrainContext['mode'] = 'canary') {
  const own = model({applications, ...parts});
  if (own.cluster === undefined) throw new Error('no cluster');
  const canaries = new Canaries(admin, newRun());
  const target = sandboxTarget(testRoot(), own);
  try {
    return await proveLagDrains({
      model: own,
      cluster: own.cluster,
      target,
      mode,
      admin,
      canaries,
      options: {},
      signal: new AbortController().signal,
      note: () => undefined,
    });
  } finally {
    await canaries.removeAll();
  }
}

it('fills a canary like the declared topic with as much as may lie there, and sees it read in time', async () => {
  const [verdict, ...others] = await drain({
    topics: [topic(ORDERS, {objectives: {lagRecoveryMs: 30_000}, config: {'cleanup.policy': 'compact', 'min.insync.replicas': '2'}})],
  });
  expect(others).toEqual([]);
  expect(verdict).toMatchObject({
    status: 'pass',
    location: {pointer: '/spec/objectives/lagRecovery'},
    measured: expect.stringMatching(/^3000 records read in \d+\.\d s$/),
    evidence: {topic: ORDERS, backlogRecords: 3_000, partitionCount: 3},
  });
  const samples: {records: number}[] = JSON.parse(JSON.stringify(verdict?.evidence['samples']));
  expect(samples.at(-1)?.records).toBe(0);
  const {topics} = await readLayout(admin, null);
  expect(topics.filter(({name}) => name.includes('lag-proof-orders'))).toEqual([]);
});

it('fails where it takes longer than was promised, and does nothing on a cluster that may only be read', async () => {
  const topics = [topic(ORDERS)];
  const objectives = (lagRecoveryMs?: number) => ({
    verification: {mode: 'canary' as const, chaos: false, objectives: lagRecoveryMs === undefined ? {} : {lagRecoveryMs}},
  });
  expect(await drain({topics, cluster: cluster(objectives(1))})).toMatchObject([
    {status: 'fail', location: {pointer: '/spec/verification/objectives/lagRecovery'}, finding: {rule: 'proof/lag-recovery'}},
  ]);
  expect(await drain({topics, cluster: cluster(objectives(1_000))}, 'read-only')).toMatchObject([
    {status: 'unknown', reason: expect.stringContaining('read-only')},
  ]);
  expect(await drain({topics, cluster: cluster(objectives())})).toEqual([]);
});

it('says of a group that is not there that nothing is known', async () => {
  const own = model({applications, topics: [topic(ORDERS)]});
  if (own.cluster === undefined) throw new Error('no cluster');
  expect(await lagVerdicts({model: own, cluster: own.cluster, admin})).toMatchObject([
    {status: 'unknown', reason: expect.stringContaining('there is no group lag-proof.nobody')},
  ]);
});
