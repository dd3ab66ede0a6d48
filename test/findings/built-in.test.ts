import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {BUILT_IN_FINDINGS, BUILT_IN_PREFIXES} from '../../src/findings/built-in.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Codes of errors, which look like ids and end the program instead: their text follows in the same call. */
const ERROR_CALL = /(?:usageError|unfinished)\(\s*$/;

/** Ids of findings in the sources: whole as text, and as `rule: 'value'` in what reads documents, for schema/value. */
function idsIn(file: string): string[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  const whole = [...text.matchAll(new RegExp(`'((?:${BUILT_IN_PREFIXES.join('|')})/[a-z][a-z-]*)'`, 'g'))]
    .filter(({index}) => !ERROR_CALL.test(text.slice(0, index)) && !/code: $/.test(text.slice(0, index)))
    .map(([, id = '']) => id);
  const issues = file.startsWith('src/specs/') ? [...text.matchAll(/\brule: '([a-z-]+)'/g)].map(([, rule]) => `schema/${rule}`) : [];
  const areas =
    file === 'src/verify/drift.ts' ? [...text.matchAll(/\barea\(\s*'([a-z-]+)'/g)].map(([, area]) => `proof/drift-${area}`) : [];
  return [...whole, ...issues, ...areas];
}

describe('findings that no rule makes', () => {
  const files = ['src', 'scripts'].flatMap(folder =>
    readdirSync(path.join(ROOT, folder), {recursive: true, encoding: 'utf8'})
      .filter(file => file.endsWith('.ts'))
      .map(file => `${folder}/${file.split(path.sep).join('/')}`),
  );
  const given = new Set(files.filter(file => !file.startsWith('src/findings/built-in')).flatMap(idsIn));

  it('are all explained, and only they', () => {
    expect([...given].sort()).toEqual(Object.keys(BUILT_IN_FINDINGS).sort());
  });

  it.each(Object.entries(BUILT_IN_FINDINGS))('%s says what, why and what next', (_id, {title, rationale, next}) => {
    expect(title).toMatch(/[^.]$/);
    expect(rationale).toMatch(/\.$/);
    expect(next).toMatch(/\.$/);
  });
});
