import {
  APOSTROPHE,
  BACKSLASH,
  CLOSE_LIST,
  CLOSE_MAPPING,
  COLON,
  COMMA,
  HASH,
  HYPHEN,
  isBlankOrEnd,
  isDigit,
  isFlowIndicator,
  isKeyPart,
  isUsual,
  isWord,
  NEWLINE,
  OPEN_LIST,
  OPEN_MAPPING,
  QUOTE,
  SPACE,
} from './characters.ts';
import {plainScalar, type YamlValue} from './compose.ts';

/**
 * The value of a document that is written the usual way, several times as fast as by way of events: mappings and
 * lists in block style, plain and quoted text on one line, flow collections on one line, comments. Undefined wherever
 * a text holds anything else, or anything wrong: then {@link compose} reads it, which also finds all positions.
 *
 * The rule of this file: what is not certainly read alike by both is left to the other
 * (test/specs/usual-form.test.ts holds that).
 */
export function usualValue(text: string): YamlValue | undefined {
  // As many characters cannot hold more values than `compose` allows.
  return text.length > 100_000 ? undefined : new UsualForm(text).document();
}

/** What every branch gives back for a form that is not read here: no value of YAML is undefined. */
type Read = YamlValue | undefined;
type Mapping = {[key: string]: YamlValue};

const END = -1;

/** Deeper documents are left to the other reader, which refuses them at a depth of its own. */
const MAX_DEPTH = 32;
/** YAML 1.2 takes keys of up to 1,024 characters; these are far below. */
const MAX_KEY_LENGTH = 200;

