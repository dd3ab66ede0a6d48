import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {Admin} from '../../src/cluster/admin.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {CONNECT_EFFECTS, connectRights, runConnect} from '../fixtures/connect-rights.ts';
import {testRoot} from '../fixtures/live-cluster.ts';
import {runStreams, STREAMS_EFFECTS, streamsRights} from '../fixtures/streams-rights.ts';

/** One of each program is among the cluster tests; these are the other ways of running them. */
const TIMEOUT_MS = 90_000;

let admin: Admin;
beforeAll(async () => {
  admin = await Admin.open(await sandboxConnection({root: testRoot()}));
});
afterAll(async () => {
  await admin.close();
});

describe("Kafka's own programs do all that they are for with the ACLs that Weir derives, and are refused nothing", () => {
  it.each([
    {run: 'whole-streams', exactlyOnce: false},
    {run: 'whole-streams-declared', exactlyOnce: false, declared: true},
    {run: 'whole-streams-kip1071', exactlyOnce: true, protocol: 'streams'},
  ] as const)('Kafka Streams: $run', {timeout: 2 * TIMEOUT_MS}, async run => {
    const observed = await runStreams({admin, root: testRoot()}, run, streamsRights(run), {timeoutMs: TIMEOUT_MS});
    expect(observed).toEqual({effects: STREAMS_EFFECTS, refusals: []});
  });

  it.each([{run: 'whole-connect-one-user', ownUsers: false, declared: true}])(
    'a Connect worker with an exactly-once source and a sink: $run',
    {timeout: 2 * TIMEOUT_MS},
    async run => {
      const observed = await runConnect({admin, root: testRoot()}, run, connectRights(run), {timeoutMs: TIMEOUT_MS});
      expect(observed).toEqual({effects: CONNECT_EFFECTS, refusals: []});
    },
  );
});
