import {chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {sandboxDown} from '../../src/sandbox/sandbox.ts';
import {NODE_FLAGS, WEIR} from '../fixtures/cli.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';
import {followTutorial} from '../fixtures/tutorial.ts';

/**
 * The tutorial is carried out from its first line to its last, on brokers of its own. `UPDATE_TUTORIAL=1` writes what is
 * really printed into it: read the difference before committing it, for the prose around may not be true any more.
 */
const ROOT = path.resolve(import.meta.dirname, '../..');
const LIFECYCLE = path.join(ROOT, 'examples', 'lifecycle');

test('the tutorial of a grown cluster does what it says', {timeout: 300_000}, async () => {
  const folder = temporaryFolder();
  onTestFinished(() => sandboxDown({root: path.join(folder, 'larch'), purge: true}));
  const larch = path.join(folder, 'larch');
  cpSync(path.join(LIFECYCLE, 'past'), larch, {recursive: true});
  const page = path.join(LIFECYCLE, 'README.md');
  const told = readFileSync(page, 'utf8');
  const done = await followTutorial(told, larch, {...process.env, WEIR: ROOT, PATH: `${weirOnPath(folder)}:${process.env['PATH']}`});
  if (process.env['UPDATE_TUTORIAL'] === '1') writeFileSync(page, done);
  else expect(done).toBe(told);
});

/** A folder with the program `weir`, for the lines that a shell runs. */
function weirOnPath(folder: string): string {
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  const program = path.join(bin, 'weir');
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" ${NODE_FLAGS.join(' ')} "${WEIR}" "$@"\n`);
  chmodSync(program, 0o755);
  return bin;
}
