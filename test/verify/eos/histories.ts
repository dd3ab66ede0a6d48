import fc from 'fast-check';
import {type Judgement, judgeReadings} from '../../../src/verify/eos/judge.ts';
import {LogFates} from '../../../src/verify/eos/log-fates.ts';
import {Reading, type ReadingLimits} from '../../../src/verify/eos/reading.ts';

/** What stands at one offset of a made-up output. Offsets are the index in the partition's list. */
export type Entry =
  | {type: 'record'; n: number; producerId: number; transactional: boolean; fate: 'committed' | 'aborted'}
  | {type: 'marker'; producerId: number; committed: boolean};

export interface History {
  keys: number;
  /** Integers of the input, by partition, in the order of the log. */
  input: number[][];
  output: Entry[][];
}

/**
 * A history as exactly-once processors make it: each key's integers ascend, batches of a partition are written in transactions,
 * some tries are aborted and made again, and transactions of several producers lie among each other in a partition.
 */
export const healthy: fc.Arbitrary<History> = fc
  .record({
    keys: fc.integer({min: 1, max: 7}),
    perKey: fc.integer({min: 2, max: 12}),
    inputs: fc.integer({min: 1, max: 3}),
    outputs: fc.integer({min: 1, max: 3}),
    seed: fc.nat(),
  })
  .map(({keys, perKey, inputs, outputs, seed}) => {
    let state = seed;
    // A linear congruential generator (Numerical Recipes); its high bits are the good ones.
    const next = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return (state >>> 16) % below;
    };
    const input: number[][] = Array.from({length: inputs}, () => []);
    for (let n = 0; n < keys * perKey; n++) input[(n % keys) % inputs]?.push(n);
    return {keys, input, output: process(input, {keys, outputs, next})};
  });

function process(
  input: readonly number[][],
  {keys, outputs, next}: {keys: number; outputs: number; next: (below: number) => number},
): Entry[][] {
  const output: Entry[][] = Array.from({length: outputs}, () => []);
  const workers = input.map((list, producerId) => ({producerId, left: [...list], open: [] as number[], tried: 0, sent: 0}));
  const isBusy = () => workers.filter(one => one.left.length > 0 || one.open.length > 0);
  for (let busy = isBusy(); busy.length > 0; busy = isBusy()) {
    const worker = busy[next(busy.length)] ?? busy[0];
    if (worker === undefined) break;
    const {producerId} = worker;
    if (worker.open.length === 0) {
      worker.open = worker.left.splice(0, 1 + next(4));
      worker.sent = 0;
      // Two aborted tries in a row are what tells a filter by producer from one by producer and first offset.
      worker.tried = next(3);
    }
    const n = worker.open[worker.sent];
    const fate = worker.tried > 0 ? 'aborted' : 'committed';
    if (n !== undefined && (fate === 'committed' || worker.sent === 0 || next(3) > 0)) {
      output[(n % keys) % outputs]?.push({type: 'record', n, producerId, transactional: true, fate});
      worker.sent++;
      continue;
    }
    for (const own of touched(output, worker.open.slice(0, worker.sent), keys, outputs))
      own.push({type: 'marker', producerId, committed: fate === 'committed'});
    worker.sent = 0;
    if (worker.tried > 0) worker.tried--;
    else worker.open = [];
  }
  return output;
}

function touched(output: Entry[][], sent: readonly number[], keys: number, outputs: number): Entry[][] {
  return [...new Set(sent.map(n => (n % keys) % outputs))].flatMap(partition => {
    const list = output[partition];
    return list === undefined ? [] : [list];
  });
}

export interface JudgeOptions {
  limits?: ReadingLimits;
  /** What the reader is given of an entry; by default what is committed. */
  gives?: (entry: Extract<Entry, {type: 'record'}>, place: {partition: number; offset: number}) => boolean;
}

export function judge(
  {keys, input, output}: History,
  {limits = {}, gives = one => one.fate === 'committed'}: JudgeOptions = {},
): Judgement[] {
  const element = (n: number) => (n < 0 ? undefined : {key: n % keys, sequence: Math.floor(n / keys)});
  const put = new Reading(keys);
  for (const [partition, list] of input.entries()) for (const [offset, n] of list.entries()) put.take(partition, offset, element(n));
  const given = new Reading(keys, limits);
  const fates = new LogFates();
  for (const [partition, list] of output.entries()) {
    for (const [offset, entry] of list.entries()) {
      if (entry.type === 'marker') fates.marker(partition, entry.producerId, entry.committed);
      else {
        fates.record({partition, offset}, {...entry, aborted: entry.fate === 'aborted'});
        if (gives(entry, {partition, offset})) given.take(partition, offset, element(entry.n));
      }
    }
  }
  return judgeReadings({input: put, output: given, fates});
}

/** The status of each promise. */
export function statuses(judgements: readonly Judgement[]): Record<string, string> {
  return Object.fromEntries(judgements.map(({promise, status}) => [promise, status]));
}
