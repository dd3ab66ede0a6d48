import path from 'node:path';
import {compareText, type Location} from '../findings/finding.ts';
import {readYaml, type YamlDocument} from '../specs/yaml/document.ts';
import {SourceFile} from '../specs/yaml/source-file.ts';
import {isRecord, malformed, type Positioned, quoted, readSettingsText, SettingsReader, type SettingsText} from './settings-reader.ts';

/** A finding that was there when the baseline was made; only the fingerprint is compared, the rest is for people. */
export interface BaselineEntry {
  /** That of the finding: it does not change when lines move. */
  fingerprint: string;
  rule: string;
  /** `Topic/payments.orders.v1`. */
  resource: string;
  /** JSON pointer of the value into the document. */
  pointer: string;
  /** How many findings share this fingerprint: at least 1. */
  count: number;
}

export interface Baseline {
  /** Relative to the working directory, with `/`. */
  file: string;
  text: string;
  entries: readonly BaselineEntry[];
  /** Where an entry stands: its fingerprint. */
  locate(entry: BaselineEntry): Location;
}

/** Below the folder of the policies. */
export const BASELINE_NAME = 'baseline.json';
const VERSION = 1;
/** About two million findings. */
const MAX_BYTES = 256 * 1024 * 1024;
const ABOUT =
  'Findings that were there before Weir judged here: to be mended, not added to. weir check --update-baseline takes out what is mended.';
const HINT = 'weir check --update-baseline --allow-new writes the file anew, with everything that is wrong today; look at what that adds';

/**
 * Reads a baseline; undefined where there is none at `file` (relative to `cwd`). One that is malformed is wrong use
 * (exit 2), with a line for everything that is wrong.
 */
export function readBaseline(cwd: string, file: string): Baseline | undefined {
  const text = readSettingsText(cwd, file, HINT, MAX_BYTES);
  if (text === undefined) return undefined;
  const source = new BaselineSource(text);
  const reader = new SettingsReader(source);
  const top = reader.mapping('', ['version', 'about', 'findings']);
  if (isRecord(source.value)) reader.require('', top, ['version', 'findings']);
  if ('version' in top && top['version'] !== VERSION) {
    reader.problem('/version', `this version of Weir reads baselines of version ${VERSION}, not ${quoted(top['version'])}`);
  }
  const findings = 'findings' in top ? reader.list('/findings') : [];
  const seen = new Map<string, string>();
  const entries = findings.flatMap((_one, index) => readEntry(reader, `/findings/${index}`, seen) ?? []);
  reader.finish(HINT);
  return {...text, entries, locate: ({fingerprint}) => source.find(fingerprint)};
}

const REQUIRED = ['fingerprint', 'rule', 'resource', 'pointer'] as const;

function readEntry(reader: SettingsReader, pointer: string, seen: Map<string, string>): BaselineEntry | undefined {
  const entry = reader.mapping(pointer, [...REQUIRED, 'count']);
  if (isRecord(reader.value(pointer))) reader.require(pointer, entry, REQUIRED);
  const {fingerprint, rule, resource, count = 1} = entry;
  const at = entry['pointer'];
  const problem = (key: string, message: string): void => {
    if (Object.hasOwn(entry, key)) reader.problem(`${pointer}/${key}`, message);
  };
  const isPrint = typeof fingerprint === 'string' && /^[0-9a-f]{32}$/.test(fingerprint);
  if (!isPrint) problem('fingerprint', `${quoted(fingerprint)} is no fingerprint: 32 digits of 0-9 and a-f`);
  if (typeof rule !== 'string' || rule === '') problem('rule', `${quoted(rule)} is no id of a rule`);
  if (typeof resource !== 'string' || !resource.includes('/'))
    problem('resource', `${quoted(resource)} is no resource like "Topic/orders.v1"`);
  if (typeof at !== 'string' || !/^(?:\/|$)/.test(at)) problem('pointer', `${quoted(at)} is no JSON pointer`);
  const isCount = typeof count === 'number' && Number.isSafeInteger(count) && count >= 1;
  if (!isCount) problem('count', `${quoted(count)} is no count of findings: a whole number of at least 1`);
  if (!isPrint) return undefined;
  const earlier = seen.get(fingerprint);
  // Asked for only where it is needed: to locate is to read the file a second time.
  if (earlier !== undefined) reader.problem(pointer, `this entry stands at ${reader.place(earlier)} already: keep one of the two`);
  else seen.set(fingerprint, pointer);
  if (typeof rule !== 'string' || typeof resource !== 'string' || typeof at !== 'string' || !isCount) return undefined;
  return {fingerprint, rule, resource, pointer: at, count};
}

