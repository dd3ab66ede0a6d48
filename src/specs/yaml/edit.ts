import type {YamlValue} from './compose.ts';
import {parsePointer} from './document.ts';
import {blockInsertion, blockRemoval, lastNode, nestedLines} from './edit-block.ts';
import {flowInsertion, flowRemoval} from './edit-flow.ts';
import {keyText, valueText} from './edit-text.ts';
import {type LayoutEntry, type LayoutNode, layoutOf} from './layout.ts';
import {holdsComment, indentOf, lineEnd, newlineOf, quotesOf, type Refusal, type Splice} from './splice.ts';

/** One change of a document, at a JSON pointer into it. */
export type Edit =
  /** The value is set; it and its parents are inserted where they are not written. */
  | {pointer: string; to: YamlValue}
  /** The key goes, with its value. */
  | {pointer: string; remove: true}
  /** The key is renamed, and its value left as it stands. */
  | {pointer: string; rename: string};

/**
 * The replacements that make one edit in the text of a document that `compose` can read, and touch nothing else: no
 * comment, no blank line, no other value. No replacement where the text says so already. Refused where the edit would
 * change more than its place (a shared anchor), or would lose what a person wrote.
 */
export function spliceEdit(text: string, edit: Edit): Splice[] | Refusal {
  const root = layoutOf(text);
  if (root === undefined) return {refused: 'the document is empty'};
  const editor = new Editor(text, root);
  const tokens = parsePointer(edit.pointer);
  if ('to' in edit) return editor.set(tokens, edit.to);
  return 'remove' in edit ? editor.remove(tokens) : editor.rename(tokens, edit.rename);
}

type Found =
  | {at: 'entry'; entry: LayoutEntry; parent: LayoutNode; above: LayoutEntry | undefined}
  | {at: 'item'; node: LayoutNode}
  /** Nothing is written for `missing`, which is below `node`. */
  | {at: 'missing'; node: LayoutNode; entry: LayoutEntry | undefined; parent: LayoutNode | undefined; missing: string[]};

class Editor {
  readonly #text: string;
  readonly #root: LayoutNode;

  constructor(text: string, root: LayoutNode) {
    this.#text = text;
    this.#root = root;
  }

  set(tokens: readonly string[], value: YamlValue): Splice[] | Refusal {
    const found = this.#find(tokens);
    if ('refused' in found) return found;
    if (found.at === 'missing') return this.#insert(found, value);
    const node = found.at === 'entry' ? found.entry.node : found.node;
    const shared = sharedBy(node);
    if (shared !== undefined) return shared;
    return this.#replace(node, found.at === 'entry' ? found.entry : undefined, value);
  }

  remove(tokens: readonly string[]): Splice[] | Refusal {
    const found = this.#find(tokens);
    if ('refused' in found) return found;
    if (found.at === 'missing') return [];
    if (found.at === 'item') return {refused: 'an entry of a list is not removed automatically'};
    const {entry, parent, above} = found;
    const shared = entry.node.style === 'alias' ? undefined : sharedBy(entry.node);
    if (shared !== undefined) return shared;
    return parent.style === 'flow-mapping' ? flowRemoval(this.#text, parent, entry) : blockRemoval(this.#text, parent, entry, above);
  }

  rename(tokens: readonly string[], name: string): Splice[] | Refusal {
    const found = this.#find(tokens);
    if ('refused' in found) return found;
    if (found.at === 'item') return {refused: 'an entry of a list has no key'};
    const siblings = found.at === 'entry' ? found.parent : found.node;
    const isTaken = siblings.entries?.some(({key, isMerge}) => key === name && !isMerge) ?? false;
    if (found.at === 'missing') return isTaken ? [] : {refused: `there is no key ${tokens.at(-1) ?? ''} here`};
    if (isTaken) return {refused: `the key ${name} stands here already`};
    const {start, end, style, anchorStart} = found.entry.keyNode;
    if (start === -1 || style === 'alias' || anchorStart !== -1) return {refused: 'the key is not written as plain text'};
    return [{start, end, text: keyText(name, quotesOf(found.entry.keyNode))}];
  }

  #find(tokens: readonly string[]): Found | Refusal {
    let node = this.#root;
    let parent: LayoutNode | undefined;
    let entry: LayoutEntry | undefined;
    for (const [index, token] of tokens.entries()) {
      const shared = sharedBy(node);
      if (shared !== undefined) return shared;
      const isLast = index === tokens.length - 1;
      if (node.items !== undefined) {
        const item = /^(?:0|[1-9][0-9]*)$/.test(token) ? node.items[Number(token)] : undefined;
        if (item === undefined) return {refused: `the list has no entry ${token}`};
        if (isLast) return {at: 'item', node: item};
        [parent, entry, node] = [node, undefined, item];
        continue;
      }
      const inner: LayoutEntry | undefined = node.entries?.find(({key, isMerge}) => key === token && !isMerge);
      if (inner === undefined) {
        const merged = mergedFrom(node, token);
        return merged === undefined ? {at: 'missing', node, entry, parent, missing: tokens.slice(index)} : sharedValue(merged);
      }
      if (isLast) return {at: 'entry', entry: inner, parent: node, above: entry};
      [parent, entry, node] = [node, inner, inner.node];
    }
    return {refused: 'a whole document is not replaced'};
  }

