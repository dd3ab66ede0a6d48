import {type Finding, finding, type Location} from '../../findings/finding.ts';
import {compose, type YamlNode, YamlProblem, type YamlValue} from './compose.ts';
import type {SourceFile} from './source-file.ts';
import {type DocumentSlice, splitDocuments} from './split.ts';
import {usualValue} from './usual-form.ts';

/** One YAML document: its value, and on demand the position of anything in it. */
export class YamlDocument {
  readonly file: SourceFile;
  readonly value: YamlValue;
  readonly #slice: DocumentSlice;
  #root: YamlNode | undefined;

  constructor(file: SourceFile, slice: DocumentSlice, value: YamlValue) {
    this.file = file;
    this.#slice = slice;
    this.value = value;
  }

  /**
   * Where the value at a JSON pointer was written. Where it was not, its nearest written parent's key, and the start
   * of the document where there is none. `key` asks for the key in place of the value; an empty value is at its key.
   */
  locate(pointer: string, options: {key?: boolean} = {}): Location {
    let node = this.#tree();
    let place = {start: node.start, end: this.#firstLineEnd(node.start)};
    let missing = false;
    const tokens = parsePointer(pointer);
    for (const token of tokens) {
      const entry = node.entries?.get(token);
      const item = entry === undefined ? node.items?.[indexOf(token)] : undefined;
      if (entry !== undefined) {
        place = {start: entry.keyStart, end: entry.keyEnd};
        node = entry.node;
      } else if (item !== undefined) {
        node = item;
        if (item.start !== -1) place = {start: item.start, end: item.end};
      } else {
        missing = true;
        break;
      }
    }
    if (!missing && options.key !== true && node.start !== -1 && tokens.length > 0) place = {start: node.start, end: node.end};
    return this.file.location(this.#slice.start + place.start, this.#slice.start + place.end, pointer);
  }

  /**
   * The text of the value at a pointer as it was written, without quotes' decoding. Undefined where it was not, and for a
   * block of text (`|` or `>`), whose indentation and line breaks are not part of its value.
   */
  written(pointer: string): string | undefined {
    const node = this.#at(pointer);
    if (node === undefined || node.start === -1 || node.isBlock === true) return undefined;
    return this.file.text.slice(this.#slice.start + node.start, this.#slice.start + node.end);
  }

  has(pointer: string): boolean {
    return this.#at(pointer) !== undefined;
  }

  #at(pointer: string): YamlNode | undefined {
    let node: YamlNode | undefined = this.#tree();
    for (const token of parsePointer(pointer)) node = node?.entries?.get(token)?.node ?? node?.items?.[indexOf(token)];
    return node;
  }

  /** Composed a second time, and only where somebody asks for a position: most documents have no finding. */
  #tree(): YamlNode {
    this.#root ??= compose(this.file.text.slice(this.#slice.start, this.#slice.end)) ?? {value: null, start: 0, end: 1, weight: 1};
    return this.#root;
  }

  #firstLineEnd(start: number): number {
    const text = this.file.text.slice(this.#slice.start, this.#slice.end);
    const end = /[\r\n]/.exec(text.slice(start));
    return end === null ? text.length : start + end.index;
  }
}

/** All documents of a file. What cannot be read is a finding, and costs only its own document. */
export function readYaml(file: SourceFile): {documents: YamlDocument[]; findings: Finding[]} {
  const documents: YamlDocument[] = [];
  const findings: Finding[] = [];
  for (const slice of splitDocuments(file.text)) {
    const text = file.text.slice(slice.start, slice.end);
    try {
      const value = usualValue(text) ?? compose(text)?.value;
      if (value !== undefined) documents.push(new YamlDocument(file, slice, value));
    } catch (error) {
      if (!(error instanceof YamlProblem)) throw error;
      findings.push(
        finding({
          rule: error.rule,
          level: 'error',
          message: error.message,
          location: file.location(slice.start + error.start, slice.start + error.end, ''),
          discriminator: `${file.path}\0${text}`,
        }),
      );
    }
  }
  return {documents, findings};
}

/** The tokens of a JSON pointer (RFC 6901). */
export function parsePointer(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map(token => (token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token));
}

/** The value at a JSON pointer; undefined where there is none. */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const key of parsePointer(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** A JSON pointer of tokens. */
export function formatPointer(tokens: readonly string[]): string {
  return tokens.map(token => `/${/[~/]/.test(token) ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token}`).join('');
}

function indexOf(token: string): number {
  return /^(?:0|[1-9][0-9]*)$/.test(token) ? Number(token) : -1;
}
