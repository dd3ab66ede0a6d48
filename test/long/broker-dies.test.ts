import {mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {sandboxDown, sandboxUp, signalBroker} from '../../src/sandbox/sandbox.ts';
import {weir} from '../fixtures/cli.ts';
import {crashFolder, declareTopics, engineAtWork, names, startWeir, topicsInState} from '../fixtures/interrupted-apply.ts';

/** Brokers of its own: one of them is killed. */
let root = '';
let cwd = '';
const TOPICS = names('dying', 40);
const run = (args: string) => weir(args.split(' '), {cwd});

beforeAll(async () => {
  root = mkdtempSync(path.join(realpathSync(tmpdir()), 'weir-dying-'));
  await sandboxUp({root});
  cwd = crashFolder('dying', '{type: local}', root);
  declareTopics(cwd, 'a', TOPICS);
});
afterAll(async () => {
  await sandboxDown({root, purge: true});
  for (const folder of [cwd, root]) rmSync(folder, {recursive: true, force: true});
});

it('a broker that dies in the middle of an apply costs nothing: what was refused is named, and the next run does it', async () => {
  const running = startWeir(['apply', '--yes'], cwd);
  await engineAtWork(cwd, 'dying.a');
  await signalBroker({root, id: 2, signal: 'SIGKILL'});
  const {exit, stderr} = await running.ended;
  // All of it may have been accepted before the brokers noticed.
  if (exit !== 0) expect([exit, stderr]).toEqual([3, expect.stringMatching(/apply of dying\.a failed[\s\S]*dying\.a: .*of 40 changes/)]);
  await sandboxUp({root});
  const adopted = await run('adopt --all --yes');
  expect(adopted.exit, adopted.stderr).toBe(0);
  const again = await run('apply --yes');
  expect(again.exit, again.stderr).toBe(0);
  expect(topicsInState(cwd, 'dying', 'a')).toEqual(TOPICS);
  expect((await run('plan --fail-on-changes')).exit).toBe(0);
});
