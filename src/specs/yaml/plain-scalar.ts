/** The words of the core schema. */
const WORDS: ReadonlyMap<string, null | boolean> = new Map([
  ...['~', 'null', 'Null', 'NULL'].map(word => [word, null] as const),
  ...['true', 'True', 'TRUE'].map(word => [word, true] as const),
  ...['false', 'False', 'FALSE'].map(word => [word, false] as const),
]);
const WHOLE = /^-?(?:0|[1-9][0-9]*)$/;
const FRACTION = /^-?(?:0|[1-9][0-9]*)\.[0-9]+$/;

/**
 * YAML 1.2 core, with one difference: a number is only what is written like one. A whole number beyond 2^53 stays
 * text (exact), and so do leading zeros, `0o`, `0x`, exponents, `.inf` and `12.0`, which the schemas then refuse
 * with the words that were written.
 */
export function plainScalar(text: string): null | boolean | number | string {
  const first = text.charCodeAt(0);
  const numeric = first === 0x2d || (first >= 0x30 && first <= 0x39);
  if (numeric) {
    if (WHOLE.test(text)) {
      const number = Number(text);
      return Number.isSafeInteger(number) && text !== '-0' ? number : text;
    }
    if (FRACTION.test(text)) {
      const number = Number(text);
      return Number.isInteger(number) ? text : number;
    }
    return text;
  }
  // The longest of the words has five letters.
  const word = text.length > 5 ? undefined : WORDS.get(text);
  return word === undefined ? text : word;
}
