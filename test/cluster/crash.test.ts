import {existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {withAdmin} from '../../src/cluster/admin.ts';
import {createTopics, deleteTopics, readLayout} from '../../src/cluster/topics.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {weir} from '../fixtures/cli.ts';
import {
  childrenOf,
  crashFolder,
  declareTopics,
  engineAtWork,
  gone,
  names,
  startWeir,
  topicsInState,
} from '../fixtures/interrupted-apply.ts';
import {testRoot} from '../fixtures/live-cluster.ts';

let cwd = '';
const FIRST = names('crash', 8);
const SECOND = names('crash-more', 16);
const THIRD = names('crash-again', 16);
const OTHER = names('other', 2);
const run = (args: string) => weir(args.split(' '), {cwd});
const stateOf = (domain: string) => path.join(cwd, 'state', 'crash', `${domain}.tfstate`);

const admin = async <T>(work: Parameters<typeof withAdmin<T>>[1]): Promise<T> =>
  withAdmin(await sandboxConnection({root: testRoot()}), work);

beforeAll(() => {
  cwd = crashFolder('crash');
  declareTopics(cwd, 'main', FIRST);
  declareTopics(cwd, 'other', OTHER);
});
afterAll(async () => {
  await admin(async connected => {
    const {topics} = await readLayout(connected, [...FIRST, ...SECOND, ...THIRD, ...OTHER]);
    await deleteTopics(
      connected,
      topics.map(({name}) => name),
    );
  });
  rmSync(cwd, {recursive: true, force: true});
});

describe('killed in the middle of an apply', {timeout: 120_000}, () => {
  it('weir: its engines finish, and the next run says so, skips what is whole and has nothing left', async () => {
    expect((await run('plan --out plan')).exit).toBe(0);
    const killed = startWeir(['apply', '--plan', 'plan', '--yes'], cwd);
    const engine = await engineAtWork(cwd, 'crash.main');
    killed.child.kill('SIGKILL');
    await killed.ended;
    const next = await run('apply --plan plan --yes');
    expect([next.exit, next.stdout], next.stderr).toEqual([0, 'crash is as declared; nothing to apply\n']);
    expect(next.stderr).toContain(
      'an earlier run was killed while it applied crash.main; its engine went on and applied all of it (8 changes)',
    );
    expect(next.stderr).toContain('crash.main: an earlier run began it and did not see its end; all of it is applied');
    await gone(engine);
    expect(topicsInState(cwd, 'crash', 'main')).toEqual(FIRST);
    const {evidence} = JSON.parse(readFileSync(path.join(cwd, 'plan', 'evidence.json'), 'utf8'));
    expect(evidence.stacks.map(({name, status}: {name: string; status: string}) => [name, status]).sort()).toEqual([
      ['crash.main', 'applied'],
      ['crash.other', 'applied'],
    ]);
  });

  it('the engine, as it had just emptied its state: the backup is back, and what was created is found and adopted', async () => {
    declareTopics(cwd, 'main', [...FIRST, ...SECOND]);
    expect((await run('plan --out plan')).exit).toBe(0);
    const broken = startWeir(['apply', '--plan', 'plan', '--yes'], cwd);
    process.kill(await engineAtWork(cwd, 'crash.main'), 'SIGKILL');
    const {exit, stderr} = await broken.ended;
    expect([exit, stderr]).toEqual([
      3,
      expect.stringMatching(
        /apply of crash\.main failed: the engine was killed[\s\S]*crash\.main: \d+ of 16 changes applied: Topic crash-more/,
      ),
    ]);
    // As it was left by a kill between the two writes of the engine, which only sometimes comes at that moment.
    truncateSync(stateOf('main'));
    const adopted = await run('adopt --all --yes');
    expect([adopted.exit, adopted.stderr]).toEqual([
      0,
      expect.stringContaining('left state/crash/main.tfstate empty; the state before that apply is back'),
    ]);
    const again = await run('apply --yes');
    expect(again.exit, again.stderr).toBe(0);
    expect(topicsInState(cwd, 'crash', 'main')).toEqual([...FIRST, ...SECOND].sort());
    const stale = await run('apply --plan plan --yes');
    expect(stale.exit, stale.stderr).toBe(0);
    expect(stale.stderr).toContain('all of it is applied');
  });

  it('the provider: its crash is told, and running again continues', async () => {
    declareTopics(cwd, 'main', [...FIRST, ...SECOND, ...THIRD]);
    expect((await run('plan --out plan')).exit).toBe(0);
    const broken = startWeir(['apply', '--plan', 'plan', '--yes'], cwd);
    const [provider] = childrenOf(await engineAtWork(cwd, 'crash.main'));
    expect(provider).toBeDefined();
    process.kill(provider ?? 0, 'SIGKILL');
    const {exit, stderr} = await broken.ended;
    expect([exit, stderr]).toEqual([3, expect.stringContaining('apply of crash.main failed: the Kafka provider crashed')]);
    const stale = await run('apply --plan plan --yes');
    expect([stale.exit, stale.stderr]).toEqual([
      3,
      expect.stringMatching(/the state has changed since this plan was made[\s\S]*plan again/),
    ]);
    expect((await run('adopt --all --yes')).exit).toBe(0);
    const again = await run('apply --yes');
    expect(again.exit, again.stderr).toBe(0);
    expect(topicsInState(cwd, 'crash', 'main')).toEqual([...FIRST, ...SECOND, ...THIRD].sort());
  });
});

describe('what stands in the way of an apply', {timeout: 120_000}, () => {
  it('weir killed while it planned leaves nothing that the next run trips over', async () => {
    const planning = startWeir(['plan'], cwd);
    const plans = path.join(cwd, '.weir', 'plans');
    const begun = () => existsSync(plans) && readdirSync(plans).some(name => name.startsWith(`run-${planning.child.pid}-`));
    while (!begun() && planning.child.exitCode === null) await new Promise(resolve => setTimeout(resolve, 5));
    planning.child.kill('SIGKILL');
    await planning.ended;
    expect(begun()).toBe(true);
    const {exit, stdout, stderr} = await run('plan');
    expect([exit, stdout], stderr).toEqual([0, expect.stringContaining('No changes')]);
    expect(readdirSync(plans)).toEqual([]);
  });

  it('a topic that somebody made since the plan is offered to adopt, by name', async () => {
    const made = 'crash-made.00.v1';
    declareTopics(cwd, 'other', [...OTHER, made]);
    expect((await run('plan --out plan')).exit).toBe(0);
    await admin(connected =>
      createTopics(connected, [{name: made, partitions: 1, replicationFactor: 3, config: {'retention.ms': '86400000'}}]),
    );
    const {exit, stderr} = await run('apply --plan plan --yes');
    expect([exit, stderr]).toEqual([
      3,
      expect.stringMatching(/is on the cluster already, and in no state[\s\S]*weir adopt Topic crash-made\.00\.v1/),
    ]);
    expect((await run('adopt Topic crash-made.00.v1 --yes')).exit).toBe(0);
    expect((await run('plan --fail-on-changes')).exit).toBe(0);
    await admin(connected => deleteTopics(connected, [made]));
  });

  it('a damaged state and one of a newer engine stop it, and stay as they are', async () => {
    const whole = readFileSync(stateOf('other'));
    for (const [text, words] of [
      [whole.subarray(0, 300).toString(), /the state is damaged[\s\S]*\.tfstate\.backup/],
      [whole.toString().replace('"version": 4', '"version": 5'), /a newer engine wrote the state/],
    ] as const) {
      writeFileSync(stateOf('other'), text);
      const {exit, stderr} = await run('apply --yes');
      expect([exit, stderr]).toEqual([3, expect.stringMatching(words)]);
      expect(readFileSync(stateOf('other'), 'utf8')).toBe(text);
    }
  });
});
