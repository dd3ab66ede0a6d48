import {usageError} from '../findings/error.ts';
import {type Finding, foldClusters} from '../findings/finding.ts';
import {assemble, Resolutions} from './assemble.ts';
import {type Envelope, readEnvelope} from './document.ts';
import type {Model} from './model.ts';
import {readSpecFiles, type SpecFile} from './read.ts';
import type {YamlValue} from './yaml/compose.ts';
import {readYaml} from './yaml/document.ts';

/** All specs of a folder: a model for each cluster, and what is wrong with the documents themselves. */
export interface LoadedSpecs {
  /** One for each Cluster document in order of name; one without a cluster where there is none. */
  models: Model[];
  /** Rules `io/…`, `syntax/…` and `schema/…`, in reading order. */
  findings: Finding[];
  documents: number;
  files: number;
  /** What another version of the same tree can share. */
  parsed: {files: readonly ParsedFile[]; resolutions: Resolutions};
  /** The text of a file that was read, for code frames. */
  sourceOf(file: string): string | undefined;
  /** SHA-256 of all files with their paths: equal where nothing changed. */
  hash(): string;
}

/** What a file says by itself, whatever stands beside it. */
export interface ParsedFile extends SpecFile {
  envelopes: readonly Envelope[];
  /** Rules `syntax/…` and `schema/…`. */
  findings: readonly Finding[];
  /** Those that cannot be parsed are counted as well. */
  documents: number;
  /** True where a Cluster may stand in it that could not be read. */
  hidesCluster: boolean;
}

/**
 * Reads every document below `directory` (relative to `cwd`) and resolves it for each cluster. Throws a usage error
 * where the folder is missing or holds no document; all else that is wrong is a finding.
 */
export function loadSpecs({cwd, directory}: {cwd: string; directory: string}): LoadedSpecs {
  const {files, findings} = readSpecFiles({cwd, directory});
  const specs = resolveSpecs({files: files.map(parseFile), findings});
  if (specs.documents === 0 && findings.length === 0) {
    throw usageError(
      'specs/no-document',
      `there is no document in ${directory}`,
      'put a *.yaml file there, or name another folder with --specs DIR',
    );
  }
  return specs;
}

/** The documents of a file. */
export function parseFile({source, domain}: SpecFile): ParsedFile {
  const yaml = readYaml(source);
  const envelopes: Envelope[] = [];
  const findings = [...yaml.findings];
  // What cannot be parsed may have been a Cluster.
  let hidesCluster = yaml.findings.length > 0;
  for (const document of yaml.documents) {
    const read = readEnvelope(document, domain);
    for (const one of read.findings) findings.push(one);
    if (read.envelope !== undefined) envelopes.push(read.envelope);
    else if (isCluster(document.value)) hidesCluster = true;
  }
  return {source, domain, envelopes, findings, documents: yaml.documents.length + yaml.findings.length, hidesCluster};
}

/**
 * Resolves the documents of files for each cluster; `findings` are those of files that could not be read. Two trees that
 * share files share what is resolved where both are given the same `resolutions`.
 */
export function resolveSpecs({
  files,
  findings: unread,
  resolutions = new Resolutions(),
}: {
  files: readonly ParsedFile[];
  findings: readonly Finding[];
  resolutions?: Resolutions;
}): LoadedSpecs {
  const findings = [...unread];
  const envelopes: Envelope[] = [];
  let documents = 0;
  let allClustersKnown = true;
  for (const file of files) {
    // One by one: a single file can have more findings than a call can have arguments.
    for (const one of file.findings) findings.push(one);
    for (const one of file.envelopes) envelopes.push(one);
    documents += file.documents;
    if (file.hidesCluster) allClustersKnown = false;
  }
  const {models, findings: resolved} = assemble(envelopes, {allClustersKnown, resolutions});
  const texts = lazily(() => new Map(files.map(({source}) => [source.path, source.text])));
  return {
    models,
    findings: foldClusters([...findings, ...resolved]),
    documents,
    files: files.length,
    parsed: {files, resolutions},
    sourceOf: file => texts().get(file),
    hash: () => hashOf(texts()),
  };
}

/** Made when it is first asked for. */
function lazily<T>(make: () => T): () => T {
  let made: {value: T} | undefined;
  return () => {
    made ??= {value: make()};
    return made.value;
  };
}

function hashOf(texts: ReadonlyMap<string, string>): string {
  const hash = process.getBuiltinModule('node:crypto').createHash('sha256');
  for (const [file, text] of texts) hash.update(JSON.stringify([file, text]));
  return hash.digest('hex');
}

function isCluster(value: YamlValue): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && value['kind'] === 'Cluster';
}
