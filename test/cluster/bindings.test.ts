import {spawnSync} from 'node:child_process';
import {cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';

/**
 * The CDKTF bindings come from the provider's own schema. Its generator is large and not among the dependencies, so it
 * is installed beside a copy of tools/: the checkout stays clean. No broker is needed, but npm, the engine and the
 * provider are, so this stands with the slow tests.
 */
const ROOT = path.resolve(import.meta.dirname, '../..');
const COMMITTED = path.join(ROOT, 'stacks', 'provider-kafka', 'src');
let copy = '';
let generated = '';

beforeAll(() => {
  copy = mkdtempSync(path.join(realpathSync(tmpdir()), 'weir-bindings-'));
  generated = path.join(copy, 'generated');
  cpSync(path.join(ROOT, 'tools'), path.join(copy, 'tools'), {
    recursive: true,
    filter: source => !source.split(path.sep).includes('node_modules'),
  });
  // What tools/ reads of the project: its name and version.
  cpSync(path.join(ROOT, 'package.json'), path.join(copy, 'package.json'));
  const bindings = path.join(copy, 'tools', 'bindings');
  run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], bindings);
  run(process.execPath, [path.join(bindings, 'generate.mjs'), generated], copy);
}, 240_000);
afterAll(() => rmSync(copy, {recursive: true, force: true}));

function run(program: string, args: string[], cwd: string): void {
  const {NODE_OPTIONS: _options, ...env} = process.env;
  const {status, stdout, stderr} = spawnSync(program, args, {cwd, env, encoding: 'utf8'});
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}\n${stderr}`);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile())
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

describe('the committed bindings', () => {
  it('are the files that the generator writes', () => {
    expect(filesBelow(COMMITTED)).toEqual(filesBelow(generated));
    expect(filesBelow(generated)).toEqual(expect.arrayContaining(['acl/index.ts', 'topic/index.ts', 'user-scram-credential/index.ts']));
  });

  it('hold the same bytes', () => {
    const differing = filesBelow(generated).filter(
      file => !readFileSync(path.join(COMMITTED, file)).equals(readFileSync(path.join(generated, file))),
    );
    expect(differing, 'run `npm ci && node generate.mjs` in tools/bindings').toEqual([]);
  });
});
