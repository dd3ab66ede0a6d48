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

class Walk {
  readonly files: SpecFile[] = [];
  readonly findings: Finding[] = [];
  readonly #cwd: string;
  readonly #root: string;
  /** Real paths of the folders and files that were read: links may lead to them again. */
  readonly #seen = new Set<string>();
  /** Linked files wait until the walk is done: most lead to a file that has been read at its own place. */
  readonly #linkedFiles: {full: string; real: string; domain: string | undefined}[] = [];
  readonly #decoder = new TextDecoder('utf-8', {fatal: true});

  constructor(cwd: string, root: string) {
    this.#cwd = cwd;
    this.#root = realpathSync(root);
  }

  folder(folder: string, real: string, domain: string | undefined): void {
    if (this.#seen.has(real)) return;
    this.#seen.add(real);
    for (const entry of this.#entries(folder)) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const full = path.join(folder, entry.name);
      if (entry.isSymbolicLink()) this.#link(full, entry.name, domain);
      else if (entry.isDirectory()) this.folder(full, path.join(real, entry.name), domain ?? entry.name);
      else if (entry.isFile() && isYaml(entry.name)) this.#file(full, path.join(real, entry.name), domain);
    }
  }

  links(): void {
    for (const {full, real, domain} of this.#linkedFiles) this.#file(full, real, domain);
  }

  #entries(folder: string) {
    try {
      return readdirSync(folder, {withFileTypes: true});
    } catch (error) {
      this.#report('io/unreadable', folder, `this folder cannot be read: ${reasonOf(error)}`);
      return [];
    }
  }

  #link(full: string, name: string, domain: string | undefined): void {
    try {
      const real = realpathSync(full);
      if (real !== this.#root && !real.startsWith(this.#root + path.sep)) return;
      const stat = statSync(real);
      if (stat.isDirectory()) this.folder(full, real, domain ?? name);
      else if (stat.isFile() && isYaml(name)) this.#linkedFiles.push({full, real, domain});
    } catch (error) {
      this.#report('io/unreadable', full, `this link leads nowhere: ${reasonOf(error)}`);
    }
  }

  #file(full: string, real: string, domain: string | undefined): void {
    if (this.#seen.has(real)) return;
    this.#seen.add(real);
    let bytes: Buffer;
    try {
      bytes = readFileSync(full);
    } catch (error) {
      this.#report('io/unreadable', full, `this file cannot be read: ${reasonOf(error)}`);
      return;
    }
    if (bytes.length > MAX_FILE_BYTES) {
      this.#report('io/too-large', full, `this file has ${bytes.length} bytes; at most ${MAX_FILE_BYTES} are read`);
      return;
    }
    try {
      this.files.push({source: new SourceFile(this.#shown(full), this.#decoder.decode(bytes)), domain});
    } catch {
      this.#report('io/encoding', full, 'this file is not UTF-8; save it as UTF-8');
    }
  }

  #report(rule: string, full: string, message: string): void {
    const location = {file: this.#shown(full), line: 1, column: 1, endLine: 1, endColumn: 2, pointer: ''};
    this.findings.push(finding({rule, level: 'error', message, location, discriminator: location.file}));
  }

  #shown(full: string): string {
    return path.relative(this.#cwd, full).split(path.sep).join('/');
  }
}

function isYaml(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}

function reasonOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'ELOOP') return 'its links run in a circle';
  if (code === 'ENOENT') return 'its target does not exist';
  return typeof code === 'string' ? code : String(error);
}
