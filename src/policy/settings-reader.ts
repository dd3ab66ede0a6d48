import {lstatSync} from 'node:fs';
import path from 'node:path';
import {messageOf, usageError, type WeirError} from '../findings/error.ts';
import {type Location, shortened} from '../findings/finding.ts';
import {isRecord} from '../findings/record.ts';
import {suggestion} from '../findings/suggest.ts';
import {readFileText} from '../specs/read.ts';
import {parsePointer, readYaml, valueAt, type YamlDocument} from '../specs/yaml/document.ts';
import {SourceFile} from '../specs/yaml/source-file.ts';
import {isDate} from './dates.ts';
import {escapeKey} from './schema.ts';

/** A value from a file, and where each part of it was written. */
export interface Positioned {
  readonly value: unknown;
  /** `key` asks for the key at a JSON pointer in place of its value. */
  locate(pointer: string, options?: {key?: boolean}): Location;
}

/**
 * Checks the values of a file in `policies/` by JSON pointer and gathers everything that is wrong, each with
 * file:line:column; {@link SettingsReader.finish} then throws it all at once. What was wrong reads as undefined or as
 * empty, so that a reader can go on.
 */
export class SettingsReader {
  readonly #document: Positioned;
  readonly #problems: {location: Location; message: string}[] = [];

  constructor(document: Positioned) {
    this.#document = document;
  }

  value(pointer: string): unknown {
    return pointer === '' ? this.#document.value : valueAt(this.#document.value, pointer);
  }

  /** The mapping at a pointer; `keys` are those that it may have (undefined: any), and `x-…` is free at the top. */
  mapping(pointer: string, keys?: readonly string[], hint?: string): Record<string, unknown> {
    const value = this.value(pointer);
    if (!isRecord(value)) {
      this.problem(pointer, `${this.#named(pointer)} must be a mapping${hint === undefined ? '' : `: ${hint}`}`);
      return {};
    }
    for (const key of Object.keys(value)) {
      if (keys === undefined || keys.includes(key) || (pointer === '' && key.startsWith('x-'))) continue;
      this.problem(pointer + escapeKey(key), `unknown key ${quoted(key)}${suggestion(key, keys)}`, {key: true});
    }
    return value;
  }

  /** The list at a pointer. */
  list(pointer: string, hint?: string): readonly unknown[] {
    const value = this.value(pointer);
    if (Array.isArray(value)) return value;
    this.problem(pointer, `${this.#named(pointer)} must be a list${hint === undefined ? '' : `, ${hint}`}`);
    return [];
  }

  /** The text at a pointer, which must hold more than blanks. */
  text(pointer: string): string | undefined {
    const value = this.value(pointer);
    if (typeof value === 'string' && value.trim() !== '') return value;
    this.problem(pointer, `${this.#named(pointer)} must be text${value === '' || typeof value === 'string' ? ' that is not empty' : ''}`);
    return undefined;
  }

  /** The date at a pointer, written as `2027-01-31`: the last day on which `what` holds. */
  date(pointer: string, what: string): string | undefined {
    const value = this.value(pointer);
    if (typeof value === 'string' && isDate(value)) return value;
    const isShaped = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
    this.problem(
      pointer,
      isShaped
        ? `there is no day ${value}`
        : `${quoted(value)} is no date: write it as 2027-01-31, the last day on which the ${what} holds`,
    );
    return undefined;
  }

  choice<const C extends string>(pointer: string, choices: readonly C[]): C | undefined {
    const value = this.value(pointer);
    const known = choices.find(choice => choice === value);
    if (known === undefined) this.problem(pointer, `${quoted(value)} is none of ${choices.join(', ')}${suggestion(value, choices)}`);
    return known;
  }

  /** Each of `required` that the mapping at a pointer lacks is a problem there. */
  require(pointer: string, present: Readonly<Record<string, unknown>>, required: readonly string[]): void {
    for (const key of required) if (!Object.hasOwn(present, key)) this.problem(pointer, `${quoted(key)} is missing`);
  }

  problem(pointer: string, message: string, options: {key?: boolean} = {}): void {
    this.#problems.push({location: this.locate(pointer, options), message});
  }