class UsualForm {
  readonly #text: string;
  #at = 0;
  /** Indentation of the next line that holds something; END after the last one. `#at` is its first character. */
  #indent = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Read {
    const text = this.#text;
    if (text.startsWith('---')) {
      this.#at = 3;
      if (!this.#endLine()) return undefined;
    } else if (!this.#toContent()) return undefined;
    if (this.#indent !== 0) return undefined;
    const value = this.#mapping(0);
    // What fits no indentation is left: a scalar that goes on in a second line, or a mistake.
    return this.#at === text.length ? value : undefined;
  }

  /** From the start of a line to the next one that holds more than blanks and a comment. False for what is not read here. */
  #toContent(): boolean {
    const text = this.#text;
    for (;;) {
      const start = this.#at;
      let at = start;
      while (text.charCodeAt(at) === SPACE) at++;
      this.#at = at;
      if (at === text.length) {
        this.#indent = END;
        return true;
      }
      const code = text.charCodeAt(at);
      if (code !== NEWLINE && code !== HASH) {
        this.#indent = at - start;
        return true;
      }
      if (code === HASH && !this.#skipComment()) return false;
      if (text.charCodeAt(this.#at) === NEWLINE) this.#at += 1;
    }
  }

  /** After a value: blanks, a comment that a blank parts from it, the end of the line; then on to the next content. */
  #endLine(): boolean {
    const text = this.#text;
    const start = this.#at;
    let at = start;
    while (text.charCodeAt(at) === SPACE) at++;
    this.#at = at;
    if (at === text.length) {
      this.#indent = END;
      return true;
    }
    if (text.charCodeAt(at) === HASH && (at === start || !this.#skipComment())) return false;
    if (this.#at === text.length) {
      this.#indent = END;
      return true;
    }
    if (text.charCodeAt(this.#at) !== NEWLINE) return false;
    this.#at += 1;
    return this.#toContent();
  }

  #skipComment(): boolean {
    const text = this.#text;
    let at = this.#at;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === NEWLINE) break;
      if (!isUsual(code)) return false;
    }
    this.#at = at;
    return true;
  }

  /** A mapping in block style whose keys stand at `indent`; `#at` is at its first key. */
  #mapping(indent: number): Read {
    if (++this.#depth > MAX_DEPTH) return undefined;
    const mapping: Mapping = {};
    do {
      const key = this.#key();
      if (key === undefined || Object.hasOwn(mapping, key)) return undefined;
      const value = this.#isAtLineEnd() ? this.#below(indent) : this.#inline();
      if (value === undefined) return undefined;
      mapping[key] = value;
    } while (this.#indent === indent);
    this.#depth -= 1;
    return mapping;
  }

  /** The value of a key that has none on its own line: a mapping further in, a list, or nothing. */
  #below(indent: number): Read {
    if (!this.#endLine()) return undefined;
    const isList = this.#text.charCodeAt(this.#at) === HYPHEN;
    if (this.#indent > indent) return isList ? this.#list(this.#indent) : this.#mapping(this.#indent);
    return this.#indent === indent && isList ? this.#list(indent) : null;
  }

  /** A list in block style whose hyphens stand at `indent`. */
  #list(indent: number): Read {
    if (++this.#depth > MAX_DEPTH) return undefined;
    const text = this.#text;
    const list: YamlValue[] = [];
    do {
      if (text.charCodeAt(this.#at) !== HYPHEN) break;
      if (text.charCodeAt(this.#at + 1) !== SPACE) return undefined;
      const hyphen = this.#at;
      this.#at += 2;
      while (text.charCodeAt(this.#at) === SPACE) this.#at++;
      const value = this.#startsMapping() ? this.#mapping(indent + this.#at - hyphen) : this.#inline();
      if (value === undefined) return undefined;
      list.push(value);
    } while (this.#indent === indent);
    this.#depth -= 1;
    return list;
  }

  /** Whether `key:` stands here; `#at` stays. */
  #startsMapping(): boolean {
    const at = this.#at;
    const starts = this.#key() !== undefined;
    this.#at = at;
    return starts;
  }

  /** A key of letters, digits and `_ . - /` with its colon; `#at` is then behind the blanks that follow. */
  #key(): string | undefined {
    const text = this.#text;
    const start = this.#at;
    let at = start;
    if (!isWord(text.charCodeAt(at))) return undefined;
    while (isKeyPart(text.charCodeAt(at))) at++;
    if (text.charCodeAt(at) !== COLON || at - start > MAX_KEY_LENGTH) return undefined;
    const next = text.charCodeAt(at + 1);
    if (next !== SPACE && next !== NEWLINE && at + 1 < text.length) return undefined;
    const key = text.slice(start, at);
    at += 1;
    while (text.charCodeAt(at) === SPACE) at++;
    // A comment after the colon: back to the blank that parts them.
    this.#at = text.charCodeAt(at) === HASH ? at - 1 : at;
    return key === '__proto__' ? undefined : key;
  }

  #isAtLineEnd(): boolean {
    const code = this.#text.charCodeAt(this.#at);
    return code === NEWLINE || code === SPACE || this.#at === this.#text.length;
  }

  /** A scalar or a flow collection that ends with its line. */
  #inline(): Read {
    const value = this.#value(false);
    return value !== undefined && this.#endLine() ? value : undefined;
  }

  #value(inFlow: boolean): Read {
    switch (this.#text.charCodeAt(this.#at)) {
      case QUOTE:
        return this.#quoted(QUOTE);
      case APOSTROPHE:
        return this.#quoted(APOSTROPHE);
      case OPEN_MAPPING:
        return this.#flowMapping();
      case OPEN_LIST:
        return this.#flowList();
      default:
        return this.#plain(inFlow);
    }
  }

  /** Quoted text without an escape in it. */
  #quoted(quote: number): string | undefined {
    const text = this.#text;
    const start = this.#at + 1;
    let at = start;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) break;
      if (!isUsual(code) || code === BACKSLASH) return undefined;
    }
    // Where this was the first of two apostrophes, the text goes on, and what follows fits nothing here.
    this.#at = at + 1;
    return text.slice(start, at);
  }

  #plain(inFlow: boolean): null | boolean | number | string | undefined {
    const text = this.#text;
    const start = this.#at;
    const first = text.charCodeAt(start);
    if (!isWord(first) && !(first === HYPHEN && isDigit(text.charCodeAt(start + 1)))) return undefined;
    let at = start + 1;
    let end = at;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code === SPACE) continue;
      if (code === NEWLINE || at === text.length || (code === HASH && text.charCodeAt(at - 1) === SPACE)) break;
      if (code === COLON && (isBlankOrEnd(text.charCodeAt(at + 1)) || (inFlow && isFlowIndicator(text.charCodeAt(at + 1)))))
        return undefined;
      if (inFlow && isFlowIndicator(code)) break;
      if (!isUsual(code)) return undefined;
      end = at + 1;
    }
    this.#at = end;
    return plainScalar(text.slice(start, end));
  }

  #flowMapping(): Read {
    if (++this.#depth > MAX_DEPTH) return undefined;
    const text = this.#text;
    const mapping: Mapping = {};
    if (!this.#opens(CLOSE_MAPPING)) {
      do {
        const key = this.#key();
        if (key === undefined || Object.hasOwn(mapping, key)) return undefined;
        const value = this.#value(true);
        if (value === undefined) return undefined;
        mapping[key] = value;
      } while (this.#continues());
      if (text.charCodeAt(this.#at) !== CLOSE_MAPPING) return undefined;
      this.#at += 1;
    }
    this.#depth -= 1;
    return mapping;
  }

  #flowList(): Read {
    if (++this.#depth > MAX_DEPTH) return undefined;
    const text = this.#text;
    const list: YamlValue[] = [];
    if (!this.#opens(CLOSE_LIST)) {
      do {
        const value = this.#value(true);
        if (value === undefined) return undefined;
        list.push(value);
      } while (this.#continues());
      if (text.charCodeAt(this.#at) !== CLOSE_LIST) return undefined;
      this.#at += 1;
    }
    this.#depth -= 1;
    return list;
  }

  /** Steps over the opening bracket and blanks. True where the collection is closed at once. */
  #opens(close: number): boolean {
    this.#at += 1;
    this.#skipBlanks();
    if (this.#text.charCodeAt(this.#at) !== close) return false;
    this.#at += 1;
    return true;
  }

  /** Steps over a comma and the blanks around it; false, and at what stands there, where there is none. */
  #continues(): boolean {
    this.#skipBlanks();
    if (this.#text.charCodeAt(this.#at) !== COMMA) return false;
    this.#at += 1;
    this.#skipBlanks();
    return true;
  }

  #skipBlanks(): void {
    while (this.#text.charCodeAt(this.#at) === SPACE) this.#at++;
  }
}
