import {afterAll, beforeAll, describe} from 'vitest';
import {Admin} from '../../src/cluster/admin.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {CONNECT_EFFECTS, connectRights, runConnect} from '../fixtures/connect-rights.ts';
import {eachRightIsNeeded, type Loss} from '../fixtures/each-right.ts';
import {testRoot} from '../fixtures/live-cluster.ts';

let admin: Admin;
beforeAll(async () => {
  admin = await Admin.open(await sandboxConnection({root: testRoot()}));
});
afterAll(async () => {
  await admin.close();
});

const NOTHING: Loss = {lost: CONNECT_EFFECTS, log: 'tells'};
const NO_SOURCE = ['produced', 'offsets', 'resumed', 'sunk', 'set aside', 'committed', 'restarted'];
/** It waits for a topic that nobody makes. */
const SILENT: Loss = {lost: CONNECT_EFFECTS, log: 'silent'};
const NO_SINK = ['sunk', 'set aside', 'committed'];

describe('a Connect worker with an exactly-once source and a sink, each with a user of its own', () => {
  eachRightIsNeeded({
    name: 'rights-connect',
    effects: CONNECT_EFFECTS,
    rights: run => connectRights({run, ownUsers: true}),
    observed: (run, rights, watch) => runConnect({admin, root: testRoot()}, {run, ownUsers: true}, rights, watch),
    losses: {
      'connect-rights-worker: read group RUN-workers': NOTHING,
      'connect-rights-worker: read topic RUN.configs': NOTHING,
      'connect-rights-worker: read topic RUN.offsets': {lost: ['resumed', 'restarted'], perhaps: NO_SOURCE, log: 'tells'},
      'connect-rights-worker: read topic RUN.statuses': {lost: ['status', 'restarted'], log: 'tells'},
      'connect-rights-worker: write topic RUN.configs': NOTHING,
      // Its exactly-once source keeps its offsets in a topic of its own.
      'connect-rights-worker: write topic RUN.offsets': 'elsewhere',
      'connect-rights-worker: write topic RUN.statuses': {lost: ['status'], log: 'tells'},
      'connect-rights-worker: create topic RUN.configs': SILENT,
      'connect-rights-worker: create topic RUN.offsets': SILENT,
      'connect-rights-worker: create topic RUN.statuses': SILENT,
      'connect-rights-worker: write transactional-id connect-cluster-RUN-workers': NOTHING,
      'connect-rights-source: write topic RUN.numbers.v1': {lost: NO_SOURCE, log: 'tells'},
      'connect-rights-source: write transactional-id RUN-workers-RUN-numbers-*': {lost: NO_SOURCE, log: 'tells'},
      'connect-rights-source: write topic RUN.numbers.offsets': {lost: NO_SOURCE, log: 'tells'},
      'connect-rights-source: read topic RUN.numbers.offsets': {lost: ['resumed', 'restarted'], log: 'tells'},
      'connect-rights-source: create topic RUN.numbers.offsets': {lost: NO_SOURCE, log: 'silent'},
      'connect-rights-sink: read topic RUN.numbers.v1': {lost: NO_SINK, log: 'tells'},
      'connect-rights-sink: read group connect-RUN-files': {lost: NO_SINK, log: 'tells'},
      'connect-rights-sink: write topic RUN.dlq.v1': {lost: ['set aside'], log: 'tells'},
      'connect-rights-sink: create topic RUN.dlq.v1': {lost: NO_SINK, log: 'tells'},
    },
  });
});

describe('a Connect worker whose exactly-once source has no user and no topic of offsets of its own', () => {
  eachRightIsNeeded({
    name: 'rights-one-user',
    effects: CONNECT_EFFECTS,
    rights: run => connectRights({run, ownUsers: false}),
    observed: (run, rights, watch) => runConnect({admin, root: testRoot()}, {run, ownUsers: false}, rights, watch),
    losses: {
      'connect-rights-worker: write topic RUN.offsets': {lost: NO_SOURCE, log: 'tells'},
      'connect-rights-worker: write transactional-id RUN-workers-*': {lost: NO_SOURCE, log: 'tells'},
    },
    partial: true,
  });
});
