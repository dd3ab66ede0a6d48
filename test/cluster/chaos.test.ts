import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import leaderFailover from '../../scripts/chaos/leader-failover.ts';
import {openFaults} from '../../src/chaos/journal.ts';
import {proveLeaderFailover} from '../../src/chaos/leader-failover.ts';
import {sandboxBrokers} from '../../src/chaos/sandbox-brokers.ts';
import {Admin} from '../../src/cluster/admin.ts';
import {readLayout, underReplicated} from '../../src/cluster/topics.ts';
import {sandboxConnection, sandboxStatus} from '../../src/sandbox/sandbox.ts';
import type {Model} from '../../src/specs/model.ts';
import {runScenarios} from '../../src/verify/run-scenarios.ts';
import type {Scenario} from '../../src/verify/scenario.ts';
import {applyModel, removeModel, sandboxTarget, testRoot, until} from '../fixtures/live-cluster.ts';
import {cluster, model, topic} from '../fixtures/model.ts';

const declared = model({topics: [topic('chaos-test.orders')]});
let admin: Admin;

beforeAll(async () => {
  admin = await Admin.open(await sandboxConnection({root: testRoot()}));
  await applyModel(admin, testRoot(), declared);
  await until(healthy, 60_000);
});
afterAll(async () => {
  await removeModel(admin, declared);
  await admin.close();
});

async function healthy(): Promise<boolean> {
  const {brokers, topics} = await readLayout(admin, null);
  return brokers.length === 3 && underReplicated(topics).length === 0;
}

async function chaos(scenario: Scenario, of: Model = declared, more: {signal?: AbortSignal; topic?: string} = {}) {
  const root = testRoot();
  const result = await runScenarios({
    scenarios: [{name: 'leader-failover', file: 'scripts/chaos/leader-failover.ts', scenario}],
    model: of,
    target: sandboxTarget(root, of),
    root,
    brokers: sandboxBrokers(root),
    options: more.topic === undefined ? {} : {topic: more.topic},
    signal: more.signal ?? new AbortController().signal,
  });
  if (result.stopped !== undefined) throw result.stopped.thrown;
  return result;
}

async function expectNothingHarmed(): Promise<void> {
  const {brokers} = await sandboxStatus({root: testRoot()});
  expect(brokers.map(one => one.state)).toEqual(['running', 'running', 'running']);
  expect(openFaults(testRoot())).toEqual([]);
  await until(healthy, 60_000);
}

describe('the failover proof', () => {
  it('passes on a healthy cluster, shows the gap, and leaves three running brokers', async () => {
    const {verdicts, timelines} = await chaos(leaderFailover);
    expect(verdicts.map(({status, claim, reason}) => ({status, claim, reason})).filter(one => one.status !== 'pass')).toEqual([]);
    expect(verdicts.length).toBe(6);
    const [delivery] = verdicts;
    expect(delivery?.evidence).toMatchObject({lost: 0, duplicated: 0, acknowledged: expect.any(Number)});
    expect(Number(delivery?.evidence['acknowledged'])).toBeGreaterThan(100);
    const events = timelines[0]?.events.map(one => one.name);
    expect(events).toEqual(['killed', 'new-leader', 'first-ack', 'restarted', 'registered', 'full-isr']);
    await expectNothingHarmed();
  });

  it('heals the broker when the proof breaks while it is dead', async () => {
    const breaking: Scenario = {
      ...leaderFailover,
      run: context => proveLeaderFailover(context, {whileDead: async () => Promise.reject(new Error('proof broke'))}),
    };
    const {verdicts} = await chaos(breaking);
    expect(verdicts).toMatchObject([{status: 'unknown', reason: 'scripts/chaos/leader-failover.ts: proof broke'}]);
    await expectNothingHarmed();
  });

  it('heals the broker when it is interrupted while it is dead', async () => {
    const interrupt = new AbortController();
    const interrupted: Scenario = {
      ...leaderFailover,
      run: context => proveLeaderFailover(context, {whileDead: async () => interrupt.abort(new Error('interrupted'))}),
    };
    await expect(chaos(interrupted, declared, {signal: interrupt.signal})).rejects.toThrow('interrupted');
    await expectNothingHarmed();
  });
});

describe('chaos is refused', () => {
  const verification = {mode: 'canary' as const, chaos: false, objectives: {}};

  it('where the Cluster document does not allow it', async () => {
    await expect(chaos(leaderFailover, {...declared, cluster: cluster({verification})})).rejects.toMatchObject({
      code: 'chaos/not-allowed',
      exit: 2,
    });
  });

  it('where another cluster answers than is declared', async () => {
    const other = cluster({clusterId: 'AAAAAAAAAAAAAAAAAAAAAA'});
    await expect(chaos(leaderFailover, {...declared, cluster: other})).rejects.toMatchObject({exit: 2});
  });

  it('where a broker is missing to begin with', async () => {
    const four = cluster({brokers: {count: 4}});
    await expect(chaos(leaderFailover, {...declared, cluster: four})).rejects.toMatchObject({
      code: 'chaos/unhealthy',
      message: expect.stringContaining('3 of 4 brokers'),
    });
  });

  it('for a topic that does not promise to survive the loss of a broker', async () => {
    const thin = {...declared, topics: [topic('chaos-test.orders', {config: {'min.insync.replicas': '1'}})]};
    await expect(chaos(leaderFailover, thin, {topic: 'chaos-test.orders'})).rejects.toMatchObject({code: 'chaos/topic-not-replicated'});
    await expectNothingHarmed();
  });
});
