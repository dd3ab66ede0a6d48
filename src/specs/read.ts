import {readdirSync, readFileSync, realpathSync, statSync} from 'node:fs';
import path from 'node:path';
import {usageError} from '../findings/error.ts';
import {compareText, type Finding, finding} from '../findings/finding.ts';
import {SourceFile} from './yaml/source-file.ts';

/** A file found under the specs. `domain` is the first folder below it, or undefined at the top. */
export interface SpecFile {
  source: SourceFile;
  domain: string | undefined;
}

/** More than this is no spec that a person reviews, and would only exhaust memory. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;

/**
 * Reads every `*.yaml` and `*.yml` (in any case) below `directory`, in code-unit order of their paths. Dot-files,
 * dot-folders and `node_modules` are skipped; links are followed only inside the tree, and each folder is read once.
 * Throws a usage error where the folder is missing. What cannot be read is a finding of `io/…`.
 */
export function readSpecFiles({cwd, directory}: {cwd: string; directory: string}): {files: SpecFile[]; findings: Finding[]} {
  const root = path.resolve(cwd, directory);
  const stat = statSync(root, {throwIfNoEntry: false});
  if (stat === undefined || !stat.isDirectory()) {
    throw usageError('specs/missing-folder', `there is no folder ${directory}`, 'name the folder of the specs with --specs DIR');
  }
  const walk = new Walk(cwd, root);
  walk.folder(root, realpathSync(root), undefined);
  walk.links();
  walk.files.sort((a, b) => compareText(a.source.path, b.source.path));
  return {files: walk.files, findings: walk.findings};
}

const NO_FILE = 'this is a pipe, a socket or a device, and is not read: put a file here, or give it a name that does not end in .yaml';
const LEADS_OUT =
  'this link leads out of the folder of the specs and is not followed: move what it names into that folder, or remove the link';

class Walk {
  readonly files: SpecFile[] = [];
  readonly findings: Finding[] = [];
  readonly #cwd: string;
  readonly #root: string;
  /** Real paths of the folders that were read: links may lead to them again. */
  readonly #seen = new Set<string>();
  /** Real paths of the files that were read, to be told apart only where there are links. */
  readonly #read: string[] = [];
  /** Linked files wait until the walk is done: most lead to a file that has been read at its own place. */
  readonly #linkedFiles: {full: string; real: string; domain: string | undefined}[] = [];

  constructor(cwd: string, root: string) {
    this.#cwd = cwd;
    this.#root = realpathSync(root);
  }

  folder(folder: string, real: string, domain: string | undefined): void {
    if (this.#seen.has(real)) return;
    this.#seen.add(real);
    // Paths are put together by hand: at ten thousand files, normalising each is a tenth of the walk.
    const below = withSeparator(folder);
    const realBelow = withSeparator(real);
    const inside = this.#shown(folder);
    const shownBelow = inside === '' ? '' : `${inside}/`;
    for (const entry of this.#entries(folder)) {
      const {name} = entry;
      if (!isRead(name)) continue;
      if (entry.isFile()) {
        if (isYaml(name)) this.#file({full: below + name, real: realBelow + name, shown: shownBelow + name, domain});
      } else if (entry.isSymbolicLink()) this.#link(below + name, name, domain);
      else if (entry.isDirectory()) this.folder(below + name, realBelow + name, domain ?? name);
      // To open a pipe would wait for somebody to write to it.
      else if (isYaml(name)) this.#report('io/unreadable', below + name, NO_FILE);
    }
  }

  links(): void {
    if (this.#linkedFiles.length === 0) return;
    const read = new Set(this.#read);
    for (const {full, real, domain} of this.#linkedFiles) {
      if (read.has(real)) continue;
      read.add(real);
      this.#file({full, real, shown: this.#shown(full), domain});
    }
  }

  #entries(folder: string) {
    try {
      return readdirSync(folder, {withFileTypes: true});
    } catch (error) {
      this.#report('io/unreadable', folder, `this folder cannot be read: ${reasonOf(error, 'it is gone')}`);
      return [];
    }
  }

  #link(full: string, name: string, domain: string | undefined): void {
    try {
      const real = realpathSync(full);
      const stat = statSync(real);
      const isInside = real === this.#root || real.startsWith(withSeparator(this.#root));
      if (!isInside) {
        // Passed over in silence, its documents would be missed by nobody.
        if (stat.isDirectory() || isYaml(name)) this.#report('io/unreadable', full, LEADS_OUT);
      } else if (stat.isDirectory()) this.folder(full, real, domain ?? name);
      else if (!isYaml(name)) return;
      else if (stat.isFile()) this.#linkedFiles.push({full, real, domain});
      else this.#report('io/unreadable', full, NO_FILE);
    } catch (error) {
      this.#report('io/unreadable', full, `this link leads nowhere: ${reasonOf(error, 'its target does not exist')}`);
    }
  }

  #file({full, real, shown, domain}: {full: string; real: string; shown: string; domain: string | undefined}): void {
    this.#read.push(real);
    try {
      const read = readText(full);
      if (typeof read === 'string') this.files.push({source: new SourceFile(shown, read), domain});
      else this.#report(read.rule, full, read.problem);
    } catch (error) {
      this.#report('io/unreadable', full, `this file cannot be read: ${reasonOf(error, 'it is gone')}`);
    }
  }

