import {type Event, getScalarValue, parseEvents, type ScalarEvent} from 'js-yaml';
import {plainScalar} from './plain-scalar.ts';
import {syntaxFault} from './syntax-words.ts';

/**
 * YAML events to a tree that keeps both values and source offsets.
 *
 * js-yaml parses; the composing is ours because values and positions must come from one walk: an alias or a `<<`
 * has to lead back to the place where its value was written, and numbers are judged by their source text
 * (a JavaScript number cannot hold 2^63-1, and `012`, `0x1F` or `1e3` are no whole numbers here).
 */
export interface YamlNode {
  /** What the document says: null, boolean, number, string, array or plain object. */
  value: YamlValue;
  /** Offsets into the text, end exclusive, quotes included, from the first to the last character of a block of text. Both -1 where nothing was written. */
  start: number;
  end: number;
  entries?: Map<string, {keyStart: number; keyEnd: number; node: YamlNode}>;
  items?: YamlNode[];
  /** Text in a block of lines (`|` or `>`). */
  isBlock?: true;
  /** How many values stand below, aliases counted at every use. */
  weight: number;
}

export type YamlValue = null | boolean | number | string | YamlValue[] | {[key: string]: YamlValue};

/** What is wrong in a document's YAML, with offsets into the text it was given. */
export class YamlProblem extends Error {
  readonly rule: string;
  readonly start: number;
  readonly end: number;

  constructor(rule: string, message: string, start: number, end: number) {
    super(message);
    this.name = 'YamlProblem';
    this.rule = rule;
    this.start = start;
    this.end = end;
  }
}

/** A document that would unfold to more values than this is refused: nobody writes it by hand. */
const MAX_VALUES = 100_000;
const DOCUMENT = 1;
const SEQUENCE = 2;
const SCALAR = 4;
const ALIAS = 5;
const POP = 6;
const PLAIN = 1;
const SINGLE_QUOTED = 2;
const DOUBLE_QUOTED = 3;
const LITERAL = 4;
const FOLDED = 5;

/**
 * The tree of the one document in `text`, or undefined where it holds none (only comments or blank lines).
 * Throws {@link YamlProblem}.
 */
export function compose(text: string): YamlNode | undefined {
  const events = parse(text);
  if (events.length === 0) return undefined;
  const composer = new Composer(text, events);
  return composer.document();
}

function parse(text: string): Event[] {
  try {
    return parseEvents(text, {maxDepth: 100});
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const {start, reason} = failure(error);
    const fault = syntaxFault(text, reason, Math.min(Math.max(start, 0), text.length));
    throw new YamlProblem('syntax/yaml', fault.message, fault.start, Math.min(fault.start + 1, text.length));
  }
}

/** js-yaml's exception carries its offset in `mark.position`; read here without trusting its shape. */
function failure(error: Error): {start: number; reason: string} {
  const mark: unknown = Reflect.get(error, 'mark');
  const position: unknown = typeof mark === 'object' && mark !== null ? Reflect.get(mark, 'position') : undefined;
  const reason: unknown = Reflect.get(error, 'reason');
  return {start: typeof position === 'number' ? position : 0, reason: typeof reason === 'string' ? reason : error.message};
}

class Composer {
  readonly #text: string;
  readonly #events: Event[];
  readonly #anchors = new Map<string, YamlNode>();
  /** Anchors whose value is still being composed: an alias to one would be endless. */
  readonly #open = new Set<string>();
  #next = 0;

  constructor(text: string, events: Event[]) {
    this.#text = text;
    this.#events = events;
  }

  document(): YamlNode | undefined {
    const first = this.#events[this.#next];
    if (first?.type === DOCUMENT) this.#next += 1;
    const event = this.#events[this.#next];
    if (event === undefined || event.type === POP) return undefined;
    const node = this.#node();
    // `--- # nothing here` is an empty scalar: no document, as far as a reader is concerned.
    return event.type === SCALAR && node.start === -1 ? undefined : node;
  }

