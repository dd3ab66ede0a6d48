import {closest, distance} from 'fastest-levenshtein';

/** What was probably meant by `written` among `known` words; undefined where nothing is near. */
export function nearest(written: string, known: Iterable<string>): string | undefined {
  const words = [...known];
  if (words.length === 0) return undefined;
  const near = closest(written.toLowerCase(), words);
  // A third of the letters may differ: more and the guess is as often wrong as right.
  return distance(written.toLowerCase(), near.toLowerCase()) <= Math.max(2, Math.floor(near.length / 3)) ? near : undefined;
}

/**
 * The one word of `known` that `written` is a slip of the fingers from: so near that writing it is mechanical.
 * Undefined where another word is nearly as near (`mx.lag` may be `min.lag` or `max.lag`), and for short words.
 */
export function misspelt(written: string, known: Iterable<string>): string | undefined {
  const near = [...known]
    .map(word => ({word, far: distance(written.toLowerCase(), word.toLowerCase())}))
    .filter(({far}) => far <= 4)
    .sort((a, b) => a.far - b.far);
  const [best, second] = near;
  if (best === undefined || best.far > 2 || best.far * 3 > written.length) return undefined;
  return second !== undefined && second.far < best.far + 2 ? undefined : best.word;
}

/** `; did you mean "x"?` to end a message with, or nothing. */
export function suggestion(written: unknown, known: Iterable<string> | undefined): string {
  if (typeof written !== 'string' || known === undefined) return '';
  const near = nearest(written, known);
  return near === undefined ? '' : `; did you mean ${JSON.stringify(near)}?`;
}
