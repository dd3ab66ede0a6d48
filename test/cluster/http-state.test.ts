import {rmSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {withAdmin} from '../../src/cluster/admin.ts';
import {deleteTopics, readLayout} from '../../src/cluster/topics.ts';
import {sandboxConnection} from '../../src/sandbox/sandbox.ts';
import {Engine} from '../../src/terraform/engine.ts';
import {weir} from '../fixtures/cli.ts';
import {HttpState} from '../fixtures/http-state.ts';
import {crashFolder, declareTopics, engineAtWork, names, startWeir} from '../fixtures/interrupted-apply.ts';
import {testRoot} from '../fixtures/live-cluster.ts';

let cwd = '';
let server: HttpState;
const FIRST = names('http-a', 2);
const SECOND = names('http-b', 8);
const run = (args: string, env: NodeJS.ProcessEnv = server.env) => weir(args.split(' '), {cwd, env});

beforeAll(async () => {
  server = await HttpState.start();
  cwd = crashFolder('httpstate', server.backend);
  declareTopics(cwd, 'a', FIRST);
});
afterAll(async () => {
  await withAdmin(await sandboxConnection({root: testRoot()}), async admin => {
    const {topics} = await readLayout(admin, [...FIRST, ...SECOND]);
    await deleteTopics(
      admin,
      topics.map(({name}) => name),
    );
  });
  server.close();
  rmSync(cwd, {recursive: true, force: true});
});

it('a state over HTTP is written under its lock, with credentials from the environment alone', {timeout: 120_000}, async () => {
  const refused = await run('plan', {TF_HTTP_USERNAME: 'weir', TF_HTTP_PASSWORD: 'wrong'});
  expect([refused.exit, refused.stderr]).toEqual([
    3,
    expect.stringMatching(/cannot be reached in its http backend[\s\S]*TF_HTTP_PASSWORD/),
  ]);
  const applied = await run('apply --yes');
  expect([applied.exit, applied.stdout], applied.stderr).toEqual([0, 'applied 2 changes to httpstate\n']);
  expect((await run('plan --fail-on-changes')).exit).toBe(0);
  expect([[...server.states.keys()], server.locks.size]).toEqual([['/httpstate/a'], 0]);
});

it('a lock that killed processes left says how it is released, by the id of who holds it, and that does it', {
  timeout: 120_000,
}, async () => {
  declareTopics(cwd, 'a', [...FIRST, ...SECOND]);
  const killed = startWeir(['apply', '--yes'], cwd, server.env);
  const engine = await engineAtWork(cwd, 'httpstate.a');
  process.kill(engine, 'SIGKILL');
  killed.child.kill('SIGKILL');
  await killed.ended;
  const id = String(JSON.parse(server.locks.get('/httpstate/a') ?? '{}').ID);
  const locked = await run('plan');
  expect([locked.exit, locked.stderr]).toEqual([
    3,
    expect.stringContaining('the state is locked by another run ("Lock Info" below is of this one)'),
  ]);
  const [, folder = ''] = new RegExp(`cd (\\S+) && (?:tofu|terraform) force-unlock ${id}`).exec(locked.stderr) ?? [];
  expect(locked.stderr).toContain(`force-unlock ${id}`);
  const opened = await Engine.open({root: cwd, env: {...process.env, ...server.env}});
  const released = await opened.run({args: ['force-unlock', '-force', id], cwd: path.resolve(cwd, folder)});
  expect([released.status, released.stderr]).toEqual([0, '']);
  // The engine was killed before it could send its state, so everything that it made is on the cluster alone.
  expect((await run('adopt --all --yes')).exit).toBe(0);
  const again = await run('apply --yes');
  expect(again.exit, again.stderr).toBe(0);
  const state: {resources: unknown[]} = JSON.parse(server.states.get('/httpstate/a') ?? '{}');
  expect(state.resources).toHaveLength(FIRST.length + SECOND.length);
});
