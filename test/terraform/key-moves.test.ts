import {murmur2} from '@platformatic/kafka';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {isKeyless, movedKeys, shareOfKeysMoved} from '../../src/terraform/key-moves.ts';

/** As a Java producer does (Utils.toPositive(Utils.murmur2(key)) % partitions). */
const hashOf = (key: string): number => murmur2(Buffer.from(key)) & 0x7fffffff;

describe('the share of keys that move', () => {
  it('is what counting every hash of a round says', () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 60}), fc.integer({min: 1, max: 60}), (had, gets) => {
        // Any multiple of both numbers is a whole number of rounds.
        const hashes = had * gets;
        let moved = 0;
        for (let hash = 0; hash < hashes; hash++) if (hash % had !== hash % gets) moved++;
        expect(shareOfKeysMoved(had, gets)).toBeCloseTo(moved / hashes, 12);
      }),
    );
  });

  it('is what becomes of real keys, hashed by murmur2', () => {
    const hashes = Array.from({length: 20_000}, (_, index) => hashOf(`order-${index}`));
    fc.assert(
      fc.property(fc.integer({min: 1, max: 100}), fc.integer({min: 1, max: 100}), (had, gets) => {
        const moved = hashes.filter(hash => hash % had !== hash % gets).length / hashes.length;
        const expected = shareOfKeysMoved(had, gets);
        // Six standard deviations of so many draws.
        expect(Math.abs(moved - expected)).toBeLessThanOrEqual(6 * Math.sqrt((expected * (1 - expected)) / hashes.length));
      }),
      {numRuns: 60},
    );
  });

  it.each([
    [6, 12, 0.5],
    [6, 8, 0.75],
    [4, 6, 2 / 3],
    [1, 10, 0.9],
    [12, 13, 12 / 13],
    [7, 7, 0],
  ])('from %i to %i partitions is %f', (had, gets, share) => expect(shareOfKeysMoved(had, gets)).toBeCloseTo(share, 12));

  it('rests on the hash that Kafka has (the values of its UtilsTest)', () => {
    const known = {21: -973932308, foobar: -790332482, 'a-little-bit-long-string': -985981536, abc: 479470107};
    for (const [text, hash] of Object.entries(known)) expect(murmur2(Buffer.from(text)), text).toBe(hash);
  });
});

describe('keys that were seen', () => {
  it('are counted where they move, and where murmur2 did not put them', () => {
    const keys = [
      {partition: 1, hash: 5}, // 5 % 4 = 1, 5 % 6 = 5
      {partition: 1, hash: 1},
      {partition: 0, hash: 3}, // not where murmur2 puts it
    ];
    expect(movedKeys({keys}, 4, 6)).toEqual({sampledKeyCount: 3, movedKeyCount: 1, murmur2KeyCount: 2});
  });

  it('are none only where records without a key were seen, and no other', () => {
    const sample = (keyedCount: number, keylessCount: number) => ({
      known: {
        partitionCount: 1,
        batchCount: 1,
        recordCount: 9,
        keyedCount,
        keylessCount,
        keys: [],
        largestBatchBytes: 1,
        partitionMaxBytes: 1,
      },
    });
    expect(isKeyless(sample(0, 9))).toBe(true);
    expect(isKeyless(sample(1, 9))).toBe(false);
    // Records that could not be decompressed, or no record at all.
    expect(isKeyless(sample(0, 0))).toBe(false);
    expect(isKeyless({unknown: 'no leader'})).toBe(false);
  });
});
