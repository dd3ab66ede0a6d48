import {closest, distance} from 'fastest-levenshtein';

/** What was probably meant by `written` among `known` words; undefined where nothing is near. */
export function nearest(written: string, known: Iterable<string>): string | undefined {
  const words = [...known];
  if (words.length === 0) return undefined;
  const near = closest(written.toLowerCase(), words);
  // A third of the letters may differ: more and the guess is as often wrong as right.
  return distance(written.toLowerCase(), near.toLowerCase()) <= Math.max(2, Math.floor(near.length / 3)) ? near : undefined;
}

/** `; did you mean "x"?` to end a message with, or nothing. */
export function suggestion(written: unknown, known: Iterable<string> | undefined): string {
  if (typeof written !== 'string' || known === undefined) return '';
  const near = nearest(written, known);
  return near === undefined ? '' : `; did you mean ${JSON.stringify(near)}?`;
}
