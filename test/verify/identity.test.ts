import {describe, expect, it} from 'vitest';
import {isLeftBehind, newRun} from '../../src/verify/run-identity.ts';
import {readSeededId, seededRecord} from '../../src/verify/seeded-ids.ts';

const now = new Date('2026-06-01T12:00:00Z');
const alive = () => true;
const gone = () => false;

describe('what a run leaves behind', () => {
  const {id} = newRun(now, 4711);

  it('is not left behind while its process lives, and is once it is gone', () => {
    expect(isLeftBehind(id, alive, now)).toBe(false);
    expect(isLeftBehind(id, pid => pid !== 4711, now)).toBe(true);
  });

  it('of another host is left behind after an hour', () => {
    const elsewhere = id.replace(/-[a-f0-9]{6}-/, '-000000-');
    expect(isLeftBehind(elsewhere, gone, new Date(now.getTime() + 3_500_000))).toBe(false);
    expect(isLeftBehind(elsewhere, alive, new Date(now.getTime() + 3_700_000))).toBe(true);
  });

  it('is never taken for ours where the name is not', () => {
    expect(isLeftBehind('orders', gone, now)).toBe(false);
    expect(isLeftBehind('', gone, now)).toBe(false);
  });

  it('has a name of its own each time', () => expect(newRun(now, 1).id).not.toBe(newRun(now, 1).id));
});

describe('a seeded record', () => {
  const {id, key, value, headers} = seededRecord('run', 'stream', 3);
  const entries = Object.entries(headers).map(([name, one]) => [Buffer.from(name), one] as const);

  it('is recognised when it comes back whole', () => expect(readSeededId({key, value, headers: entries})).toBe(id));

  it.each([
    ['a changed value', {key, value: Buffer.from('x'), headers: entries}],
    ['another key', {key: seededRecord('run', 'stream', 4).key, value, headers: entries}],
    ['a lost key', {key: null, value, headers: entries}],
    ['lost headers', {key, value, headers: []}],
  ])('is not recognised with %s', (_, record) => expect(readSeededId(record)).toBeUndefined());
});
