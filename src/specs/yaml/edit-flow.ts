import type {YamlValue} from './compose.ts';
import {siblingQuotes} from './edit-block.ts';
import {keyText, valueText} from './edit-text.ts';
import {entryEnd, type LayoutEntry, type LayoutNode} from './layout.ts';
import {afterBreak, lineEnd, lineStart, newlineOf, type Refusal, type Splice} from './splice.ts';

/** Edits of mappings in braces. */

const BARE = {refused: 'the mapping has no braces'} as const;

/** A new entry after the last one, on a line of its own where that one has one. */
export function flowInsertion(
  text: string,
  mapping: LayoutNode,
  tokens: readonly string[],
  value: YamlValue,
  parent: LayoutNode | undefined,
): Splice[] | Refusal {
  if (text[mapping.start] !== '{') return BARE;
  const quotes = siblingQuotes(mapping.entries?.length === 0 && parent?.style === 'flow-mapping' ? parent : mapping);
  const [first = '', ...deeper] = tokens;
  const inner = deeper.reduceRight<YamlValue>((below, token) => Object.fromEntries([[token, below]]), value);
  const entry = `${keyText(first, quotes)}: ${valueText(inner, quotes)}`;
  const last = mapping.entries?.at(-1);
  if (last === undefined) return [{start: mapping.start + 1, end: mapping.start + 1, text: entry}];
  const end = entryEnd(last);
  const indent = ownLine(text, last);
  if (indent === undefined || lineEnd(text, end) >= mapping.end) return [{start: end, end, text: `, ${entry}`}];
  // The comment behind the last entry stays on its line, and a comma behind it stays the style of the mapping.
  const at = lineEnd(text, end);
  const comma = commaAfter(text, end);
  const hasComma = comma !== -1;
  const line = `${newlineOf(text)}${indent}${entry}${hasComma ? ',' : ''}`;
  if (hasComma && comma > at) return [{start: end, end, text: `, ${entry}`}];
  return [...(hasComma ? [] : [{start: end, end, text: ','}]), {start: at, end: at, text: line}];
}

/** The entry goes with its comma, and with its line where it has one of its own. */
export function flowRemoval(text: string, mapping: LayoutNode, entry: LayoutEntry): Splice[] | Refusal {
  if (text[mapping.start] !== '{') return BARE;
  const entries = mapping.entries ?? [];
  const index = entries.indexOf(entry);
  const {start} = entry.keyNode;
  const end = entryEnd(entry);
  const comma = commaAfter(text, end);
  const lineAfter = lineEnd(text, end);
  const next = entries[index + 1];
  const isAlone = ownLine(text, entry) !== undefined && lineAfter < (next?.keyNode.start ?? mapping.end - 1) && comma <= lineAfter;
  if (isAlone && (comma !== -1 || next === undefined)) return [{start: lineStart(text, start), end: afterBreak(text, lineAfter), text: ''}];
  if (next !== undefined) {
    const between = /^\s*,[ \t]*/.exec(text.slice(end, next.keyNode.start));
    return between === null ? {refused: 'a comment after it would be lost'} : [{start, end: end + between[0].length, text: ''}];
  }
  const previous = entries[index - 1];
  if (previous === undefined) {
    const rest = text.slice(end, mapping.end - 1);
    return /^[\s,]*$/.test(text.slice(mapping.start + 1, start) + rest)
      ? [{start: mapping.start + 1, end: mapping.end - 1, text: ''}]
      : {refused: 'a comment beside it would be lost'};
  }
  const from = entryEnd(previous);
  return /^\s*,\s*$/.test(text.slice(from, start)) ? [{start: from, end, text: ''}] : {refused: 'a comment before it would be lost'};
}

/** The offset of the comma that follows at once, comments aside; -1 without one. */
function commaAfter(text: string, end: number): number {
  const gap = /^(?:\s|#[^\r\n]*)*,/.exec(text.slice(end));
  return gap === null ? -1 : end + gap[0].length - 1;
}

/** The indentation of an entry that starts its line; undefined where something stands before it. */
function ownLine(text: string, {keyNode}: LayoutEntry): string | undefined {
  const before = text.slice(lineStart(text, keyNode.start), keyNode.start);
  return before.trim() === '' ? before : undefined;
}
