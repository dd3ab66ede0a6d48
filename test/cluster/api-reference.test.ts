import {spawnSync} from 'node:child_process';
import {cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';

/**
 * docs/api/ comes from the docstrings of the public entries. Its generator brings a compiler of its own and is not among the
 * dependencies, so it is installed beside a copy of the sources: the checkout stays clean.
 */
const ROOT = path.resolve(import.meta.dirname, '../..');
const COMMITTED = path.join(ROOT, 'docs', 'api');
let copy = '';
let generated = '';

beforeAll(() => {
  copy = mkdtempSync(path.join(realpathSync(tmpdir()), 'weir-api-'));
  generated = path.join(copy, 'generated');
  for (const part of ['src', 'tools', 'package.json', 'tsconfig.json'])
    cpSync(path.join(ROOT, part), path.join(copy, part), {recursive: true, filter: source => path.basename(source) !== 'node_modules'});
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  const generator = path.join(copy, 'tools', 'api-reference');
  run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], generator);
  run(process.execPath, [path.join(generator, 'generate.mjs'), generated], copy);
}, 240_000);
afterAll(() => rmSync(copy, {recursive: true, force: true}));

function run(program: string, args: string[], cwd: string): void {
  const {NODE_OPTIONS: _options, ...env} = process.env;
  const {status, stdout, stderr} = spawnSync(program, args, {cwd, env, encoding: 'utf8'});
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}\n${stderr}`);
}

describe('the reference of the public entries', () => {
  const pages = ['README.md', 'admin.md', 'clients.md'];

  it('has a page for each', () => {
    expect(readdirSync(generated).sort()).toEqual(pages);
    expect(readdirSync(COMMITTED).sort()).toEqual(pages);
  });

  it.each(pages)('%s is what the docstrings say today', page => {
    const fresh = readFileSync(path.join(generated, page), 'utf8');
    expect(readFileSync(path.join(COMMITTED, page), 'utf8'), 'run `npm run generate:api`').toBe(fresh);
  });
});
