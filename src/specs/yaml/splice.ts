import type {Quotes} from './edit-text.ts';
import type {LayoutNode} from './layout.ts';

/** The text between two offsets is replaced by another. */
export interface Splice {
  start: number;
  /** Exclusive; equal to `start` where text is inserted. */
  end: number;
  text: string;
}

/** Why an edit is left to a person: a phrase. Where a value is shared, with the offset of its anchor. */
export interface Refusal {
  refused: string;
  anchor?: {start: number; uses: number};
}

/** The text with all replacements made. They must not overlap; those at one offset keep their order. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  return [...splices]
    .reverse()
    .sort((a, b) => b.start - a.start)
    .reduce((result, {start, end, text: inserted}) => result.slice(0, start) + inserted + result.slice(end), text);
}

/** The offset of the line break that ends the line of `offset`, or of the end of the text. */
export function lineEnd(text: string, offset: number): number {
  const rest = /[\r\n]/.exec(text.slice(offset));
  return rest === null ? text.length : offset + rest.index;
}

/** The offset at which the line of `offset` starts. */
export function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

/** After the line break that starts at `offset`. */
export function afterBreak(text: string, offset: number): number {
  return text.startsWith('\r\n', offset) ? offset + 2 : Math.min(offset + 1, text.length);
}

/** The line break that this text uses. */
export function newlineOf(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
}

/** True where a comment may stand between two offsets; a `#` inside quotes counts as one, to be safe. */
export function holdsComment(text: string, start: number, end: number): boolean {
  return /(?:^|[\s,[\]{}])#/.test(text.slice(start, end));
}

/**
 * The indentation of a block mapping's keys: that of its last one, since the first may stand behind a `-`. Undefined
 * where other text stands before them.
 */
export function indentOf(text: string, mapping: LayoutNode): string | undefined {
  const last = mapping.entries?.at(-1);
  if (last === undefined || last.keyNode.start === -1) return undefined;
  const before = text.slice(lineStart(text, last.keyNode.start), last.keyNode.start).replace(/^\ufeff/, '');
  return /^[ -]*$/.test(before) ? ' '.repeat(before.length) : undefined;
}

/** The quotes of a scalar or a key. */
export function quotesOf({style}: LayoutNode): Quotes {
  return style === 'single' || style === 'double' ? style : 'plain';
}
