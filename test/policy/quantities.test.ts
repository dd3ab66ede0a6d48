import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {durationText, sizeText} from '../../src/policy/quantities.ts';
import {measure} from '../../src/specs/units.ts';

describe('quantities in messages', () => {
  it.each([
    [0, '0ms'],
    [-1, '-1ms'],
    [1500, '1500ms'],
    [5_400_000, '90m'],
    ['604800000', '7d'],
    [9_223_372_036_854_775_807n, '9223372036854775807ms'],
  ])('%s ms are %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });

  it.each([
    [0, '0 bytes'],
    [1_048_588, '1048588 bytes'],
    ['10737418240', '10GiB'],
    [1_099_511_627_776n, '1TiB'],
  ])('%s bytes are %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });

  it('are exactly what a spec would say', () => {
    fc.assert(
      fc.property(fc.bigInt({min: 0n, max: 2n ** 36n}), fc.constantFrom(1n, 1000n, 1024n, 60_000n, 86_400_000n), (count, unit) => {
        const exact = {text: String(count * unit)};
        expect(measure('duration', durationText(count * unit))).toMatchObject(exact);
        expect(measure('size', sizeText(count * unit).replace(' bytes', ''))).toMatchObject(exact);
      }),
    );
  });
});
