import type {VerdictStatus} from '../../findings/finding.ts';
import {integerOf} from './canary-record.ts';
import type {LogFates} from './log-fates.ts';
import type {Anomaly, AnomalyKind, Place, Reading} from './reading.ts';

/** What exactly-once promises, each a claim of its own. */
export const PROMISES = ['complete', 'unique', 'committed', 'ordered'] as const;
export type Promised = (typeof PROMISES)[number];

/** A record, or the want of one, that shows that a promise was broken. */
export interface Witness {
  kind: AnomalyKind | 'missing' | 'aborted-read' | 'skipped' | 'list-disagrees';
  /** Absent for an integer that is nowhere. */
  partition?: number;
  offset?: number;
  /** The integer of the run; absent for a foreign record and where it has to be looked up by its offset. */
  integer?: number;
  key?: number;
  /** Of an order: the integer of the same key before it. */
  after?: number;
}

export interface Judgement {
  promise: Promised;
  status: VerdictStatus;
  reason?: string;
  /** How often; the witnesses are the first of them. */
  violations: number;
  witnesses: Witness[];
}

export interface Readings {
  /** What lies committed in the input, by the judge's own reading. */
  input: Reading;
  /** What the reader under judgement was given of the output. */
  output: Reading;
  /** What became of each record of the output. */
  fates: LogFates;
  /** Set where the processors had not come to the end of the input: what is missing may only be late. */
  unfinished?: string;
}

const WITNESSES = 5;

/**
 * Judges what a reader was given against what was put in and what the log says. Violations make `fail`; where there are none,
 * the want of evidence, or of room to keep it, makes `unknown`, and never `pass`.
 */
export function judgeReadings(readings: Readings): Judgement[] {
  const {input, output} = readings;
  const open = inputProblem(input) ?? (output.records === 0 ? 'the reader was given no record' : undefined);
  return [judgeComplete(readings), judgeUnique(output), judgeCommitted(readings), judgeOrdered(output)].map(one =>
    withReason(one, open, output),
  );
}

/** What keeps an input from being one to judge an output by. */
function inputProblem(input: Reading): string | undefined {
  if (input.records === 0) return 'the input is empty';
  if (input.beyond !== undefined) return `the input has more gaps than can be kept, from ${placed(input.beyond)} on`;
  const [wrong] = input.anomalies;
  return wrong === undefined ? undefined : `the input itself is not what was to be put in: ${wrong.kind} at ${placed(wrong.place)}`;
}

type Found = Pick<Judgement, 'promise' | 'violations' | 'witnesses'> & {unknown?: string};

function withReason({unknown, ...found}: Found, open: string | undefined, output: Reading): Judgement {
  // Without an input nothing is missing; a reader that was given nothing at all of an input is told by `complete` alone.
  if (found.violations > 0 && (open === undefined || found.promise !== 'complete' || output.records === 0))
    return {...found, status: 'fail', reason: reasonOf(found)};
  const reason = open ?? unknown;
  return reason === undefined ? {...found, status: 'pass'} : {...found, violations: 0, witnesses: [], status: 'unknown', reason};
}

function judgeComplete({input, output, unfinished}: Readings): Found {
  const witnesses: Witness[] = [];
  let violations = 0;
  const {keys} = input;
  for (let key = 0; key < keys; key++) {
    const own = input.elements[key];
    const theirs = output.elements[key];
    if (own === undefined || theirs === undefined) continue;
    for (const [start, end] of own.without(theirs)) {
      violations += end - start;
      for (let sequence = start; sequence < end && witnesses.length < WITNESSES; sequence++) {
        witnesses.push({kind: 'missing', integer: integerOf({key, sequence}, keys), key});
      }
    }
    for (const [start, end] of theirs.without(own)) {
      violations += end - start;
      if (witnesses.length < WITNESSES) witnesses.push({kind: 'foreign', integer: integerOf({key, sequence: start}, keys), key});
    }
  }
  // What was not kept cannot be told from what is not there.
  if (output.beyond !== undefined) return {promise: 'complete', violations: 0, witnesses: [], unknown: beyond(output.beyond)};
  const foreign = of(output, ['foreign']);
  const isLate = unfinished !== undefined && witnesses.every(one => one.kind === 'missing');
  if (isLate && violations > 0 && foreign.violations === 0)
    return {promise: 'complete', violations: 0, witnesses: [], unknown: `${violations} are missing so far, and ${unfinished}`};
  return {promise: 'complete', violations: violations + foreign.violations, witnesses: [...witnesses, ...foreign.witnesses]};
}