  #report(rule: string, full: string, message: string): void {
    this.findings.push(fileFinding(rule, this.#shown(full), message));
  }

  #shown(full: string): string {
    return path.relative(this.#cwd, full).split(path.sep).join('/');
  }
}

/** What is wrong with a file as a whole. */
export function fileFinding(rule: string, file: string, message: string): Finding {
  const location = {file, line: 1, column: 1, endLine: 1, endColumn: 2, pointer: ''};
  return finding({rule, level: 'error', message, location, discriminator: file});
}

function withSeparator(folder: string): string {
  return folder.endsWith(path.sep) ? folder : folder + path.sep;
}

/** What an invalid sequence of bytes becomes when it is read as UTF-8, and what a writer may have written, too. */
const REPLACEMENT = '\uFFFD';

/**
 * The text of a file without its byte order mark, or why there is none. Node's one call for a file's text is by far
 * the fastest, and replaces what is no UTF-8 without a word: a text that holds the replacement is decoded again.
 * Throws where the file cannot be read.
 */
function readText(file: string): string | NoText {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    // Beyond half a gigabyte Node has no string for it.
    const problem = tooLarge(file);
    if (problem !== undefined) return problem;
    throw error;
  }
  // A UTF-16 unit is three bytes at most.
  if (text.length * 3 > MAX_FILE_BYTES) {
    const problem = tooLarge(file);
    if (problem !== undefined) return problem;
  }
  if (text.includes(REPLACEMENT)) return textOf(readFileSync(file));
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** Why a file has no text. */
export interface NoText {
  rule: 'io/too-large' | 'io/encoding' | 'io/unreadable';
  problem: string;
}

/**
 * The text of a file that somebody names: without its byte order mark, or why there is none. Nothing but files is opened,
 * for whoever opens a pipe waits for a writer, and a device may never end. Throws what the file system throws.
 */
export function readFileText(file: string, maxBytes: number = MAX_FILE_BYTES): string | NoText {
  const stat = statSync(file);
  if (stat.isDirectory()) return {rule: 'io/unreadable', problem: 'this is a folder, and a file is needed here'};
  if (!stat.isFile()) return {rule: 'io/unreadable', problem: 'this is a pipe, a socket or a device, and a file is needed here'};
  return stat.size > maxBytes ? sizeProblem(stat.size, maxBytes) : textOf(readFileSync(file), maxBytes);
}

/** The text in the bytes of a file without its byte order mark, or why there is none, as for a file that is read. */
export function textOf(bytes: Uint8Array, maxBytes: number = MAX_FILE_BYTES): string | NoText {
  if (bytes.length > maxBytes) return sizeProblem(bytes.length, maxBytes);
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return {rule: 'io/encoding', problem: 'this file is not UTF-8; save it as UTF-8'};
  }
}

function tooLarge(file: string): NoText | undefined {
  const size = statSync(file, {throwIfNoEntry: false})?.size ?? 0;
  return size <= MAX_FILE_BYTES ? undefined : sizeProblem(size, MAX_FILE_BYTES);
}

function sizeProblem(sizeBytes: number, maxBytes: number): NoText {
  return {rule: 'io/too-large', problem: `this file has ${sizeBytes} bytes; at most ${maxBytes} are read`};
}

/** False for what is passed over, be it a file or a folder. */
export function isRead(name: string): boolean {
  return !name.startsWith('.') && name !== 'node_modules';
}

export function isYaml(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}

/** `missing` says what it means that there is nothing: a file can go away between being listed and being read. */
function reasonOf(error: unknown, missing: string): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'ELOOP') return 'its links run in a circle';
  if (code === 'ENOENT') return missing;
  return typeof code === 'string' ? code : String(error);
}
