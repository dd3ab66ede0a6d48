import fc from 'fast-check';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {disagreements} from '../fixtures/authorizer-agreement.ts';
import {LiveAuthorizer} from '../fixtures/live-authorizer.ts';
import {LIVE_HOSTS, liveWorld} from '../fixtures/live-authorizer-worlds.ts';
import {testRoot} from '../fixtures/live-cluster.ts';

const hosts = LIVE_HOSTS.slice(0, 2);
let live: LiveAuthorizer;

beforeAll(async () => {
  live = await LiveAuthorizer.open(testRoot(), hosts);
});
afterAll(async () => await live.close());

/** The seed is another one each time, and told where a test fails. The long test asks many more. */
it('the authorizer model says what a live broker tells its users about themselves, from each of their hosts', async () => {
  const seed = Date.now();
  const [world] = fc.sample(liveWorld, {seed, numRuns: 1});
  if (world === undefined) throw new Error('no world');
  const recorded = await live.ask(world, hosts);
  expect(recorded.questions.length).toBeGreaterThan(1_000);
  // Both answers occur from either host.
  for (const host of hosts) {
    const letters = recorded.questions.map((question, index) => (question.host === host ? recorded.answers[index] : ''));
    expect(new Set(letters), host).toEqual(new Set(['', '+', '-']));
  }
  expect(disagreements(recorded), `seed ${seed}`).toEqual([]);
});
