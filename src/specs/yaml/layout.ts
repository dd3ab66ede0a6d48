import {type Event, getScalarValue, parseEvents, type ScalarEvent} from 'js-yaml';

/**
 * How a document is written: every node with its own source range, aliases and merges as they stand. Editing needs
 * it; reading needs only the values, which `compose` gives faster. Offsets are into the document's text, end exclusive.
 */
export interface LayoutNode {
  readonly style: 'plain' | 'single' | 'double' | 'block-scalar' | 'flow-mapping' | 'block-mapping' | 'flow-list' | 'block-list' | 'alias';
  /** Quotes and brackets included; anchor and tag are not. Both -1 where nothing is written. */
  start: number;
  end: number;
  /** End of its anchor and tag; -1 without either. */
  readonly propertiesEnd: number;
  /** Offset of its anchor's `&`; -1 without one. */
  readonly anchorStart: number;
  /** How many aliases name it. */
  uses: number;
  /** Of a block scalar that keeps its trailing line breaks (`|+`). */
  readonly keepsBreaks?: boolean;
  /** Of an alias: what it names. */
  readonly target?: LayoutNode;
  readonly entries?: LayoutEntry[];
  readonly items?: LayoutNode[];
}

export interface LayoutEntry {
  readonly key: string;
  readonly keyNode: LayoutNode;
  /** After the `:`; -1 where a flow mapping names a key alone. */
  readonly colonEnd: number;
  readonly node: LayoutNode;
  readonly isMerge: boolean;
}

const DOCUMENT = 1;
const SEQUENCE = 2;
const SCALAR = 4;
const ALIAS = 5;
const POP = 6;
const FLOW = 2;
const SCALAR_STYLES = {1: 'plain', 2: 'single', 3: 'double', 4: 'block-scalar', 5: 'block-scalar'} as const;
const KEEP = 3;

/** The layout of a document that `compose` could read; undefined where it holds nothing. */
export function layoutOf(text: string): LayoutNode | undefined {
  const events = parseEvents(text, {maxDepth: 100});
  return new LayoutReader(text, events).document();
}

class LayoutReader {
  readonly #text: string;
  readonly #events: Event[];
  readonly #anchors = new Map<string, LayoutNode>();
  #next = 0;

  constructor(text: string, events: Event[]) {
    this.#text = text;
    this.#events = events;
  }

  document(): LayoutNode | undefined {
    if (this.#events[this.#next]?.type === DOCUMENT) this.#next += 1;
    const first = this.#events[this.#next];
    return first === undefined || first.type === POP ? undefined : this.#node();
  }

  #node(): LayoutNode {
    const event = this.#events[this.#next++];
    if (event === undefined || event.type === DOCUMENT || event.type === POP) throw new Error('the events of a document end too early');
    if (event.type === ALIAS) return this.#alias(event.anchorStart, event.anchorEnd);
    const node = event.type === SCALAR ? this.#scalar(event) : event.type === SEQUENCE ? this.#list(event) : this.#mapping(event);
    if (event.anchorStart !== -1) this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), node);
    return node;
  }

  #alias(start: number, end: number): LayoutNode {
    const target = this.#anchors.get(this.#text.slice(start, end));
    if (target !== undefined) target.uses += 1;
    return {style: 'alias', start: start - 1, end, propertiesEnd: -1, anchorStart: -1, uses: 0, ...(target === undefined ? {} : {target})};
  }

  #scalar(event: ScalarEvent): LayoutNode {
    const style = SCALAR_STYLES[event.style];
    const base = {style, ...properties(event), keepsBreaks: event.chomping === KEEP};
    if (event.valueStart === -1) return {...base, start: -1, end: -1};
    if (style === 'single' || style === 'double') return {...base, start: event.valueStart - 1, end: event.valueEnd + 1};
    if (style === 'block-scalar') return {...base, start: event.valueStart, end: event.valueEnd};
    return {...base, start: event.valueStart, end: event.valueStart + this.#text.slice(event.valueStart, event.valueEnd).trimEnd().length};
  }

  #list(event: Extract<Event, {type: 2}>): LayoutNode {
    const items: LayoutNode[] = [];
    const isFlow = event.style === FLOW;
    let end = event.start + (isFlow ? 1 : 0);
    while (this.#events[this.#next]?.type !== POP) {
      const item = this.#node();
      items.push(item);
      end = endOf(item) === -1 ? this.#dashEnd(end) : endOf(item);
    }
    this.#next += 1;
    return {
      style: isFlow ? 'flow-list' : 'block-list',
      ...properties(event),
      start: event.start,
      end: isFlow ? this.#closed(end) : end,
      items,
    };
  }

  #mapping(event: Extract<Event, {type: 3}>): LayoutNode {
    const entries: LayoutEntry[] = [];
    const isFlow = event.style === FLOW;
    let end = event.start + (isFlow ? 1 : 0);
    while (this.#events[this.#next]?.type !== POP) {
      const entry = this.#entry();
      entries.push(entry);
      end = Math.max(end, entryEnd(entry));
    }
    this.#next += 1;
    // `[a: 1]` holds a mapping without braces.
    const isBraced = isFlow && this.#text[event.start] === '{';
    return {
      style: isFlow ? 'flow-mapping' : 'block-mapping',
      ...properties(event),
      start: event.start,
      end: isBraced ? this.#closed(end) : end,
      entries,
    };
  }

  #entry(): LayoutEntry {
    const event = this.#events[this.#next];
    const keyNode = this.#node();
    const key = event?.type === SCALAR && event.valueStart !== -1 ? getScalarValue(this.#text, event) : this.#aliasedText(keyNode);
    const isMerge = key === '<<' && keyNode.style === 'plain' && keyNode.propertiesEnd === -1;
    const node = this.#node();
    return {key, keyNode, colonEnd: this.#colonEnd(keyNode), node, isMerge};
  }

  /** Quotes are not decoded: such a key is found by nobody, and is then not edited. */
  #aliasedText({target}: LayoutNode): string {
    return target === undefined || target.start === -1 ? '' : this.#text.slice(target.start, target.end);
  }

  #colonEnd({end}: LayoutNode): number {
    if (end === -1) return -1;
    const gap = /^[\s]*:/.exec(this.#text.slice(end, end + 200));
    return gap === null ? -1 : end + gap[0].length;
  }

  /** After the next `-`: all that is written of an empty entry. */
  #dashEnd(from: number): number {
    const gap = /^(?:\s|#[^\r\n]*)*-/.exec(this.#text.slice(from));
    return gap === null ? from : from + gap[0].length;
  }

  /** After the closing bracket; between a last value and it stand only blanks, commas and comments. */
  #closed(from: number): number {
    let end = from;
    for (; end < this.#text.length; end++) {
      const character = this.#text[end];
      if (character === '#') while (end < this.#text.length && !/[\r\n]/.test(this.#text[end] ?? '')) end++;
      else if (character === ']' || character === '}') return end + 1;
    }
    return end;
  }
}

function properties({anchorStart, anchorEnd, tagEnd}: {anchorStart: number; anchorEnd: number; tagEnd: number}) {
  return {propertiesEnd: Math.max(anchorEnd, tagEnd), anchorStart: anchorStart === -1 ? -1 : anchorStart - 1, uses: 0};
}

/** Where a node's text ends, its anchor and tag where it has no other. */
function endOf({end, propertiesEnd}: LayoutNode): number {
  return Math.max(end, propertiesEnd);
}

/** Where an entry's text ends. */
export function entryEnd({keyNode, colonEnd, node}: LayoutEntry): number {
  return Math.max(endOf(keyNode), colonEnd, endOf(node));
}