/** The JSON of a baseline. It is read by the program's own parser, and for a place in it once more, as the YAML that it is too. */
class BaselineSource implements Positioned {
  readonly value: unknown;
  readonly #source: SourceFile;
  #document: YamlDocument | null | undefined;
  #offsets: Map<string, number> | undefined;

  constructor({file, text}: SettingsText) {
    this.#source = new SourceFile(file, text);
    try {
      this.value = JSON.parse(text);
    } catch (error) {
      throw this.#broken(error);
    }
    this.#refuseDoubleKeys();
  }

  /** Of two equal keys JSON takes the last in silence: where a merge was mended by hand, a whole list could be the other. */
  #refuseDoubleKeys(): void {
    const {text} = this.#source;
    const findings = isRecord(this.value) && Array.isArray(this.value['findings']) ? this.value['findings'].length : 0;
    if (keyCount(text, 'findings') <= 1 && keyCount(text, 'fingerprint') <= findings) return;
    const [problem] = readYaml(this.#source).findings;
    if (problem === undefined) return;
    const {file, line, column} = problem.location;
    throw malformed([`${file}:${line}:${column}: ${problem.message}`], 'keep the entries of both, each once; then run weir check again');
  }

  locate(pointer: string, options?: {key?: boolean}): Location {
    // A file of more values than the YAML reader takes has no places: then the file is all that can be named.
    if (this.#document === undefined) this.#document = readYaml(this.#source).documents[0] ?? null;
    return this.#document?.locate(pointer, options) ?? this.#source.location(0, 1, pointer);
  }

  /** Without a second reading, which for a long baseline would take longer than all the rest. */
  find(fingerprint: string): Location {
    this.#offsets ??= new Map([...this.#source.text.matchAll(/"([0-9a-f]{32})"/g)].map(({1: print = '', index}) => [print, index]));
    const start = this.#offsets.get(fingerprint) ?? 0;
    return this.#source.location(start, start + fingerprint.length + 2, '');
  }

  #broken(error: unknown): Error {
    const {path: file, text} = this.#source;
    const conflict = /^(?:<{7}|={7}|>{7})(?: |$)/m.exec(text);
    const offset = conflict?.index ?? offsetOf(error, text);
    const {line, column} = this.#source.location(offset, offset + 1, '');
    const message =
      conflict === null
        ? 'this is no JSON: the file is written by weir check --update-baseline and seldom by hand'
        : 'a merge left its marks: keep the lines of both sides without the marks, and weir check --update-baseline takes out what is mended';
    return malformed([`${file}:${line}:${column}: ${message}`], conflict === null ? HINT : 'merge the file, then run weir check again');
  }
}

/** How often a key stands in JSON: inside of a text a quote has a backslash before it, and only a key has a colon after it. */
function keyCount(text: string, key: string): number {
  const written = JSON.stringify(key);
  let count = 0;
  for (let at = text.indexOf(written); at !== -1; at = text.indexOf(written, at + 1)) {
    let after = at + written.length;
    while (/[ \t\r\n]/.test(text.charAt(after))) after++;
    if (text[after] === ':' && text[at - 1] !== '\\') count++;
  }
  return count;
}

/** Where JSON ends to be JSON: as the parser says, or else the first entry that is none by itself. */
function offsetOf(error: unknown, text: string): number {
  const [, position] = /at position ([0-9]+)/.exec(error instanceof Error ? error.message : '') ?? [];
  if (position !== undefined) return Math.min(Number(position), Math.max(text.length - 1, 0));
  for (const match of text.matchAll(/^[ \t]*(\{"fingerprint".*?),?[ \t]*$/gm)) {
    try {
      JSON.parse(match[1] ?? '');
    } catch {
      return match.index + match[0].search(/\S/);
    }
  }
  return 0;
}

/** The text of a baseline: the same for the same entries in any order, an entry a line, so that differences are small. */
export function baselineText(entries: readonly BaselineEntry[]): string {
  const lines = [...entries].sort(compareEntries).map(({fingerprint, rule, resource, pointer, count}) => {
    const fields = {fingerprint, rule, resource, pointer, ...(count === 1 ? {} : {count})};
    return `    {${Object.entries(fields)
      .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
      .join(', ')}}`;
  });
  const findings = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n  "version": ${VERSION},\n  "about": ${JSON.stringify(ABOUT)},\n  "findings": ${findings}\n}\n`;
}

/** By resource: what is mended together stands together. */
function compareEntries(a: BaselineEntry, b: BaselineEntry): number {
  return (
    compareText(a.resource, b.resource) ||
    compareText(a.rule, b.rule) ||
    compareText(a.pointer, b.pointer) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

/** The baseline that is used where none is named, relative to the working directory. */
export function baselineFile(directory: string): string {
  return path.join(directory, BASELINE_NAME);
}