  #node(): YamlNode {
    const event = this.#events[this.#next++];
    if (event === undefined) throw new YamlProblem('syntax/yaml', 'the document ends too early', this.#text.length, this.#text.length);
    if (event.type === ALIAS) return this.#alias(event.anchorStart, event.anchorEnd);
    if (event.type === DOCUMENT || event.type === POP) {
      throw new YamlProblem('syntax/yaml', 'a value is missing', 0, 0);
    }
    const anchor = event.anchorStart === -1 ? undefined : this.#text.slice(event.anchorStart, event.anchorEnd);
    const tag = event.tagStart === -1 ? undefined : this.#text.slice(event.tagStart, event.tagEnd);
    if (anchor !== undefined) this.#open.add(anchor);
    const node =
      event.type === SCALAR ? this.#scalar(event, tag) : event.type === SEQUENCE ? this.#sequence(event, tag) : this.#mapping(event, tag);
    if (anchor !== undefined) {
      this.#open.delete(anchor);
      this.#anchors.set(anchor, node);
    }
    return node;
  }

  #alias(start: number, end: number): YamlNode {
    const name = this.#text.slice(start, end);
    const node = this.#anchors.get(name);
    // The name is not repeated, nor is a tag: a password may start with * or !, and its writer forgot the quotes.
    if (this.#open.has(name)) throw new YamlProblem('syntax/alias', 'this alias stands inside the value that it names', start - 1, end);
    if (node === undefined)
      throw new YamlProblem(
        'syntax/alias',
        'no anchor of this name stands before this alias; quote text that starts with *',
        start - 1,
        end,
      );
    return node;
  }

