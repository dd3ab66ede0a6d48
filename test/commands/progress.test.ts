import {spawnSync} from 'node:child_process';
import path from 'node:path';
import {stripVTControlCharacters} from 'node:util';
import {expect, it} from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** Runs a module in a terminal of its own, which Python's standard library can make. */
function inTerminal(source: string) {
  const pty = 'import os,pty,sys;sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';
  // A new terminal has no size, and nothing is drawn on one without rows.
  const sized = ['sh', '-c', 'stty cols 100 rows 30 && exec "$0" "$@"'];
  const node = [process.execPath, '--conditions=weir-source', '--input-type=module', '-e', source];
  return spawnSync('python3', ['-c', pty, ...sized, ...node], {cwd: root, encoding: 'utf8', env: {...process.env, TERM: 'xterm'}});
}

const hasPython = spawnSync('python3', ['--version']).status === 0;

it.skipIf(!hasPython)('shows work on a terminal while it lasts, and leaves no trace of it (needs python3)', () => {
  const {status, stdout} = inTerminal(`
    import {showTask} from './src/commands/progress.ts';
    const value = await showTask('reach the brokers', async note => {
      note('asking broker 1');
      await new Promise(resolve => setTimeout(resolve, 1300));
      return 'reached';
    });
    console.log('result: ' + value);
  `);
  expect(stdout).toContain('reach the brokers');
  expect(stdout).toContain('asking broker 1');
  expect(stripVTControlCharacters(stdout).trimEnd().endsWith('result: reached')).toBe(true);
  expect(status).toBe(0);
});

it.skipIf(!hasPython)('what fails under it is thrown as it is (needs python3)', () => {
  const {stdout} = inTerminal(`
    import {showTask} from './src/commands/progress.ts';
    await showTask('fail', async () => { throw new Error('the reason'); }).catch(error => console.log('caught: ' + error.message));
  `);
  expect(stdout).toContain('caught: the reason');
});
