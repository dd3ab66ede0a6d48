import type {YamlValue} from './compose.ts';
import {keyText, type Quotes, valueText} from './edit-text.ts';
import {entryEnd, type LayoutEntry, type LayoutNode} from './layout.ts';
import {afterBreak, holdsComment, indentOf, lineEnd, lineStart, newlineOf, quotesOf, type Refusal, type Splice} from './splice.ts';

/** Edits of mappings whose entries stand on lines of their own. */

/** A new entry after the last one: comments and blank lines that follow stay where they are. */
export function blockInsertion(
  text: string,
  mapping: LayoutNode,
  tokens: readonly string[],
  value: YamlValue,
  step: string,
): Splice[] | Refusal {
  const last = mapping.entries?.at(-1);
  const indent = indentOf(text, mapping);
  if (last === undefined || indent === undefined) return {refused: 'its indentation cannot be told'};
  const nl = newlineOf(text);
  const lines = nestedLines(tokens, value, indent, step, siblingQuotes(mapping)).join(nl);
  const at = lastLineEnd(text, last);
  // The line breaks that a block of text keeps are its own.
  if (at > 0 && /[\r\n]/.test(text[at - 1] ?? '')) return [{start: at, end: at, text: lines + nl}];
  return [{start: at, end: at, text: nl + lines}];
}

/** `a:` and, one step deeper, `b: value`. */
export function nestedLines(tokens: readonly string[], value: YamlValue, indent: string, step: string, quotes: Quotes = 'plain'): string[] {
  return tokens.map((token, index) => {
    const key = `${indent}${step.repeat(index)}${keyText(token, quotes)}:`;
    return index === tokens.length - 1 ? `${key} ${valueText(value, 'plain')}` : key;
  });
}

/** The entry's lines go with the comments at their ends; a mapping that loses its last entry becomes `{}`. */
export function blockRemoval(text: string, mapping: LayoutNode, entry: LayoutEntry, above: LayoutEntry | undefined): Splice[] | Refusal {
  const {start} = entry.keyNode;
  const entries = mapping.entries ?? [];
  const isAlone = text.slice(lineStart(text, start), start).trim() === '';
  if (entries.length === 1) {
    if (above === undefined) return {refused: 'nothing would be left of this mapping'};
    const at = Math.max(above.colonEnd, mapping.propertiesEnd);
    if (!isAlone || at === -1 || at > start) return {refused: 'nothing would be left of this mapping'};
    return [{start: at, end: at, text: ' {}'}, wholeLines(text, start, lastLineEnd(text, entry))];
  }
  if (isAlone) return [wholeLines(text, start, lastLineEnd(text, entry))];
  // Behind a `-`, whose line the next entry takes over.
  const next = entries[entries.indexOf(entry) + 1];
  const before = text.slice(lineStart(text, start), start);
  if (next === undefined || !/^[ -]*$/.test(before)) return {refused: 'its line holds more than this key'};
  const end = next.keyNode.start;
  if (holdsComment(text, lineEnd(text, entryEnd(entry)), end)) return {refused: 'a comment after it would be lost'};
  return [{start, end, text: ''}];
}

/** From the start of the first line to the end of the last, with one line break. */
function wholeLines(text: string, first: number, last: number): Splice {
  const start = lineStart(text, first);
  if (last < text.length) return {start, end: /[\r\n]/.test(text[last - 1] ?? '') ? last : afterBreak(text, last), text: ''};
  // The last line of a text without a break at its end: the break before it goes.
  const before = text.startsWith('\r\n', start - 2) ? start - 2 : Math.max(start - 1, 0);
  return {start: /[\r\n]/.test(text[last - 1] ?? '') ? start : before, end: last, text: ''};
}

/** Where the last line of an entry ends: before its line break, or after the breaks that a block of text owns. */
function lastLineEnd(text: string, entry: LayoutEntry): number {
  const deepest = lastNode(entry.node);
  if (deepest.style !== 'block-scalar') return lineEnd(text, entryEnd(entry));
  if (deepest.keepsBreaks === true) return deepest.end;
  return deepest.start + text.slice(deepest.start, deepest.end).replace(/[\s]+$/, '').length;
}

/** The node that ends last. */
export function lastNode(node: LayoutNode): LayoutNode {
  if (node.style !== 'block-mapping' && node.style !== 'block-list') return node;
  const last = node.items?.at(-1) ?? node.entries?.at(-1)?.node;
  return last === undefined ? node : lastNode(last);
}

/** Double quotes where all keys beside it have them, as in JSON. */
export function siblingQuotes({entries = []}: LayoutNode): Quotes {
  return entries.length > 0 && entries.every(({keyNode}) => quotesOf(keyNode) === 'double') ? 'double' : 'plain';
}