  #scalar(event: ScalarEvent, tag: string | undefined): YamlNode {
    if (event.valueStart === -1) {
      if (tag !== undefined && tag !== '!!str' && tag !== '!!null') this.#refuseTag(event.tagStart, event.tagEnd);
      return {value: tag === '!!str' ? '' : null, start: -1, end: -1, weight: 1};
    }
    const text = getScalarValue(this.#text, event);
    const quoted = event.style === SINGLE_QUOTED || event.style === DOUBLE_QUOTED;
    const isBlock = event.style === LITERAL || event.style === FOLDED;
    const start = quoted ? event.valueStart - 1 : isBlock ? this.#blockStart(event) : event.valueStart;
    const end = quoted ? event.valueEnd + 1 : Math.max(start, this.#trimmedEnd(start, event.valueEnd));
    if (tag !== undefined && tag !== '!!str' && tag !== '!') this.#refuseTag(event.tagStart, event.tagEnd);
    const value = event.style === PLAIN && tag === undefined ? plainScalar(text) : text;
    return {value, start, end, weight: 1, ...(isBlock ? {isBlock} : {})};
  }

  #sequence(event: Extract<Event, {type: 2}>, tag: string | undefined): YamlNode {
    if (tag !== undefined && tag !== '!!seq') this.#refuseTag(event.tagStart, event.tagEnd);
    const items: YamlNode[] = [];
    let weight = 1;
    while (this.#events[this.#next]?.type !== POP) {
      const item = this.#node();
      weight = this.#weigh(weight + item.weight, event.start);
      items.push(item);
    }
    this.#next += 1;
    const last = items.findLast(item => item.end !== -1);
    return {value: items.map(item => item.value), start: event.start, end: this.#collectionEnd(event, last?.end), items, weight};
  }

  #mapping(event: Extract<Event, {type: 3}>, tag: string | undefined): YamlNode {
    if (tag !== undefined && tag !== '!!map') this.#refuseTag(event.tagStart, event.tagEnd);
    const entries = new Map<string, {keyStart: number; keyEnd: number; node: YamlNode}>();
    const merged: YamlNode[] = [];
    let weight = 1;
    let end = event.start;
    while (this.#events[this.#next]?.type !== POP) {
      const {key, keyStart, keyEnd, isMerge} = this.#key(event.start);
      const node = this.#node();
      weight = this.#weigh(weight + node.weight, event.start);
      end = Math.max(end, keyEnd, this.#within(node, event.start) ? node.end : -1);
      if (isMerge) merged.push(...this.#mergeSources(node, keyStart, keyEnd));
      else if (entries.has(key))
        throw new YamlProblem('syntax/duplicate-key', `the key ${JSON.stringify(key)} stands twice in this mapping`, keyStart, keyEnd);
      else entries.set(key, {keyStart, keyEnd, node});
    }
    this.#next += 1;
    // An explicit key wins over a merged one, and an earlier source over a later one (https://yaml.org/type/merge.html).
    for (const source of merged) {
      for (const [key, entry] of source.entries ?? []) if (!entries.has(key)) entries.set(key, entry);
    }
    return {value: toObject(entries), start: event.start, end: this.#collectionEnd(event, end), entries, weight};
  }

  #key(mappingStart: number): {key: string; keyStart: number; keyEnd: number; isMerge: boolean} {
    const event = this.#events[this.#next];
    const isMerge = event?.type === SCALAR && event.style === PLAIN && event.tagStart === -1;
    const node = this.#node();
    if (node.entries !== undefined || node.items !== undefined) {
      throw new YamlProblem('syntax/yaml', 'a key must be text, not a list or a mapping', node.start, node.end);
    }
    // A key is its text, also where it looks like a number.
    const isRewritten = typeof node.value !== 'string' && event?.type === SCALAR && event.valueStart !== -1;
    const source = isRewritten ? getScalarValue(this.#text, event) : String(node.value);
    const keyStart = node.start === -1 ? mappingStart : node.start;
    const keyEnd = node.start === -1 ? mappingStart + 1 : node.end;
    return {key: source, keyStart, keyEnd, isMerge: isMerge && source === '<<'};
  }

  #mergeSources(node: YamlNode, keyStart: number, keyEnd: number): YamlNode[] {
    const sources = node.items ?? [node];
    if (sources.some(source => source.entries === undefined)) {
      throw new YamlProblem('syntax/merge', '<< takes a mapping, or a list of mappings', keyStart, keyEnd);
    }
    return sources;
  }

  /** False for an alias: its node was written elsewhere and says nothing about where this collection ends. */
  #within(node: YamlNode, start: number): boolean {
    return node.start >= start;
  }

  #collectionEnd(event: {start: number; style: 1 | 2}, lastEnd: number | undefined): number {
    let end = Math.max(lastEnd ?? event.start, event.start);
    if (event.style !== 2) return end;
    // A flow collection closes after its last value; only blanks, commas and comments may stand between.
    if (lastEnd === undefined || lastEnd <= event.start) end = event.start + 1;
    for (; end < this.#text.length; end++) {
      const character = this.#text[end];
      if (character === '#') while (end < this.#text.length && this.#text[end] !== '\n') end++;
      else if (character === ']' || character === '}') return end + 1;
    }
    return end;
  }

  /** A block of text starts behind blank lines and its indentation, if it holds anything. */
  #blockStart({valueStart, valueEnd}: ScalarEvent): number {
    const blanks = this.#text.slice(valueStart, valueEnd).search(/\S/);
    return blanks === -1 ? valueStart : valueStart + blanks;
  }

  #trimmedEnd(start: number, end: number): number {
    let trimmed = end;
    while (trimmed > start && /\s/.test(this.#text[trimmed - 1] ?? '')) trimmed--;
    return trimmed;
  }

  #weigh(weight: number, start: number): number {
    if (weight > MAX_VALUES) {
      throw new YamlProblem('syntax/alias', `aliases unfold this value to more than ${MAX_VALUES} values`, start, start + 1);
    }
    return weight;
  }

  #refuseTag(start: number, end: number): never {
    throw new YamlProblem(
      'syntax/tag',
      'this tag is not supported, only !!str, !!seq and !!map are; quote text that starts with !',
      start,
      end,
    );
  }
}

/** `Object.fromEntries` would let a key `__proto__` reach the prototype of what reads it later; defineProperty does not. */
function toObject(entries: Map<string, {node: YamlNode}>): {[key: string]: YamlValue} {
  const object: {[key: string]: YamlValue} = {};
  for (const [key, {node}] of entries) {
    if (key === '__proto__') Object.defineProperty(object, key, {value: node.value, enumerable: true, configurable: true, writable: true});
    else object[key] = node.value;
  }
  return object;
}
