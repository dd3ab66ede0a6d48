import {createRecordsBatch} from '@platformatic/kafka';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {forEachBatch, RecordCursor} from '../../../src/cluster/record-cursor.ts';
import {CanaryParser, canaryKey, canaryValue, integerOf, passed} from '../../../src/verify/eos/canary-record.ts';

/** What the parser makes of a record that lies in a batch; undefined where it is none of the run's. */
function read(parser: CanaryParser, key: string | undefined, value: string): {key: number; sequence: number} | undefined {
  const record = {topic: 't', value: Buffer.from(value), ...(key === undefined ? {} : {key: Buffer.from(key)})};
  let found: {key: number; sequence: number} | undefined;
  const cursor = new RecordCursor();
  forEachBatch(Buffer.from(createRecordsBatch([record]).buffer), batch =>
    cursor.forEach(batch, one => {
      if (parser.read(one)) found = {key: parser.key, sequence: parser.sequence};
    }),
  );
  return found;
}

const TAG = 'abcd1234';

describe('a canary record', () => {
  it('is read back as the integer that it carries, on the way that it went', () => {
    fc.assert(
      fc.property(fc.nat({max: 2 ** 40}), fc.integer({min: 1, max: 1_000}), fc.constantFrom('', 'a', 'ab'), (n, keys, path) => {
        const parser = new CanaryParser({tag: TAG, keys, path});
        const value = [...path].reduce(passed, canaryValue(TAG, n, ''));
        const found = read(parser, canaryKey(n, keys), value);
        expect(found).toEqual({key: n % keys, sequence: Math.floor(n / keys)});
        expect(found === undefined ? -1 : integerOf(found, keys)).toBe(n);
      }),
    );
  });

  it.each([
    ['another run', '3', 'zzzz1234:13:ab'],
    ['another key', '4', 'abcd1234:13:ab'],
    ['no key', undefined, 'abcd1234:13:ab'],
    ['a processor too few', '3', 'abcd1234:13:a'],
    ['a processor too many', '3', 'abcd1234:13:abb'],
    ['cut short', '3', 'abcd1234:1'],
    ['no number', '3', 'abcd1234:1x3:ab'],
    ['a leading zero', '3', 'abcd1234:013:ab'],
    ['nothing', '3', ''],
  ])('of %s is none of the run', (_, key, value) => {
    expect(read(new CanaryParser({tag: TAG, keys: 10, path: 'ab'}), key, value)).toBeUndefined();
  });
});
