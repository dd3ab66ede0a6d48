import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {RangeBudget, SequenceRanges} from '../../../src/verify/eos/sequence-ranges.ts';
import {type Entry, type History, healthy, judge, statuses} from './histories.ts';

type RecordEntry = Extract<Entry, {type: 'record'}>;

const records = (history: History): {partition: number; index: number; entry: RecordEntry}[] =>
  history.output.flatMap((list, partition) => list.flatMap((entry, index) => (entry.type === 'record' ? [{partition, index, entry}] : [])));
const committed = (history: History) => records(history).filter(({entry}) => entry.fate === 'committed');
const aborted = (history: History) => records(history).filter(({entry}) => entry.fate === 'aborted');

/** A history with one seeded fault, where it has a place for one. */
const broken = fc.tuple(healthy, fc.nat()).filter(([history]) => committed(history).length > 1);

function changed(history: History, partition: number, change: (list: Entry[]) => void): History {
  const output = history.output.map(list => [...list]);
  change(output[partition] ?? []);
  return {...history, output};
}

function pick<T>(list: readonly T[], seed: number): T {
  const one = list[seed % list.length];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}

describe('the judge of exactly-once', () => {
  it('never flags a history as exactly-once processors make it', () => {
    fc.assert(
      fc.property(healthy, history => {
        const found = statuses(judge(history));
        const wasAborted = aborted(history).length > 0;
        expect(found).toEqual({complete: 'pass', unique: 'pass', committed: wasAborted ? 'pass' : 'unknown', ordered: 'pass'});
      }),
    );
  });

  it('finds an integer that is missing, and names it', () => {
    fc.assert(
      fc.property(broken, ([history, seed]) => {
        const lost = pick(committed(history), seed);
        const [complete] = judge(changed(history, lost.partition, list => list.splice(lost.index, 1)));
        expect(complete).toMatchObject({
          promise: 'complete',
          status: 'fail',
          violations: 1,
          witnesses: [{kind: 'missing', integer: lost.entry.n}],
        });
      }),
    );
  });

  it('finds an integer that was processed twice, and says where', () => {
    fc.assert(
      fc.property(broken, ([history, seed]) => {
        const twice = pick(committed(history), seed);
        const extra: Entry[] = [
          {...twice.entry, producerId: 99},
          {type: 'marker', producerId: 99, committed: true},
        ];
        const at = history.output[twice.partition]?.length ?? 0;
        const unique = judge(changed(history, twice.partition, list => list.push(...extra))).find(one => one.promise === 'unique');
        expect(unique).toMatchObject({
          status: 'fail',
          violations: 1,
          witnesses: [{kind: 'duplicate', integer: twice.entry.n, partition: twice.partition, offset: at}],
        });
      }),
    );
  });

  it('finds an aborted record that a reader was given, though its value was written again and is where it belongs', () => {
    fc.assert(
      fc.property(broken, ([history, seed]) => {
        fc.pre(aborted(history).length > 0);
        const {partition, index} = pick(aborted(history), seed);
        const found = judge(history, {
          gives: (entry, place) => entry.fate === 'committed' || (place.partition === partition && place.offset === index),
        }).find(one => one.promise === 'committed');
        expect(found).toMatchObject({status: 'fail', violations: 1, witnesses: [{kind: 'aborted-read', partition, offset: index}]});
      }),
    );
  });

  it('finds a reader that was not given a committed record, and one that was given everything', () => {
    fc.assert(
      fc.property(broken, ([history, seed]) => {
        const skipped = pick(committed(history), seed);
        const found = judge(history, {
          gives: (entry, place) => entry.fate === 'committed' && !(place.partition === skipped.partition && place.offset === skipped.index),
        });
        expect(found.map(one => one.status)).toEqual(['fail', 'pass', 'fail', 'pass']);
        fc.pre(aborted(history).length > 0);
        expect(statuses(judge(history, {gives: () => true}))).toMatchObject({committed: 'fail', unique: 'fail', complete: 'pass'});
      }),
    );
  });

  it('finds two integers of a key that changed places, and a key in two partitions', () => {
    fc.assert(
      fc.property(broken, ([history, seed]) => {
        const one = pick(committed(history), seed);
        const other = committed(history).find(
          ({partition, entry}) =>
            partition === one.partition && entry.n % history.keys === one.entry.n % history.keys && entry.n > one.entry.n,
        );
        fc.pre(other !== undefined);
        const swapped = changed(history, one.partition, list => {
          list[one.index] = {...one.entry, n: other.entry.n};
          list[other.index] = {...other.entry, n: one.entry.n};
        });
        expect(statuses(judge(swapped))).toMatchObject({complete: 'pass', unique: 'pass', ordered: 'fail'});
      }),
    );
    fc.assert(
      fc.property(broken, ([history, seed]) => {
        fc.pre(history.output.length > 1);
        const moved = pick(committed(history), seed);
        fc.pre(committed(history).filter(({entry}) => entry.n % history.keys === moved.entry.n % history.keys).length > 1);
        const output = history.output.map(list => [...list]);
        output[moved.partition]?.splice(moved.index, 1);
        output[(moved.partition + 1) % output.length]?.push({...moved.entry, transactional: false});
        expect(statuses(judge({...history, output}))['ordered']).toBe('fail');
      }),
    );
  });

  it('finds a record that was never put in, and one that is none of the run', () => {
    fc.assert(
      fc.property(broken, fc.boolean(), ([history, seed], isForeign) => {
        const {partition, entry} = pick(committed(history), seed);
        const made = history.keys * 1_000 + (entry.n % history.keys);
        const more: Entry = {...entry, n: isForeign ? -1 : made, transactional: false};
        const [complete] = judge(changed(history, partition, list => list.push(more)));
        expect(complete).toMatchObject({status: 'fail', violations: 1, witnesses: [{kind: 'foreign'}]});
      }),
    );
  });

  it("finds that the broker's list of aborted transactions and the markers in the log tell two things", () => {
    fc.assert(
      fc.property(broken, ([history, seed]) => {
        fc.pre(aborted(history).length > 0);
        const {partition, index, entry} = pick(aborted(history), seed);
        // The list leaves it out; every reader takes it for committed.
        const lied = changed(history, partition, list => {
          list[index] = {...entry, fate: 'committed'};
        });
        const found = judge(lied).find(one => one.promise === 'committed');
        expect(found?.status).toBe('fail');
        expect(found?.witnesses.map(one => one.kind)).toContain('list-disagrees');
      }),
    );
  });

  it('knows nothing without an input, without an output, or of an input that is wrong itself', () => {
    fc.assert(
      fc.property(healthy, history => {
        const empty = history.input.map(() => []);
        expect(judge({...history, input: empty, output: history.output.map(() => [])}).every(one => one.status === 'unknown')).toBe(true);
        expect(judge({...history, input: empty}).every(one => one.status === 'unknown')).toBe(true);
        const doubled = history.input.map(list => [...list, ...list.slice(0, 1)]);
        expect(judge({...history, input: doubled}).every(one => one.status === 'unknown')).toBe(true);
        // Nothing came out: all of it is missing, and of the rest nothing is known.
        const [complete, ...rest] = judge({...history, output: history.output.map(() => [])});
        expect(complete?.status).toBe('fail');
        expect(rest.every(one => one.status === 'unknown')).toBe(true);
      }),
    );
  });

  it('says from where on it knows nothing where gaps are too many to keep, and still fails by what it found', () => {
    const output: Entry[] = Array.from({length: 40}, (_, index) => ({
      type: 'record',
      n: index * 2,
      producerId: 1,
      transactional: false,
      fate: 'committed',
    }));
    const history: History = {keys: 1, input: [Array.from({length: 80}, (_, n) => n)], output: [output]};
    const [complete, unique] = judge(history, {limits: {ranges: 20}});
    expect(complete).toMatchObject({status: 'unknown', reason: 'too many gaps to keep: unknown beyond partition 0 offset 10'});
    expect(unique?.status).toBe('unknown');
    const twice: Entry = {type: 'record', n: 0, producerId: 1, transactional: false, fate: 'committed'};
    expect(judge({...history, output: [[...output, twice]]}, {limits: {ranges: 20}})[1]).toMatchObject({status: 'fail', violations: 1});
  });
});

describe('a set of numbers as ranges', () => {
  it('holds what a plain set holds, in as few ranges as there are runs', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({max: 60})), fc.array(fc.nat({max: 60})), (numbers, others) => {
        const budget = new RangeBudget(1_000);
        const ranges = new SequenceRanges(budget);
        const plain = new Set<number>();
        for (const n of numbers) {
          expect(ranges.add(n)).toBe(plain.has(n) ? 'known' : 'new');
          plain.add(n);
        }
        const other = new SequenceRanges(new RangeBudget(1_000));
        for (const n of others) other.add(n);
        const all = (list: [number, number][]) =>
          list.flatMap(([start, end]) => Array.from({length: end - start}, (_, index) => start + index));
        const sorted = [...plain].sort((a, b) => a - b);
        expect(all(ranges.ranges())).toEqual(sorted);
        expect(all(ranges.without(other))).toEqual(sorted.filter(n => !others.includes(n)));
        expect(ranges.size).toBe(plain.size);
        for (let n = 0; n < 62; n++) expect(ranges.has(n)).toBe(plain.has(n));
        const runs = sorted.filter(n => !plain.has(n - 1)).length;
        expect([ranges.ranges().length, budget.used]).toEqual([runs, runs]);
      }),
    );
  });
});
