import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {lagOf, type PartitionLag, totalOf} from '../../src/cluster/partition-lag.ts';

const NOW_MS = 1_000_000_000;
const facts = {committed: 40n, start: {known: 10n}, end: {known: 100n}, time: true, nowMs: NOW_MS};
const record = (timestampMs: number, clock: 'producer' | 'broker' = 'producer') => ({timestampMs, clock});

describe('the lag of a partition', () => {
  it('is the offsets to the end, and the age of the next record', () => {
    expect(lagOf({...facts, first: record(NOW_MS - 5_000)})).toEqual({
      records: {known: 60n},
      lagMs: {known: 5_000},
      clock: 'producer',
      isUntouched: false,
    });
  });

  it('is none at the end, and none in time where nothing that is left can be read', () => {
    expect(lagOf({...facts, committed: 100n})).toMatchObject({records: {known: 0n}, lagMs: {known: 0}});
    expect(lagOf({...facts, first: 'nothing'})).toMatchObject({records: {known: 60n}, lagMs: {known: 0}});
  });

  it('is unknown without a commit, an end, a readable record, and beyond the end', () => {
    const reason = 'it has committed no offset here';
    expect(lagOf({...facts, committed: undefined})).toEqual({records: {unknown: reason}, lagMs: {unknown: reason}, isUntouched: false});
    expect(lagOf({...facts, committed: undefined, start: {known: 100n}})).toMatchObject({isUntouched: true});
    expect(lagOf({...facts, end: {unknown: 'no leader'}})).toMatchObject({records: {unknown: 'no leader'}, lagMs: {unknown: 'no leader'}});
    expect(lagOf({...facts, first: {unknown: 'no timestamp'}})).toMatchObject({records: {known: 60n}, lagMs: {unknown: 'no timestamp'}});
    expect(lagOf({...facts, committed: 101n})).toMatchObject({records: {unknown: expect.stringContaining('beyond the end 100')}});
  });

  it('takes a clock that is ahead a little for now, and one that is far ahead for no clock', () => {
    expect(lagOf({...facts, first: record(NOW_MS + 1_500)})).toMatchObject({lagMs: {known: 0}});
    expect(lagOf({...facts, first: record(NOW_MS + 60_000, 'broker')})).toMatchObject({
      lagMs: {unknown: "the next record is of 60 s in the future, by the broker's clock beside this one"},
      clock: 'broker',
    });
  });

  it('counts what retention took before it was read', () => {
    expect(lagOf({...facts, committed: 4n, first: record(NOW_MS)})).toMatchObject({records: {known: 96n}, expiredRecords: 6n});
    expect(lagOf(facts)).not.toHaveProperty('expiredRecords');
  });

  it('has no time where none was asked for', () => {
    expect(lagOf({...facts, time: false})).not.toHaveProperty('lagMs');
    expect(lagOf({...facts, time: false, committed: undefined})).not.toHaveProperty('lagMs');
  });

  it('is never negative, and known only where all that it follows from is', () => {
    const offset = fc.bigInt({min: 0n, max: 1_000n});
    const first = fc.oneof(
      fc.constant('nothing' as const),
      fc.constant({unknown: 'x'}),
      fc.integer({min: -10_000, max: 10_000}).map(ms => record(NOW_MS + ms)),
    );
    fc.assert(
      fc.property(fc.option(offset, {nil: undefined}), offset, offset, first, (committed, a, b, next) => {
        const [start, end] = a < b ? [a, b] : [b, a];
        const {records, lagMs} = lagOf({committed, start: {known: start}, end: {known: end}, first: next, time: true, nowMs: NOW_MS});
        const isKnown = committed !== undefined && committed <= end;
        expect('known' in records).toBe(isKnown);
        if ('known' in records) expect(records.known).toBe(end - (committed ?? 0n));
        if (lagMs !== undefined && 'known' in lagMs) expect(isKnown && lagMs.known >= 0).toBe(true);
        // Nothing left to read is no lag in time, whatever the clocks say.
        if (isKnown && committed === end) expect(lagMs).toEqual({known: 0});
      }),
    );
  });
});

it('adds up what is known and counts what is not, but for partitions that nothing was ever in', () => {
  const partition = (parts: Partial<PartitionLag>): PartitionLag => ({
    topic: 't',
    partition: 0,
    committed: 1n,
    metadata: '',
    end: {known: 9n},
    records: {known: 8n},
    lagMs: {known: 100},
    isUntouched: false,
    ...parts,
  });
  expect(
    totalOf([
      partition({}),
      partition({records: {known: 20n}, lagMs: {known: 5}}),
      partition({records: {unknown: 'x'}, lagMs: {unknown: 'x'}}),
      partition({records: {unknown: 'x'}, lagMs: {unknown: 'x'}, isUntouched: true}),
    ]),
  ).toEqual({records: 28n, mostRecords: 20n, longestMs: 100, unknownRecordsCount: 1, unknownTimeCount: 1, partitionCount: 4});
  expect(totalOf([])).toMatchObject({records: 0n, longestMs: undefined});
});
