import {existsSync, mkdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, it} from 'vitest';
import {beginEngineBuild} from '../../tools/engine-beside.mjs';
import {processStart} from '../../tools/processes.mjs';
import {program} from '../fixtures/run-script.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

/** A machine with a Go that says how it was called, and then builds for a long time. */
function machine(): {env: NodeJS.ProcessEnv; called: string; bin: string} {
  const folder = temporaryFolder();
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  const called = path.join(folder, 'called');
  program(bin, 'go', `echo "$$ $(nice) $*" > '${called}.part'; mv '${called}.part' '${called}'; exec sleep 60`);
  return {env: {PATH: `${bin}:/usr/bin:/bin`, HOME: folder, WEIR_CACHE: path.join(folder, 'cache')}, called, bin};
}

it('builds OpenTofu at the lowest priority, and ends with the tests', async () => {
  const {env, called} = machine();
  const end = beginEngineBuild({node: process.execPath, env});
  await expect.poll(() => existsSync(called), {timeout: 15_000}).toBe(true);
  const [pid = '', niceness, command] = readFileSync(called, 'utf8').split(' ');
  expect([niceness, command]).toEqual(['19', 'build']);
  await end();
  await expect.poll(() => processStart(Number(pid))).toBeUndefined();
});

it('builds nothing where there is one', async () => {
  const {env, called, bin} = machine();
  program(bin, 'tofu', `echo '{"terraform_version": "1.12.6"}'`);
  await beginEngineBuild({node: process.execPath, env})();
  expect(existsSync(called)).toBe(false);
});
