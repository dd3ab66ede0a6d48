import {cpSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import check from '../../src/commands/check.ts';
import {runHere} from '../fixtures/in-process.ts';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';
import {followTutorial} from '../fixtures/tutorial.ts';

/**
 * The tutorial is carried out from its first line to its last. `UPDATE_TUTORIAL=1` writes what is really printed into it:
 * read the difference before committing it, for the prose around may not be true any more.
 */
const ADOPTING = path.resolve(import.meta.dirname, '../../examples/adopting');
const BEFORE = path.join(ADOPTING, 'before');

test('the tutorial does what it says, and ends green with every comment in place', {timeout: 60_000}, async () => {
  const folder = temporaryFolder();
  cpSync(BEFORE, folder, {recursive: true});
  const page = path.join(ADOPTING, 'README.md');
  const told = readFileSync(page, 'utf8');

  const done = await followTutorial(told, folder);
  if (process.env['UPDATE_TUTORIAL'] === '1') writeFileSync(page, done);
  else expect(done).toBe(told);

  const {exit, stdout} = await runHere(check, ['--format', 'json'], folder);
  expect(exit).toBe(0);
  const accepted = {waived: lastNumber(done, /(\d+) waived in/g), baselined: lastNumber(done, /(\d+) in the baseline/g)};
  expect(Math.min(accepted.waived, accepted.baselined)).toBeGreaterThan(0);
  expect(JSON.parse(stdout)).toMatchObject({summary: {errors: 0, warnings: 0, notes: 0, ...accepted}});
  for (const file of filesBelow(BEFORE)) {
    const after = readFileSync(path.join(folder, file), 'utf8');
    for (const comment of commentsOf(readFileSync(path.join(BEFORE, file), 'utf8'))) expect(after, file).toContain(comment);
  }
});

test('it starts from 60 topics on two clusters', () => {
  const documents = filesBelow(BEFORE).flatMap(file => readFileSync(path.join(BEFORE, file), 'utf8').split(/^---$/m));
  const topics = documents.filter(one => /^kind: Topic$/m.test(one)).map(one => /\bname: *([\w.-]+)/.exec(one)?.[1]);
  expect(new Set(topics).size).toBe(60);
  expect(documents.filter(one => /^kind: Cluster$/m.test(one))).toHaveLength(2);
});

function lastNumber(text: string, pattern: RegExp): number {
  return Number([...text.matchAll(pattern)].at(-1)?.[1]);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, {recursive: true, encoding: 'utf8'}).filter(file => /\.ya?ml$/.test(file));
}

/** No text in these specs holds a `#`. */
function commentsOf(text: string): string[] {
  return [...text.matchAll(/(?<=^|\s)#.*$/gm)].map(([comment]) => comment);
}
