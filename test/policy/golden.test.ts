import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, it} from 'vitest';
import {VERSION} from '../../src/version.ts';
import {weir} from '../fixtures/cli.ts';

/**
 * Each folder of golden/ is what a user has: specs, policies, and `command`, the lines that are run there. `expected`
 * is all that they print and their exit codes. `UPDATE_GOLDEN=1` writes it anew: read the difference before
 * committing it.
 */
const GOLDEN = path.join(import.meta.dirname, 'golden');

it.concurrent.each(readdirSync(GOLDEN))('%s', async name => {
  const cwd = path.join(GOLDEN, name);
  const commands = readFileSync(path.join(cwd, 'command'), 'utf8').trim().split('\n');
  const parts: string[] = [];
  for (const command of commands) {
    const {exit, stdout, stderr} = await weir(command.split(' ').slice(1), {cwd});
    parts.push(`$ ${command}\n${stdout}${stderr === '' ? '' : `--- standard error\n${stderr}`}--- exit ${exit}\n`);
  }
  const actual = parts.join('\n').replaceAll(VERSION, 'VERSION');
  const file = path.join(cwd, 'expected');
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, actual);
  expect(actual).toBe(readFileSync(file, 'utf8'));
});
