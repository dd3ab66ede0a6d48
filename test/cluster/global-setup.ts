import {mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {sandboxDown, sandboxUp} from '../../src/sandbox/sandbox.ts';

/**
 * One sandbox for all cluster tests, in a folder of its own. Each test file works on names of its own and leaves three
 * running brokers; tests that break a sandbox start another one. `WEIR_TEST_ROOT` names a folder whose sandbox is up
 * already, for those who run one file again and again.
 */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env['WEIR_TEST_ROOT'] !== undefined) return async () => undefined;
  const root = mkdtempSync(path.join(realpathSync(tmpdir()), 'weir-cluster-'));
  const remove = async (): Promise<void> => {
    await sandboxDown({root, purge: true});
    rmSync(root, {recursive: true, force: true});
  };
  try {
    await sandboxUp({root});
  } catch (error) {
    await remove();
    throw error;
  }
  process.env['WEIR_TEST_ROOT'] = root;
  return remove;
}
