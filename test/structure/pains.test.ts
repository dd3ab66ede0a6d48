import {readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, it} from 'vitest';

/** docs/pains.md claims that a test shows each row: that test must be there, under that name. */
const DOCS = path.resolve(import.meta.dirname, '../../docs');
const ROW = /^\| (?<number>\d+) \|.*\| \[`(?<title>[^`]+)`\]\((?<file>[^)]+)\) \|$/gm;
const rows = [...readFileSync(path.join(DOCS, 'pains.md'), 'utf8').matchAll(ROW)].map(
  ({groups}) => ({...groups}) as Record<string, string>,
);

it('the page has all fifteen', () => {
  expect(rows.map(({number}) => Number(number))).toEqual(Array.from({length: 15}, (_, index) => index + 1));
});

it.each(rows)('pain $number is shown by a test of that name', ({number = '', title = '', file = ''}) => {
  const titles = [...readFileSync(path.join(DOCS, file), 'utf8').matchAll(/\bit\('((?:[^'\\]|\\.)*)'/g)].map(([, text]) => text ?? '');
  expect(titles.some(text => text.startsWith(title))).toBe(true);
  const [, first, second] = /^(\d+)\.(?: and (\d+)\.)?/.exec(title) ?? [];
  expect([first, second]).toContain(number);
});
