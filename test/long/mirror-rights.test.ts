import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {Admin} from '../../src/cluster/admin.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {eachRightIsNeeded, type Loss} from '../fixtures/each-right.ts';
import {testRoot} from '../fixtures/live-cluster.ts';
import {MIRROR_EFFECTS, mirrorRights, runMirror} from '../fixtures/mirror-rights.ts';

let admin: Admin;
beforeAll(async () => {
  admin = await Admin.open(await sandboxConnection({root: testRoot()}));
});
afterAll(async () => {
  await admin.close();
});

const NOTHING: Loss = {lost: MIRROR_EFFECTS, log: 'tells'};
/** It waits for a topic that nobody makes. */
const SILENT: Loss = {lost: MIRROR_EFFECTS, log: 'silent'};
const NO_COPY = MIRROR_EFFECTS.filter(one => one !== 'heartbeat' && one !== 'status');
const NO_OFFSETS = ['checkpoint', 'translated'];

describe('MirrorMaker 2', () => {
  eachRightIsNeeded({
    name: 'rights-mirror',
    effects: MIRROR_EFFECTS,
    rights: mirrorRights,
    observed: (run, rights, watch) => runMirror({admin, root: testRoot()}, run, rights, watch),
    losses: {
      'mirror-rights-source: read topic RUN.orders.v1': {lost: NO_COPY, log: 'silent'},
      'mirror-rights-source: describe-configs topic RUN.orders.v1': {lost: NO_COPY, log: 'tells'},
      'mirror-rights-source: write topic mm2-offset-syncs.RUN-standby.internal': {lost: NO_OFFSETS, log: 'tells'},
      'mirror-rights-source: create topic mm2-offset-syncs.RUN-standby.internal': {lost: [...NO_OFFSETS, 'restarted'], log: 'silent'},
      'mirror-rights-source: read topic mm2-offset-syncs.RUN-standby.internal': {lost: NO_OFFSETS, log: 'tells'},
      'mirror-rights-source: describe group RUN-billing': {lost: NO_OFFSETS, log: 'silent'},
      'mirror-rights-target: write topic RUN-main.*': {lost: NO_COPY, log: 'tells'},
      'mirror-rights-target: create topic RUN-main.*': {lost: NO_COPY, log: 'tells'},
      'mirror-rights-target: alter topic RUN-main.*': {lost: ['partitions'], log: 'tells'},
      'mirror-rights-target: alter-configs topic RUN-main.*': {lost: ['settings'], log: 'tells'},
      'mirror-rights-target: read topic RUN-main.*': {lost: ['translated'], log: 'tells'},
      'mirror-rights-target: read group RUN-billing': {lost: ['translated'], log: 'tells'},
      'mirror-rights-target: read group RUN-main-mm2': NOTHING,
      'mirror-rights-target: read topic mm2-configs.RUN-main.internal': NOTHING,
      'mirror-rights-target: read topic mm2-offsets.RUN-main.internal': {lost: ['restarted'], log: 'tells'},
      'mirror-rights-target: read topic mm2-status.RUN-main.internal': {lost: ['restarted'], log: 'tells'},
      'mirror-rights-target: write topic mm2-configs.RUN-main.internal': NOTHING,
      'mirror-rights-target: write topic mm2-offsets.RUN-main.internal': {lost: ['restarted'], log: 'tells'},
      'mirror-rights-target: write topic mm2-status.RUN-main.internal': {lost: ['status'], log: 'tells'},
      'mirror-rights-target: write topic heartbeats': {lost: ['heartbeat'], log: 'tells'},
      'mirror-rights-target: create topic mm2-configs.RUN-main.internal': SILENT,
      'mirror-rights-target: create topic mm2-offsets.RUN-main.internal': SILENT,
      'mirror-rights-target: create topic mm2-status.RUN-main.internal': SILENT,
      'mirror-rights-target: create topic heartbeats': {lost: ['heartbeat'], log: 'silent'},
    },
  });

  it('does all the same where it would send heartbeats to its source, too, as by default; the worker for them ends', async () => {
    const run = 'rights-mirror-both';
    const {effects, refusals} = await runMirror({admin, root: testRoot()}, run, mirrorRights(run), {timeoutMs: 120_000}, 'both');
    expect(effects).toEqual(MIRROR_EFFECTS);
    expect(refusals).toEqual([expect.stringContaining(`mm2-offsets.${run}-standby.internal`)]);
  });
});