  #insert({node, entry, parent, missing}: Extract<Found, {at: 'missing'}>, value: YamlValue): Splice[] | Refusal {
    if (node.style === 'flow-mapping') return flowInsertion(this.#text, node, missing, value, parent);
    if (node.style === 'block-mapping') return blockInsertion(this.#text, node, missing, value, this.#step(node, parent));
    if (node.start !== -1) {
      const isNull = node.style === 'plain' && /^(?:~|null|Null|NULL)$/.test(this.#text.slice(node.start, node.end));
      return isNull ? this.#replace(node, entry, nested(missing, value)) : {refused: 'what stands there is no mapping'};
    }
    if (entry === undefined || parent?.style !== 'block-mapping') return this.#replace(node, entry, nested(missing, value));
    const indent = indentOf(this.#text, parent);
    if (indent === undefined) return {refused: 'its indentation cannot be told'};
    const at = lineEnd(this.#text, Math.max(entry.colonEnd, node.propertiesEnd));
    const step = this.#step(parent, undefined);
    const nl = newlineOf(this.#text);
    return [{start: at, end: at, text: nl + nestedLines(missing, value, indent + step, step).join(nl)}];
  }

  #replace(node: LayoutNode, entry: LayoutEntry | undefined, value: YamlValue): Splice[] | Refusal {
    const text = valueText(value, typeof value === 'string' ? quotesOf(node) : 'plain');
    if (node.start === -1) {
      const at = Math.max(entry?.colonEnd ?? -1, node.propertiesEnd);
      if (at !== -1) return [{start: at, end: at, text: ` ${text}`}];
      // `{a}`: a key without a colon.
      if (entry === undefined || entry.keyNode.end === -1) return {refused: 'nothing is written there'};
      return [{start: entry.keyNode.end, end: entry.keyNode.end, text: `: ${text}`}];
    }
    if (node.style === 'block-scalar') return {refused: 'it is written as a block of text (| or >)'};
    if (node.items === undefined && node.entries === undefined) return [{start: node.start, end: node.end, text}];
    const isBlock = node.style === 'block-list' || node.style === 'block-mapping';
    // A list or mapping on lines of its own moves up to its key.
    const start = isBlock && entry !== undefined ? Math.max(entry.colonEnd, node.propertiesEnd) : node.start;
    if (holdsComment(this.#text, start, isBlock ? lineEnd(this.#text, node.end) : node.end))
      return {refused: 'comments inside it would be lost'};
    if (isBlock && lastNode(node).style === 'block-scalar') return {refused: 'a block of text (| or >) stands inside it'};
    return [{start, end: node.end, text: start === node.start ? text : ` ${text}`}];
  }

  /** By how much one mapping is indented below another. */
  #step(node: LayoutNode, parent: LayoutNode | undefined): string {
    const outer = parent?.style === 'block-mapping' ? parent : undefined;
    const inner = outer === undefined ? node.entries?.find(one => one.node.style === 'block-mapping')?.node : node;
    const width = stepWidth(this.#text, outer ?? node, inner) ?? stepWidth(this.#text, this.#root, firstBlock(this.#root)) ?? 2;
    return ' '.repeat(width);
  }
}

function firstBlock(root: LayoutNode): LayoutNode | undefined {
  return root.entries?.find(({node}) => node.style === 'block-mapping')?.node;
}

function stepWidth(text: string, outer: LayoutNode, inner: LayoutNode | undefined): number | undefined {
  const from = indentOf(text, outer);
  const to = inner === undefined ? undefined : indentOf(text, inner);
  return from === undefined || to === undefined || to.length <= from.length ? undefined : to.length - from.length;
}

function nested(tokens: readonly string[], value: YamlValue): YamlValue {
  return tokens.reduceRight<YamlValue>((inner, token) => Object.fromEntries([[token, inner]]), value);
}

/** An alias, and a value that aliases name: a change here would be a change elsewhere. */
function sharedBy(node: LayoutNode): Refusal | undefined {
  if (node.style === 'alias') return node.target === undefined ? {refused: 'it is an alias'} : sharedValue(node.target);
  return node.uses > 0 ? sharedValue(node) : undefined;
}

function sharedValue(anchored: LayoutNode): Refusal {
  return {refused: 'the value comes from an anchor', anchor: {start: anchored.anchorStart, uses: anchored.uses}};
}

/** The anchored mapping from which a `<<` of this mapping takes a key. */
function mergedFrom(mapping: LayoutNode, key: string): LayoutNode | undefined {
  for (const {isMerge, node} of mapping.entries ?? []) {
    if (!isMerge) continue;
    for (const source of node.items ?? [node]) {
      const written = source.target ?? source;
      if (written.entries?.some(entry => entry.key === key && !entry.isMerge) === true) return written;
      const deeper = mergedFrom(written, key);
      if (deeper !== undefined) return deeper;
    }
  }
  return undefined;
}
