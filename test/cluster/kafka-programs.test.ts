import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {Admin} from '../../src/cluster/admin.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {CONNECT_EFFECTS, connectRights, runConnect} from '../fixtures/connect-rights.ts';
import {testRoot} from '../fixtures/live-cluster.ts';
import {MIRROR_EFFECTS, mirrorRights, runMirror} from '../fixtures/mirror-rights.ts';
import {runStreams, STREAMS_EFFECTS, streamsRights} from '../fixtures/streams-rights.ts';

/** One of each program; their other ways of running, and the runs that each lack one right, are in `test/long/`. */
const TIMEOUT_MS = 90_000;

let admin: Admin;
beforeAll(async () => {
  admin = await Admin.open(await sandboxConnection({root: testRoot()}));
});
afterAll(async () => {
  await admin.close();
});

describe("Kafka's own programs do all that they are for with the ACLs that Weir derives, and are refused nothing", {
  concurrent: true,
}, () => {
  it('Kafka Streams', {timeout: 2 * TIMEOUT_MS}, async () => {
    const run = {run: 'whole-streams-eos', exactlyOnce: true};
    const observed = await runStreams({admin, root: testRoot()}, run, streamsRights(run), {timeoutMs: TIMEOUT_MS});
    expect(observed).toEqual({effects: STREAMS_EFFECTS, refusals: []});
  });

  it('a Connect worker with an exactly-once source and a sink', {timeout: 2 * TIMEOUT_MS}, async () => {
    const run = {run: 'whole-connect', ownUsers: true};
    const observed = await runConnect({admin, root: testRoot()}, run, connectRights(run), {timeoutMs: TIMEOUT_MS});
    expect(observed).toEqual({effects: CONNECT_EFFECTS, refusals: []});
  });

  it('MirrorMaker 2', {timeout: 2 * TIMEOUT_MS}, async () => {
    const run = 'whole-mirror';
    const observed = await runMirror({admin, root: testRoot()}, run, mirrorRights(run), {timeoutMs: TIMEOUT_MS});
    expect(observed).toEqual({effects: MIRROR_EFFECTS, refusals: []});
  });
});
