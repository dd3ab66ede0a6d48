import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {measure} from '../../src/specs/units.ts';

describe('durations', () => {
  it.each([
    ['500ms', '500'],
    ['30s', '30000'],
    ['5m', '300000'],
    ['12h', '43200000'],
    ['7d', '604800000'],
    ['2w', '1209600000'],
    [604800000, '604800000'],
    ['-1', '-1'],
    ['9223372036854775807', '9223372036854775807'],
  ])('%s is %s ms', (written, text) => expect(measure('duration', written)).toEqual({text}));

  it.each([
    ['1.5h', 'write 90m'],
    ['0.5d', 'write 12h'],
    ['012', 'leading zeros'],
    ['0x10', 'write it in decimal'],
    ['1e3', 'write all its digits'],
    ['1_000', 'write the digits alone'],
    ['7 d', 'a duration like'],
    ['7D', 'a duration like'],
    ['-1s', 'a duration like'],
    ['3constructor', 'a duration like'],
    ['3toString', 'a duration like'],
    ['', 'a duration like'],
    ['9223372036854775808', 'larger than 9223372036854775807'],
    ['15250284453w', 'larger than'],
  ])('%s is refused: %s', (written, hint) => expect(measure('duration', written)).toEqual({problem: expect.stringContaining(hint)}));
});

describe('sizes', () => {
  it.each([
    ['512KiB', '524288'],
    ['1MiB', '1048576'],
    ['10GiB', '10737418240'],
    ['1TiB', '1099511627776'],
    ['-1', '-1'],
  ])('%s is %s bytes', (written, text) => expect(measure('size', written)).toEqual({text}));

  it.each([
    ['10MB', 'write 10MiB'],
    ['10M', 'write 10MiB'],
    ['1kb', 'write 1KiB'],
    ['1Mib', 'write 1MiB'],
    ['7d', 'a size like'],
  ])('%s is refused: %s', (written, hint) => expect(measure('size', written)).toEqual({problem: expect.stringContaining(hint)}));
});

it('every whole number that Kafka takes keeps all its digits', () => {
  fc.assert(
    fc.property(fc.bigInt({min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n}), number => {
      expect(measure('whole-number', number.toString())).toEqual({text: number.toString()});
    }),
  );
});

it('a unit is its factor, exactly', () => {
  const factors = {s: 1000n, m: 60_000n, h: 3_600_000n, d: 86_400_000n, w: 604_800_000n};
  fc.assert(
    fc.property(
      fc.bigInt({min: 0n, max: 10n ** 9n}),
      fc.constantFrom(...(Object.keys(factors) as (keyof typeof factors)[])),
      (count, unit) => {
        expect(measure('duration', `${count}${unit}`)).toEqual({text: (count * factors[unit]).toString()});
      },
    ),
  );
});
