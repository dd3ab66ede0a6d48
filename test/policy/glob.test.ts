import fc from 'fast-check';
import {expect, it} from 'vitest';
import {readGlob} from '../../src/policy/glob.ts';

type Piece = {text: string} | 'any';

/** The plainest matcher there is: a star takes nothing, or one character and then goes on. */
function naive(pieces: readonly Piece[], name: string): boolean {
  const [first, ...rest] = pieces;
  if (first === undefined) return name === '';
  if (first !== 'any') return name.startsWith(first.text) && naive(rest, name.slice(first.text.length));
  return naive(rest, name) || (name !== '' && naive(pieces, name.slice(1)));
}

const written = (pieces: readonly Piece[]): string =>
  pieces.map(piece => (piece === 'any' ? '*' : piece.text.replace(/[*\\]/g, '\\$&'))).join('');

it('matches what a naive matcher matches', () => {
  const letters = fc.string({unit: fc.constantFrom('a', 'b', '.', '*', '\\'), maxLength: 3});
  const piece: fc.Arbitrary<Piece> = fc.oneof(
    fc.constant('any' as const),
    letters.map(text => ({text})),
  );
  const name = fc.string({unit: fc.constantFrom('a', 'b', '.', '*', '\\'), maxLength: 8});
  fc.assert(
    fc.property(fc.array(piece, {maxLength: 6}), name, (pieces, text) => {
      expect(readGlob(written(pieces))?.matches(text)).toBe(naive(pieces, text));
    }),
    {numRuns: 2000},
  );
});

it.each([
  ['payments.*', 'payments.orders.v1', true],
  ['payments.*', 'payments', false],
  ['*.dlq.v1', 'a.b.dlq.v1', true],
  ['a*a', 'a', false],
  ['a*ab*b', 'aab', false],
  ['*', '', true],
  ['a.b', 'axb', false],
  ['a\\*', 'a*', true],
  ['a\\*', 'ab', false],
  ['\\a', 'a', true],
])('%s and %s: %s', (pattern, name, expected) => expect(readGlob(pattern)?.matches(name)).toBe(expected));

it('knows the one name of a pattern without a star', () => {
  expect(readGlob('a\\*b')?.literal).toBe('a*b');
  expect(readGlob('a*b')?.literal).toBeUndefined();
});

it('takes no lone backslash at the end', () => expect(readGlob('a\\')).toBeUndefined());

it('does not take the square of a long name', () => {
  const glob = readGlob('*a*a*a*a*a*a*a*b');
  expect(glob?.matches('a'.repeat(200_000))).toBe(false);
});