function judgeUnique(output: Reading): Found {
  const found = {promise: 'unique' as const, ...of(output, ['duplicate', 'backwards'])};
  return output.beyond === undefined ? found : {...found, unknown: beyond(output.beyond)};
}

function judgeOrdered(output: Reading): Found {
  return {promise: 'ordered', ...of(output, ['out-of-order', 'two-partitions'])};
}

/** The reader was given the committed records, all of them and no others. */
function judgeCommitted({output, fates}: Readings): Found {
  const witnesses: Witness[] = [];
  let violations = 0;
  for (const partition of fates.partitions) {
    if (!fates.agrees(partition)) {
      violations++;
      witnesses.push({kind: 'list-disagrees', partition});
    }
    const given = output.sumOf(partition);
    const committed = fates.committedOf(partition);
    if (given.equals(committed)) continue;
    const read = abortedRead(output, fates, partition);
    violations += Math.max(1, read.length, Math.abs(given.count - committed.count));
    witnesses.push(
      ...(read.length > 0 ? read : [{kind: given.count < committed.count ? ('skipped' as const) : ('aborted-read' as const), partition}]),
    );
  }
  const found = {promise: 'committed' as const, violations, witnesses: witnesses.slice(0, WITNESSES)};
  return fates.abortedCount === 0
    ? {...found, unknown: 'no transaction was aborted, so that there was nothing that could be read wrongly'}
    : found;
}

function abortedRead(output: Reading, fates: LogFates, partition: number): Witness[] {
  const read: Witness[] = [];
  for (const [start, end] of fates.abortedRanges(partition)) {
    for (let offset = start; offset < end; offset++) {
      if (output.wasGiven({partition, offset})) read.push({kind: 'aborted-read', partition, offset});
    }
  }
  return read;
}

function of(output: Reading, kinds: readonly AnomalyKind[]): {violations: number; witnesses: Witness[]} {
  const witnesses = output.anomalies.filter(one => kinds.includes(one.kind)).map(one => witnessOf(one, output.keys));
  return {violations: kinds.reduce((sum, kind) => sum + output.counts[kind], 0), witnesses: witnesses.slice(0, WITNESSES)};
}

function witnessOf({kind, place, element, after}: Anomaly, keys: number): Witness {
  if (element === undefined) return {kind, ...place};
  const before = kind === 'out-of-order' && after !== undefined ? {after: integerOf({key: element.key, sequence: after}, keys)} : {};
  return {kind, ...place, integer: integerOf(element, keys), key: element.key, ...before};
}

const WORDS: Record<Witness['kind'], string> = {
  missing: 'is in the input and not in the output',
  foreign: 'was never put in',
  duplicate: 'was read before',
  backwards: 'came after a later offset',
  'out-of-order': 'came after a later one of its key',
  'two-partitions': 'lies in another partition than the ones of its key before it',
  'aborted-read': 'belongs to an aborted transaction and was read',
  skipped: 'has committed records that were not read',
  'list-disagrees': "has transaction markers that the broker's list of aborted transactions contradicts",
};

function reasonOf({violations, witnesses}: Pick<Found, 'violations' | 'witnesses'>): string {
  const [first] = witnesses;
  if (first === undefined) return `${violations} violations`;
  const {kind, integer, partition, offset} = first;
  const where = partition === undefined ? '' : offset === undefined ? `partition ${partition}` : placed({partition, offset});
  const what =
    integer === undefined ? (offset === undefined ? where : `the record at ${where}`) : `${integer}${where === '' ? '' : ` at ${where}`}`;
  return `${what} ${WORDS[kind]}${violations > 1 ? `, and ${violations - 1} more` : ''}`;
}

function placed({partition, offset}: Place): string {
  return `partition ${partition} offset ${offset}`;
}

function beyond(place: Place): string {
  return `too many gaps to keep: unknown beyond ${placed(place)}`;
}
