import {APOSTROPHE, CLOSE_LIST, CLOSE_MAPPING, HYPHEN, OPEN_LIST, OPEN_MAPPING, QUOTE, SPACE} from './characters.ts';
import type {YamlValue} from './compose.ts';
import {UsualLines} from './usual-lines.ts';

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

/** Deeper documents are left to the other reader, which refuses them at a depth of its own. */
const MAX_DEPTH = 32;

class UsualForm extends UsualLines {
  #depth = 0;

  document(): Read {
    const text = this.text;
    if (text.startsWith('---')) {
      this.at = 3;
      if (!this.endLine()) return undefined;
    } else if (!this.toContent()) return undefined;
    if (this.indent !== 0) return undefined;
    const value = this.#mapping(0);
    // What fits no indentation is left: a scalar that goes on in a second line, or a mistake.
    return this.at === text.length ? value : undefined;
  }

  /** A mapping in block style whose keys stand at `indent`; `at` is at its first key. */
  #mapping(indent: number): Read {
    if (++this.#depth > MAX_DEPTH) return undefined;
    const mapping: Mapping = {};
    do {
      const key = this.key();
      if (key === undefined || Object.hasOwn(mapping, key)) return undefined;
      const value = this.isAtLineEnd() ? this.#below(indent) : this.#inline();
      if (value === undefined) return undefined;
      mapping[key] = value;
    } while (this.indent === indent);
    this.#depth -= 1;
    return mapping;
  }

  /** The value of a key that has none on its own line: a mapping further in, a list, or nothing. */
  #below(indent: number): Read {
    if (!this.endLine()) return undefined;
    const isList = this.text.charCodeAt(this.at) === HYPHEN;
    if (this.indent > indent) return isList ? this.#list(this.indent) : this.#mapping(this.indent);
    return this.indent === indent && isList ? this.#list(indent) : null;
  }

  /** A list in block style whose hyphens stand at `indent`. */
  #list(indent: number): Read {
    if (++this.#depth > MAX_DEPTH) return undefined;
    const text = this.text;
    const list: YamlValue[] = [];
    do {
      if (text.charCodeAt(this.at) !== HYPHEN) break;
      if (text.charCodeAt(this.at + 1) !== SPACE) return undefined;
      const hyphen = this.at;
      this.at += 2;
      while (text.charCodeAt(this.at) === SPACE) this.at++;
      const value = this.startsMapping() ? this.#mapping(indent + this.at - hyphen) : this.#inline();
      if (value === undefined) return undefined;
      list.push(value);
    } while (this.indent === indent);
    this.#depth -= 1;
    return list;
  }

  /** A scalar or a flow collection that ends with its line. */
  #inline(): Read {
    const value = this.#value(false);
    return value !== undefined && this.endLine() ? value : undefined;
  }

  #value(inFlow: boolean): Read {
    switch (this.text.charCodeAt(this.at)) {
      case QUOTE:
        return this.quoted(QUOTE);
      case APOSTROPHE:
        return this.quoted(APOSTROPHE);
      case OPEN_MAPPING:
        return this.#flowMapping();
      case OPEN_LIST:
        return this.#flowList();
      default:
        return this.plain(inFlow);
    }
  }

  #flowMapping(): Read {
    if (++this.#depth > MAX_DEPTH) return undefined;
    const text = this.text;
    const mapping: Mapping = {};
    if (!this.opens(CLOSE_MAPPING)) {
      do {
        const key = this.key();
        if (key === undefined || Object.hasOwn(mapping, key)) return undefined;
        const value = this.#value(true);
        if (value === undefined) return undefined;
        mapping[key] = value;
      } while (this.continues());
      if (text.charCodeAt(this.at) !== CLOSE_MAPPING) return undefined;
      this.at += 1;
    }
    this.#depth -= 1;
    return mapping;
  }

  #flowList(): Read {
    if (++this.#depth > MAX_DEPTH) return undefined;
    const text = this.text;
    const list: YamlValue[] = [];
    if (!this.opens(CLOSE_LIST)) {
      do {
        const value = this.#value(true);
        if (value === undefined) return undefined;
        list.push(value);
      } while (this.continues());
      if (text.charCodeAt(this.at) !== CLOSE_LIST) return undefined;
      this.at += 1;
    }
    this.#depth -= 1;
    return list;
  }
}
