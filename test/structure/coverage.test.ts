import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {coversOf} from '../../tools/reference/coverage.ts';
import {GUIDE} from '../../tools/reference/guide.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Patterns of the guide that the library builds. */
const BUILT = ['P01', 'P02', 'P03', 'P04', 'P05', 'P06', 'P07', 'P08', 'P12', 'P13', 'P16'];
const practices = GUIDE.flatMap(theme => theme.practices);
const ids = practices.map(({id}) => id);

describe('the coverage of the guide', () => {
  it('knows each practice once', () => {
    expect(ids).toEqual([...new Set(ids)]);
  });

  it('takes a practice that says the same from those that exist, and never from one that refers on', () => {
    const known = new Map(practices.map(practice => [practice.id, practice]));
    const wrong = practices.flatMap(({id, same = []}) => same.filter(other => !known.has(other)).map(other => `${id} -> ${other}`));
    expect(wrong).toEqual([]);
  });

  it('is claimed for practices that exist', async () => {
    const covers = await coversOf(ROOT);
    expect(covers.length).toBeGreaterThan(50);
    expect(covers.filter(({practice}) => !ids.includes(practice))).toEqual([]);
  });

  it.each(BUILT)('%s has a module, a program that shows it and a proof', async practice => {
    const types = new Set((await coversOf(ROOT)).filter(one => one.practice === practice).map(({type}) => type));
    expect([...types]).toEqual(expect.arrayContaining(['library', 'example']));
    expect(types.has('proof') || types.has('test')).toBe(true);
  });
});
