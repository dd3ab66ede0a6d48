/** `off` switches a rule off and never stands on a finding. */
export type Level = 'error' | 'warning' | 'note';

/** A place in a source file. Lines and columns are 1-based, columns in UTF-16 units, ends exclusive, quotes included. */
export interface Location {
  /** Relative to the working directory, with `/`. */
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  /** JSON pointer (RFC 6901) of the value inside its document; '' is the document. */
  pointer: string;
  /**
   * JSON pointer at which the value was written, where that is another: `/environments/staging/spec/partitions`, or the
   * setting that removed it there. Two places can be wrong at one pointer, each for clusters of its own.
   */
  writtenAt?: string;
}

export interface ResourceRef {
  kind: string;
  name: string;
}

/** Why a finding is accepted, and until when. */
export interface Waiver {
  owner: string;
  reason: string;
  /** ISO date: the last day on which it holds. */
  expires: string;
}

/** Who takes a risk of one plan, why, and until when that plan may be applied. */
export interface Approval extends Waiver {
  /** SHA-256 of the stack's plan that it holds for, and for no other. */
  plan: string;
}

/** What is wrong in a spec, a plan or a live cluster: data, never an exception. */
export interface Finding {
  /** `io/…`, `syntax/…`, `schema/…` or the id of a policy rule. */
  rule: string;
  level: Level;
  message: string;
  resource?: ResourceRef;
  /** Names of the clusters for which this holds; empty where no cluster is involved. */
  clusters: string[];
  location: Location;
  evidence?: unknown;
  /** New values by JSON pointer; `null` removes the key. */
  fix?: Record<string, unknown>;
  /** New names of keys, by the JSON pointer of the old one. */
  rename?: Record<string, string>;
  fingerprint: string;
  /** Owner of the waiver that covers this finding. */
  waivedBy?: string;
  /** What that waiver says. */
  waiver?: Waiver;
  /** Of a plan's risk: the stack whose plan it is a risk of. */
  stack?: string;
  /** Of a plan's risk: the approval that covers it. */
  approval?: Approval;
  /** True where the baseline holds it: known since before Weir judged here, and to be mended. */
  baselined?: true;
  /** True where the value at the location may be a secret, so that no code frame shows it. */
  redacted?: boolean;
}

export type VerdictStatus = 'pass' | 'fail' | 'unknown';

/** What a proof says of one claim. No evidence is `unknown`, never `pass`. */
export interface Verdict {
  /** The claim in words, like "no acknowledged record is lost when a partition's leader is killed". */
  claim: string;
  /** Which part of a run gave it, like `drift`, or the name of a scenario; absent where a run has one part. */
  area?: string;
  resource: ResourceRef;
  clusters: string[];
  location: Location;
  status: VerdictStatus;
  /** Why it failed or is unknown: one sentence. */
  reason?: string;
  /** What was measured, in a phrase for a table: `400 acknowledged, 0 lost`. */
  measured?: string;
  /** Measured facts as JSON: units at the end of the names (`leaderFailoverMs`). */
  evidence: Record<string, unknown>;
  /** Present on a failed verdict: the same, as a finding of level error. */
  finding?: Finding;
}

export interface FingerprintParts {
  rule: string;
  resource?: ResourceRef;
  pointer: string;
  /** Tells apart several findings of one rule at one pointer. */
  discriminator?: string;
}

/** Identifies a finding across runs: stable when lines move, when the message is reworded or when clusters are added. */
export function fingerprint({rule, resource, pointer, discriminator = ''}: FingerprintParts): string {
  const identity = JSON.stringify([rule, resource?.kind ?? '', resource?.name ?? '', pointer, discriminator]);
  // Loaded at the first finding: a clean run is a tenth faster without it.
  const {createHash} = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(identity).digest('hex').slice(0, 32);
}

/** What a message repeats can be as long as a file: beyond this nobody reads it. */
const LONGEST_MESSAGE = 2_000;

/** A text for a message, cut where it is too long to be read; how long it was is told. */
export function shortened(text: string): string {
  if (text.length <= LONGEST_MESSAGE) return text;
  // A character outside the basic plane is two units, and half of one is none.
  return `${text.slice(0, LONGEST_MESSAGE / 2).replace(/[\ud800-\udbff]$/, '')}… (${text.length} characters)`;
}

/** Completes a finding with its fingerprint. */
export function finding(parts: Omit<Finding, 'fingerprint' | 'clusters'> & {clusters?: string[]; discriminator?: string}): Finding {
  const {discriminator, clusters = [], ...rest} = parts;
  return {
    ...rest,
    message: shortened(rest.message),
    clusters,
    fingerprint: fingerprint({
      rule: rest.rule,
      pointer: rest.location.pointer,
      ...(rest.resource === undefined ? {} : {resource: rest.resource}),
      ...(discriminator === undefined ? {} : {discriminator}),
    }),
  };
}

/** A failed or unknown or passed verdict; a failed one carries its finding (rule `proof/…`). */
export function verdict(parts: Omit<Verdict, 'finding'> & {rule: string}): Verdict {
  const {rule, ...rest} = parts;
  if (rest.status !== 'fail') return rest;
  return {
    ...rest,
    finding: finding({
      rule,
      level: 'error',
      message: rest.reason === undefined ? `not true: ${rest.claim}` : `${rest.claim}: ${rest.reason}`,
      resource: rest.resource,
      clusters: rest.clusters,
      location: rest.location,
      evidence: rest.evidence,
      discriminator: rest.claim,
    }),
  };
}

const LEVEL_ORDER: Record<Level, number> = {error: 0, warning: 1, note: 2};

/** True where a finding counts: no waiver, no baseline and no approval covers it. */
export function isOpen({waivedBy, baselined, approval}: Finding): boolean {
  return waivedBy === undefined && baselined === undefined && approval === undefined;
}

/** True where `level` is at least as grave as `threshold`. */
export function atLeast(level: Level, threshold: Level): boolean {
  return LEVEL_ORDER[level] <= LEVEL_ORDER[threshold];
}

/** By file, line, column, rule: the order in which a person reads them. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.location.file, b.location.file) ||
    a.location.line - b.location.line ||
    a.location.column - b.location.column ||
    compareText(a.rule, b.rule) ||
    compareText(a.message, b.message) ||
    // The same may be graver in one environment than in another: reports must not depend on which came first.
    LEVEL_ORDER[a.level] - LEVEL_ORDER[b.level] ||
    compareText(a.fingerprint, b.fingerprint) ||
    compareText(a.clusters.join(), b.clusters.join())
  );
}

/** Code-unit order: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Equal findings of several clusters become one that names them all. */
export function foldClusters(findings: Iterable<Finding>): Finding[] {
  const byIdentity = new Map<string, Finding>();
  for (const one of findings) {
    const {file, line, column} = one.location;
    const identity = `${one.fingerprint}\0${one.level}\0${one.message}\0${file}:${line}:${column}`;
    const known = byIdentity.get(identity);
    if (known === undefined) byIdentity.set(identity, {...one, clusters: [...one.clusters]});
    else for (const cluster of one.clusters) if (!known.clusters.includes(cluster)) known.clusters.push(cluster);
  }
  return [...byIdentity.values()].sort(compareFindings);
}
