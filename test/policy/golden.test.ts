import {cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, it} from 'vitest';
import {VERSION} from '../../src/version.ts';
import {weir} from '../fixtures/cli.ts';

/**
 * Each folder of golden/ is what a user has: specs, policies, and `command`, the lines that are run there. `expected`
 * is all that they print and their exit codes. A line `cat FILE` shows what a command wrote; a case with one runs in a
 * copy. `UPDATE_GOLDEN=1` writes `expected` anew: read the difference before committing it.
 */
const GOLDEN = path.join(import.meta.dirname, 'golden');

// All run at once, so that each waits for the others' processors.
it.concurrent.each(readdirSync(GOLDEN))('%s', {timeout: 60_000}, async name => {
  const folder = path.join(GOLDEN, name);
  const commands = readFileSync(path.join(folder, 'command'), 'utf8').trim().split('\n');
  const actual = commands.some(isCat) ? await inCopy(folder, cwd => outputOf(commands, cwd)) : await outputOf(commands, folder);
  const file = path.join(folder, 'expected');
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, actual);
  expect(actual).toBe(readFileSync(file, 'utf8'));
});

async function outputOf(commands: readonly string[], cwd: string): Promise<string> {
  const parts: string[] = [];
  for (const command of commands) {
    if (isCat(command)) {
      parts.push(`$ ${command}\n${readFileSync(path.join(cwd, command.slice('cat '.length)), 'utf8')}`);
      continue;
    }
    const {exit, stdout, stderr} = await weir(command.split(' ').slice(1), {cwd});
    parts.push(`$ ${command}\n${stdout}${stderr === '' ? '' : `--- standard error\n${stderr}`}--- exit ${exit}\n`);
  }
  return parts.join('\n').replaceAll(VERSION, 'VERSION');
}

function isCat(command: string): boolean {
  return command.startsWith('cat ');
}

async function inCopy<T>(folder: string, work: (copy: string) => Promise<T>): Promise<T> {
  const copy = mkdtempSync(path.join(realpathSync(tmpdir()), 'weir-golden-'));
  try {
    cpSync(folder, copy, {recursive: true});
    return await work(copy);
  } finally {
    rmSync(copy, {recursive: true});
  }
}
