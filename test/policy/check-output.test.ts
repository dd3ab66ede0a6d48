import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {weir} from '../fixtures/cli.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'weir-output-'));
  mkdirSync(path.join(cwd, 'topic-specs'));
  writeFileSync(path.join(cwd, 'topic-specs/bad.yaml'), 'kind: Topic\n');
});
afterEach(() => rmSync(cwd, {recursive: true}));

it('writes the report to the file, and nothing to standard output', async () => {
  const {exit, stdout, stderr} = await weir(['check', '--format', 'json', '--output', 'out/report.json'], {cwd});
  expect({exit, stdout, stderr}).toEqual({exit: 1, stdout: '', stderr: ''});
  expect(JSON.parse(readFileSync(path.join(cwd, 'out/report.json'), 'utf8'))).toMatchObject({version: 1, command: 'check'});
});

it.skipIf(!existsSync('/dev/full'))('that cannot be written is one clear message and exit 3', async () => {
  const {exit, stdout, stderr} = await weir(['check', '--output', '/dev/full'], {cwd});
  expect({exit, stdout}).toEqual({exit: 3, stdout: ''});
  expect(stderr).toMatch(/^weir check: the report could not be written to \/dev\/full: no space is left on the device\n {2}\S.*\n$/);
});

it('has colour where it is asked for, and none in a file', async () => {
  const env = {FORCE_COLOR: '1'};
  expect((await weir(['check'], {cwd, env})).stdout).toContain('\u001b[');
  expect((await weir(['check', '--no-color'], {cwd, env})).stdout).not.toContain('\u001b[');
  await weir(['check', '--output', 'report.txt'], {cwd, env});
  expect(readFileSync(path.join(cwd, 'report.txt'), 'utf8')).not.toContain('\u001b[');
});
