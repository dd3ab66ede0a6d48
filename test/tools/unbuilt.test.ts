import {spawnSync} from 'node:child_process';
import {cpSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, it} from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

it('weir in a checkout that is not built says how to build it', () => {
  const cwd = mkdtempSync(path.join(tmpdir(), 'weir-unbuilt-'));
  try {
    cpSync(path.join(ROOT, 'bin'), path.join(cwd, 'bin'), {recursive: true});
    const {status, stderr} = spawnSync(process.execPath, [path.join(cwd, 'bin/weir.mjs'), 'check'], {cwd, encoding: 'utf8'});
    expect({status, stderr}).toEqual({
      status: 2,
      stderr: 'weir: this checkout is not built yet; run: npm ci (to lint) or npm run setup (for the whole chain)\n',
    });
  } finally {
    rmSync(cwd, {recursive: true});
  }
});
