import path from 'node:path';
import {compareText, type Location} from '../findings/finding.ts';
import {isRecord} from '../findings/record.ts';
import {BaselineSource} from './baseline-source.ts';
import {quoted, readSettingsText, SettingsReader} from './settings-reader.ts';

/** A finding that was there when the baseline was made; only the fingerprint is compared, the rest is for people. */
export interface BaselineEntry {
  /** That of the finding: it does not change when lines move. */
  fingerprint: string;
  rule: string;
  /** `Topic/payments.orders.v1`. */
  resource: string;
  /** JSON pointer of the value into the document. */
  pointer: string;
  /** Where that was written, where it is in the patch of an environment: `/environments/staging/spec/partitions`. */
  writtenAt?: string;
  /** How many findings share fingerprint and place: at least 1. */
  count: number;
}

/**
 * What an entry and the findings that it covers have in common. The patch that decided a value is a part of it: else the
 * fault of one cluster, mended, would make room for a new one on another.
 */
export function baselineKey({fingerprint, writtenAt = ''}: {fingerprint: string; writtenAt?: string | undefined}): string {
  return `${fingerprint} ${writtenAt}`;
}

export interface Baseline {
  /** Relative to the working directory, with `/`. */
  file: string;
  text: string;
  entries: readonly BaselineEntry[];
  /** Where an entry stands in the file. */
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
  const source = new BaselineSource(text, HINT);
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
  return {...text, entries, locate: placesOf(source, entries)};
}

function placesOf(source: BaselineSource, entries: readonly BaselineEntry[]): Baseline['locate'] {
  let indexes: Map<string, number> | undefined;
  return entry => {
    indexes ??= new Map(entries.map((one, index) => [baselineKey(one), index]));
    return source.entry(indexes.get(baselineKey(entry)) ?? 0);
  };
}

const REQUIRED = ['fingerprint', 'rule', 'resource', 'pointer'] as const;

function readEntry(reader: SettingsReader, pointer: string, seen: Map<string, string>): BaselineEntry | undefined {
  const entry = reader.mapping(pointer, [...REQUIRED, 'writtenAt', 'count']);
  if (isRecord(reader.value(pointer))) reader.require(pointer, entry, REQUIRED);
  const {fingerprint, rule, resource, writtenAt, count = 1} = entry;
  const at = entry['pointer'];
  const problem = (key: string, message: string): void => {
    if (Object.hasOwn(entry, key)) reader.problem(`${pointer}/${key}`, message);
  };
  const isPrint = typeof fingerprint === 'string' && /^[0-9a-f]{32}$/.test(fingerprint);
  if (!isPrint) problem('fingerprint', `${quoted(fingerprint)} is no fingerprint: 32 digits of 0-9 and a-f`);
  if (typeof rule !== 'string' || rule === '') problem('rule', `${quoted(rule)} is no id of a rule`);
  if (typeof resource !== 'string' || !resource.includes('/'))
    problem('resource', `${quoted(resource)} is no resource like "Topic/orders.v1"`);
  if (!isPointer(at)) problem('pointer', `${quoted(at)} is no JSON pointer`);
  if (writtenAt !== undefined && !isPointer(writtenAt)) problem('writtenAt', `${quoted(writtenAt)} is no JSON pointer`);
  const isCount = typeof count === 'number' && Number.isSafeInteger(count) && count >= 1;
  if (!isCount) problem('count', `${quoted(count)} is no count of findings: a whole number of at least 1`);
  if (!isPrint || (writtenAt !== undefined && !isPointer(writtenAt))) return undefined;
  const key = baselineKey({fingerprint, writtenAt});
  const earlier = seen.get(key);
  // Asked for only where it is needed: to locate is to read the file a second time.
  if (earlier !== undefined) reader.problem(pointer, `this entry stands at ${reader.place(earlier)} already: keep one of the two`);
  else seen.set(key, pointer);
  if (typeof rule !== 'string' || typeof resource !== 'string' || !isPointer(at) || !isCount) return undefined;
  return {fingerprint, rule, resource, pointer: at, ...(writtenAt === undefined ? {} : {writtenAt}), count};
}

function isPointer(value: unknown): value is string {
  return typeof value === 'string' && /^(?:\/|$)/.test(value);
}

/** The text of a baseline: the same for the same entries in any order, an entry a line, so that differences are small. */
export function baselineText(entries: readonly BaselineEntry[]): string {
  const lines = [...entries].sort(compareEntries).map(({fingerprint, rule, resource, pointer, writtenAt, count}) => {
    const fields = {fingerprint, rule, resource, pointer, ...(writtenAt === undefined ? {} : {writtenAt}), ...(count === 1 ? {} : {count})};
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
    compareText(baselineKey(a), baselineKey(b))
  );
}

/** The baseline that is used where none is named, relative to the working directory. */
export function baselineFile(directory: string): string {
  return path.join(directory, BASELINE_NAME);
}
