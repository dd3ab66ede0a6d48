import {existsSync} from 'node:fs';
import path from 'node:path';
import {usageError} from '../findings/error.ts';
import type {Envelope} from '../specs/document.ts';
import {type LoadedSpecs, type ParsedFile, parseFile, resolveSpecs} from '../specs/load.ts';
import {readSpecFiles} from '../specs/read.ts';
import {SourceFile} from '../specs/yaml/source-file.ts';

/** The documents that an import stands on: those of the specs, and of the folder that it writes to. */
export class Workspace {
  readonly specs: LoadedSpecs;
  /** The folder that is written to, as paths are shown. */
  readonly directory: string;
  /** Whether the first folder below it is the domain of a document: not where it lies somewhere inside the specs. */
  readonly isDomainFolder: boolean;
  /** Whether the folder is that of the specs, or lies in it. */
  readonly isInside: boolean;

  private constructor(parts: Pick<Workspace, 'specs' | 'directory' | 'isDomainFolder' | 'isInside'>) {
    this.specs = parts.specs;
    this.directory = parts.directory;
    this.isDomainFolder = parts.isDomainFolder;
    this.isInside = parts.isInside;
  }

  /** Reads `specs` and what is there of `out`, both relative to `cwd`. Throws a usage error where there is no folder of specs. */
  static open({cwd, specs: directory, out}: {cwd: string; specs: string; out: string}): Workspace {
    const [specsFolder, outFolder] = [path.resolve(cwd, directory), path.resolve(cwd, out)];
    const shown = path.relative(cwd, outFolder).split(path.sep).join('/');
    const inside = path.relative(specsFolder, outFolder);
    const isInside = inside === '' || !(inside.startsWith('..') || path.isAbsolute(inside));
    const read = readSpecFiles({cwd, directory});
    if (!isInside && existsSync(outFolder)) {
      const known = new Set(read.files.map(({source}) => source.path));
      const beside = readSpecFiles({cwd, directory: out});
      read.files.push(...beside.files.filter(({source}) => !known.has(source.path)));
      read.findings.push(...beside.findings);
    }
    const specs = resolveSpecs({files: read.files.map(parseFile), findings: read.findings});
    if (specs.documents === 0 && specs.findings.length === 0)
      throw usageError('specs/no-document', `there is no document in ${directory}`, 'declare the cluster to import: kind: Cluster');
    return new Workspace({specs, directory: shown, isDomainFolder: inside === '' || !isInside, isInside});
  }

  /** The same documents with other texts: what an import would leave, before anything is written. */
  with(files: ReadonlyMap<string, {after: string}>): Workspace {
    const left = new Map(files);
    const parsed: ParsedFile[] = this.specs.parsed.files.map(file => {
      const change = left.get(file.source.path);
      left.delete(file.source.path);
      return change === undefined ? file : parseFile({source: new SourceFile(file.source.path, change.after), domain: file.domain});
    });
    for (const [file, {after}] of left) parsed.push(parseFile({source: new SourceFile(file, after), domain: this.#domainOf(file)}));
    const specs = resolveSpecs({files: parsed, findings: this.specs.findings.filter(({rule}) => rule.startsWith('io/'))});
    return new Workspace({specs, directory: this.directory, isDomainFolder: this.isDomainFolder, isInside: this.isInside});
  }

  /** Environment variables that documents name. */
  variables(): string[] {
    return this.#envelopes().flatMap(({document}) =>
      [...JSON.stringify(document.value).matchAll(/"env":"([A-Za-z0-9_]+)"/g)].map(([, name = '']) => name),
    );
  }

  #envelopes(): Envelope[] {
    return this.specs.parsed.files.flatMap(({envelopes}) => [...envelopes]);
  }

  #domainOf(file: string): string | undefined {
    return this.isDomainFolder ? file.slice(this.directory === '' ? 0 : this.directory.length + 1).split('/')[0] : undefined;
  }
}
