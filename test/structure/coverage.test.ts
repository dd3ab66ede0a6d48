import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {coversOf} from '../../tools/reference/coverage.ts';
import {GUIDE} from '../../tools/reference/guide.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
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
});
