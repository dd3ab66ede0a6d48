import type {Location} from '../findings/finding.ts';
import {readYaml, type YamlDocument} from '../specs/yaml/document.ts';
import {SourceFile} from '../specs/yaml/source-file.ts';
import {malformed, mergeMarkIn, type Positioned, type SettingsText} from './settings-reader.ts';

/** The JSON of a baseline. It is read by the program's own parser, and for a place in it once more, as the YAML that it is too. */
export class BaselineSource implements Positioned {
  readonly value: unknown;
  readonly #source: SourceFile;
  #document: YamlDocument | null | undefined;
  #entries: number[] | undefined;

  /** Throws a usage error for what is no JSON, or has a key twice; `hint` says how to write the file anew. */
  constructor({file, text}: SettingsText, hint: string) {
    this.#source = new SourceFile(file, text);
    const conflict = mergeMarkIn(text);
    if (conflict !== undefined) {
      const message =
        'a merge left its marks: keep the lines of both sides without the marks, and weir check --update-baseline takes out what is mended';
      throw this.#malformed(conflict, message, 'merge the file, then run weir check again');
    }
    try {
      this.value = JSON.parse(text);
    } catch (error) {
      const {offset, message} = jsonFault(error, text);
      throw this.#malformed(offset, message, hint);
    }
    this.#refuseDoubleKeys();
  }

  locate(pointer: string, options?: {key?: boolean}): Location {
    // A file of more values than the YAML reader takes has no places: then the file is all that can be named.
    if (this.#document === undefined) this.#document = readYaml(this.#source).documents[0] ?? null;
    return this.#document?.locate(pointer, options) ?? this.#source.location(0, 1, pointer);
  }

  /**
   * Where the fingerprint of an entry stands, counted from 0. Without a second reading, which for a long baseline would
   * take longer than all the rest.
   */
  entry(index: number): Location {
    this.#entries ??= [...this.#source.text.matchAll(/"fingerprint"\s*:\s*(?="[0-9a-f]{32}")/g)].map(
      match => match.index + match[0].length,
    );
    const start = this.#entries[index] ?? 0;
    return this.#source.location(start, start + '"'.length * 2 + 32, '');
  }

  /** Of two equal keys JSON takes the last in silence: where a merge was mended by hand, a whole list could be the other. */
  #refuseDoubleKeys(): void {
    const {text} = this.#source;
    if (writtenKeys(text) === keptKeys(this.value)) return;
    const problem = readYaml(this.#source).findings[0];
    const hint = 'keep the entries of both, each once; then run weir check again';
    if (problem === undefined) throw this.#malformed(0, 'a key stands twice in one mapping of this file', hint);
    const {file, line, column} = problem.location;
    throw malformed([`${file}:${line}:${column}: ${problem.message}`], hint);
  }

  #malformed(offset: number, message: string, hint: string): Error {
    const {file, line, column} = this.#source.location(offset, offset + 1, '');
    return malformed([`${file}:${line}:${column}: ${message}`], hint);
  }
}

/** How many keys stand in JSON: a text with a colon after it is one. Without a list of them: a baseline may be long. */
function writtenKeys(text: string): number {
  const string = /"(?:[^"\\]|\\.)*"\s*(:?)/gy;
  let count = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', string.lastIndex)) {
    string.lastIndex = at;
    const match = string.exec(text);
    if (match === null) return count;
    if (match[1] === ':') count++;
  }
  return count;
}

function keptKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value);
  return inner.reduce((sum: number, one: unknown) => sum + keptKeys(one), Array.isArray(value) ? 0 : inner.length);
}

const NO_JSON = 'this is no JSON: the file is written by weir check --update-baseline and seldom by hand';

/** Where JSON ends to be JSON, and why: a comma too many or too few, else as the parser says, else the first entry that is none by itself. */
function jsonFault(error: unknown, text: string): {offset: number; message: string} {
  const comma = commaFault(text);
  if (comma !== undefined) return comma;
  const [, position] = /at position ([0-9]+)/.exec(error instanceof Error ? error.message : '') ?? [];
  if (position !== undefined) return {offset: Math.min(Number(position), Math.max(text.length - 1, 0)), message: NO_JSON};
  for (const match of text.matchAll(/^[ \t]*(\{"fingerprint".*?),?[ \t]*$/gm)) {
    try {
      JSON.parse(match[1] ?? '');
    } catch {
      return {offset: match.index + match[0].search(/\S/), message: NO_JSON};
    }
  }
  return {offset: 0, message: NO_JSON};
}

/** The commas that an edit or a merge by hand leaves behind, or loses. */
function commaFault(text: string): {offset: number; message: string} | undefined {
  // Texts first, so that nothing inside of one is taken for more.
  for (const {0: found, index} of text.matchAll(/"(?:[^"\\\n]|\\.)*"|,(?=\s*[\]},])|\}(?=\s*\{)/g)) {
    if (found === ',') return {offset: index, message: 'nothing follows this comma: remove it'};
    if (found === '}') return {offset: index, message: 'a comma is missing after this entry'};
  }
  return undefined;
}
