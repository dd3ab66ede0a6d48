import type {RecordCursor} from '../../cluster/record-cursor.ts';

/**
 * Records of an exactly-once run carry unique integers. Integer n belongs to key n mod K and is that key's element ⌊n / K⌋, so
 * that a key's elements are 0, 1, 2, … and a run of them is one range. As text: the key is the key's number, the value is
 * `<tag>:<n>:<path>`; the tag is the run's, and each processor on the way adds its letter to the path.
 */
export interface CanaryShape {
  /** Eight characters of a-z and 0-9: whose records these are. */
  tag: string;
  keys: number;
  /** Letters of the processors that a record must have passed, like `ab`; empty for the input. */
  path: string;
}

export interface CanaryElement {
  key: number;
  /** Which of its key's elements. */
  sequence: number;
}

const TAG_LENGTH = 8;

export function canaryKey(n: number, keys: number): string {
  return String(n % keys);
}

export function canaryValue(tag: string, n: number, path: string): string {
  return `${tag}:${n}:${path}`;
}

/** A value as the processor with this letter hands it on. */
export function passed(value: string, letter: string): string {
  return value + letter;
}

export function integerOf({key, sequence}: CanaryElement, keys: number): number {
  return sequence * keys + key;
}

const ZERO = 0x30;
const COLON = 0x3a;

/** Reads canary records without making text of them. Answers false for what is none of this run, or was mixed up or cut short. */
export class CanaryParser implements CanaryElement {
  key = 0;
  sequence = 0;
  readonly #tag: Buffer;
  readonly #path: Buffer;
  readonly #keys: number;

  constructor({tag, keys, path}: CanaryShape) {
    if (!/^[a-z0-9]{8}$/.test(tag)) throw new RangeError(`a canary tag has 8 characters, not ${JSON.stringify(tag)}`);
    this.#tag = Buffer.from(`${tag}:`);
    this.#path = Buffer.from(`:${path}`);
    this.#keys = keys;
  }

  read({
    bytes,
    keyStart,
    keyEnd,
    valueStart,
    valueEnd,
  }: Pick<RecordCursor, 'bytes' | 'keyStart' | 'keyEnd' | 'valueStart' | 'valueEnd'>): boolean {
    if (keyStart < 0 || valueStart < 0 || valueEnd - valueStart < TAG_LENGTH + 2) return false;
    const key = digits(bytes, keyStart, keyEnd);
    if (key < 0) return false;
    const tag = this.#tag;
    for (let index = 0; index <= TAG_LENGTH; index++) if (bytes[valueStart + index] !== tag[index]) return false;
    const from = valueStart + TAG_LENGTH + 1;
    let to = from;
    while (to < valueEnd && bytes[to] !== COLON) to++;
    const n = digits(bytes, from, to);
    if (n < 0 || n % this.#keys !== key) return false;
    const path = this.#path;
    if (valueEnd - to !== path.length) return false;
    for (let index = 0; index < path.length; index++) if (bytes[to + index] !== path[index]) return false;
    this.key = key;
    this.sequence = (n - key) / this.#keys;
    return true;
  }
}

/** A whole number without leading zeros, -1 where the bytes are none. */
function digits(bytes: Buffer, from: number, to: number): number {
  if (to <= from || to - from > 15 || (bytes[from] === ZERO && to - from > 1)) return -1;
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
