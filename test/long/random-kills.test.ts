import {rmSync} from 'node:fs';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {withAdmin} from '../../src/cluster/admin.ts';
import {deleteTopics, readLayout} from '../../src/cluster/topics.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {weir} from '../fixtures/cli.ts';
import {childrenOf, crashFolder, declareTopics, engineAtWork, names, startWeir, topicsInState} from '../fixtures/interrupted-apply.ts';
import {testRoot} from '../fixtures/live-cluster.ts';

/** Set it to see a run again. */
const SEED = Number(process.env['WEIR_KILL_SEED'] ?? Date.now() % 100_000);
const ROUNDS = Number(process.env['WEIR_KILL_ROUNDS'] ?? 20);
const TOPICS = 12;

let cwd = '';
const declared: string[] = [];
const run = (args: string) => weir(args.split(' '), {cwd});

/** Numbers from 0 to 1 that follow from a seed (mulberry32, in the public domain). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const live = async (): Promise<string[]> =>
  (await withAdmin(await sandboxConnection({root: testRoot()}), admin => readLayout(admin, declared))).topics.map(({name}) => name).sort();

beforeAll(() => {
  cwd = crashFolder('kills');
});
afterAll(async () => {
  const left = await live();
  await withAdmin(await sandboxConnection({root: testRoot()}), admin => deleteTopics(admin, left));
  rmSync(cwd, {recursive: true, force: true});
});

it(`whatever is killed at whatever moment, adopt and apply bring every topic into the state (seed ${SEED})`, async () => {
  const next = random(SEED);
  for (let round = 0; round < ROUNDS; round++) {
    declared.push(...names(`kills-${round}`, TOPICS));
    declareTopics(cwd, 'a', declared);
    const victim = (['weir', 'engine', 'provider', 'weir and engine'] as const)[Math.floor(next() * 4)];
    const delayMs = Math.floor(next() * 600);
    const about = `round ${round}: ${victim} after ${delayMs} ms`;
    const running = startWeir(['apply', '--yes'], cwd);
    const engine = await engineAtWork(cwd, 'kills.a');
    const [provider] = childrenOf(engine);
    await new Promise(resolve => setTimeout(resolve, delayMs));
    const kill = (pid: number | undefined): void => {
      // It may have ended by then, which is one more moment.
      if (pid !== undefined)
        try {
          process.kill(pid, 'SIGKILL');
        } catch {}
    };
    if (victim === 'provider') kill(provider);
    if (victim !== 'weir' && victim !== 'provider') kill(engine);
    if (victim !== 'engine' && victim !== 'provider') kill(running.child.pid);
    await running.ended;
    const adopted = await run('adopt --all --yes');
    expect(adopted.exit, `${about}: ${adopted.stderr}`).toBe(0);
    const applied = await run('apply --yes');
    expect(applied.exit, `${about}: ${applied.stderr}`).toBe(0);
    const settled = await run('plan --fail-on-changes');
    expect(settled.exit, `${about}: ${settled.stdout}`).toBe(0);
    expect(topicsInState(cwd, 'kills', 'a'), about).toEqual(declared.toSorted());
    expect(await live(), about).toEqual(declared.toSorted());
  }
});
