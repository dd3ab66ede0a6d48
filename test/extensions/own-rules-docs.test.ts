import {spawn} from 'node:child_process';
import {mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, it} from 'vitest';
import {NODE_FLAGS, PACKAGE, weir} from '../fixtures/cli.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The blocks of a page that are files: their first line is a comment with the path. */
function filesIn(page: string): {file: string; text: string}[] {
  const text = readFileSync(path.join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```(?:yaml|ts)\n(?:#|\/\/) (policies\/\S+)\n([\s\S]*?)^```$/gm)].map(([, file = '', code = '']) => ({
    file,
    text: code,
  }));
}

function run(program: string, args: readonly string[], cwd: string): Promise<number | null> {
  const {NODE_TEST_CONTEXT: _test, NODE_OPTIONS: _options, ...env} = process.env;
  return new Promise(resolve => spawn(program, args, {cwd, env, stdio: 'ignore'}).on('close', resolve));
}

it.each(['docs/own-rules.md', 'README.md'])('the rules in %s are rules, and their tests pass', async page => {
  const files = filesIn(page);
  const cwd = temporaryFolder();
  for (const {file, text} of files) {
    mkdirSync(path.dirname(path.join(cwd, file)), {recursive: true});
    writeFileSync(path.join(cwd, file), text);
  }
  const isTest = ({file}: {file: string}): boolean => file.endsWith('.test.ts');
  const ids = files.filter(one => !isTest(one)).map(({file}) => file.slice('policies/'.length).replace(/\.\w+$/, ''));
  expect(ids.length).toBeGreaterThan(0);
  expect(await weir(['rules', '--test', ...ids], {cwd})).toMatchObject({exit: 0, stderr: ''});
  mkdirSync(path.join(cwd, 'node_modules'));
  symlinkSync(PACKAGE, path.join(cwd, 'node_modules/kafka-weir'));
  const tests = files.filter(isTest).map(({file}) => file);
  if (tests.length > 0) expect(await run(process.execPath, [...NODE_FLAGS, '--test', '--test-isolation=none', ...tests], cwd)).toBe(0);
});
