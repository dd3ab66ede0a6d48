import {readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {temporaryFolder} from '../fixtures/temporary-folder.ts';
import {followTutorial, matches} from '../fixtures/tutorial.ts';

const page = (...lines: string[]) => lines.join('\n');
const show = (...lines: string[]) => page('```console', ...lines, '```');

test('a page that is true stays as it is', async () => {
  const told = page(
    '<!-- edit: notes/list -->',
    '```yaml',
    'one',
    'two',
    '```',
    'Then:',
    '<!-- edit: notes/list -->',
    '```diff',
    ' one',
    '-two',
    '+three',
    '```',
    show('$ cat notes/list', 'one', 'three', '$ printf "1\\n2\\n3\\n"', '1', '…', '$ weir check', '…', '$ echo $?', '2'),
    '```yaml',
    'not: an edit',
    '```',
  );
  const folder = temporaryFolder();
  expect(await followTutorial(told, folder)).toBe(told);
  expect(readFileSync(path.join(folder, 'notes/list'), 'utf8')).toBe('one\nthree\n');
});

test('what is printed replaces what was told, as short as that was', async () => {
  expect(await followTutorial(show('$ echo now', 'then'), temporaryFolder())).toBe(show('$ echo now', 'now'));
  expect(await followTutorial(show('$ printf "1\\n2\\n3\\n4\\n"', 'a', '…', 'z'), temporaryFolder())).toBe(
    show('$ printf "1\\n2\\n3\\n4\\n"', '1', '…', '4'),
  );
});

test('an edit that does not fit exactly once stops', async () => {
  const told = page('<!-- edit: list -->', '```yaml', 'one', 'one', '```', '<!-- edit: list -->', '```diff', '-one', '+two', '```');
  await expect(followTutorial(told, temporaryFolder())).rejects.toThrow('does not hold this once');
});

test('an elision stands for any lines, and for nothing else', () => {
  expect(matches(['a', '…', 'c'], ['a', 'b', 'c'])).toBe(true);
  expect(matches(['a', '…'], ['a'])).toBe(true);
  expect(matches(['…', 'b', '…', 'd'], ['a', 'b', 'c', 'd'])).toBe(true);
  expect(matches(['a', '…', 'c'], ['a', 'b'])).toBe(false);
  expect(matches(['a'], ['a', 'b'])).toBe(false);
  expect(matches([], [''])).toBe(false);
});