  /** `file:line:column`. */
  place(pointer: string, options: {key?: boolean} = {}): string {
    return placeOf(this.#document.locate(pointer, options));
  }

  locate(pointer: string, options: {key?: boolean} = {}): Location {
    return this.#document.locate(pointer, options);
  }

  #named(pointer: string): string {
    if (pointer === '') return 'the file';
    const key = lastKey(pointer);
    return Array.isArray(this.value(pointer.slice(0, pointer.lastIndexOf('/')))) ? `entry ${Number(key) + 1}` : quoted(key);
  }

  /** Throws a usage error where anything was wrong; `hint` says what to do next. */
  finish(hint: string): void {
    if (this.#problems.length === 0) return;
    const inOrder = this.#problems.sort(({location: a}, {location: b}) => a.line - b.line || a.column - b.column);
    throw malformed(
      inOrder.map(({location, message}) => `${placeOf(location)}: ${message}`),
      hint,
    );
  }
}

/** More lines than anybody reads at once. */
const MOST_LISTED = 100;

/** A usage error (exit 2) that lists what is wrong in a file of `policies/`, a line each; beyond a hundred it counts them. */
export function malformed(problems: readonly string[], hint: string): WeirError {
  const more = problems.length - MOST_LISTED;
  const lines = problems.slice(0, MOST_LISTED).map(shortened);
  if (more > 0) lines.push(`and ${more} more like these`);
  return usageError('policies/malformed', lines.join('\n'), hint);
}

/** A file of `policies/` as it was read. */
export interface SettingsText {
  /** Relative to the working directory, with `/`. */
  file: string;
  text: string;
}

/**
 * The text of a file of settings without its byte order mark; undefined where there is none. One that cannot be read is
 * wrong use, and so is a link that leads nowhere: whoever made it counts on what it should name.
 */
export function readSettingsText(cwd: string, file: string, hint: string, maxBytes?: number): SettingsText | undefined {
  const full = path.resolve(cwd, file);
  const shown = path.relative(cwd, full).split(path.sep).join('/');
  try {
    if (lstatSync(full, {throwIfNoEntry: false}) === undefined) return undefined;
  } catch (error) {
    // A file stands where its folder should.
    if (codeOf(error) === 'ENOTDIR') return undefined;
    throw malformed([`${shown}: it cannot be read: ${messageOf(error)}`], hint);
  }
  let text: ReturnType<typeof readFileText>;
  try {
    text = readFileText(full, maxBytes);
  } catch (error) {
    throw malformed([`${shown}: it cannot be read: ${WHY[codeOf(error) ?? ''] ?? messageOf(error)}`], hint);
  }
  if (typeof text === 'string') return {file: shown, text};
  throw malformed([`${shown}:1:1: ${text.problem}`], hint);
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'it is a link that leads nowhere',
  ELOOP: 'its links run in a circle',
  EACCES: 'permission denied',
};

function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Where a merge left its marks: the offset of the first one. */
export function mergeMarkIn(text: string): number | undefined {
  return /^(?:<{7}|={7}|>{7}|\|{7})(?=[ \r\n]|$)/m.exec(text)?.index;
}

/** The one YAML document of a file; undefined where it holds only comments. Anything else is wrong use. */
export function settingsDocument({file, text}: SettingsText, hint: string): YamlDocument | undefined {
  const source = new SourceFile(file, text);
  const conflict = mergeMarkIn(text);
  if (conflict !== undefined) {
    const place = placeOf(source.location(conflict, conflict + 1, ''));
    throw malformed([`${place}: a merge left its marks: keep what is right of both sides, without the marks`], hint);
  }
  const {documents, findings} = readYaml(source);
  if (findings.length > 0)
    throw malformed(
      findings.map(({location, message}) => `${placeOf(location)}: ${message}`),
      hint,
    );
  const [first, second] = documents;
  if (second !== undefined) {
    throw malformed([`${placeOf(second.locate(''))}: the file must hold one document, and a second one starts here`], hint);
  }
  return first;
}

export function quoted(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

function placeOf({file, line, column}: Location): string {
  return `${file}:${line}:${column}`;
}

function lastKey(pointer: string): string {
  return parsePointer(pointer).at(-1) ?? '';
}
