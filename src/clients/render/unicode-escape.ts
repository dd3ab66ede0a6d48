/**
 * Characters that JSON leaves as they are though they end a line, or cannot stand, in YAML or in a program: DEL to NEL and
 * the other C1 controls, the line and paragraph separators, the byte-order mark and the non-characters at the end of the plane.
 */
export const UNSEEN = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** `\u20ac`: one UTF-16 unit as Java, JavaScript, JSON and YAML's double quotes read it. */
export function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
