import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {PartitionBuffer} from '../../src/clients/group/partition-buffer.ts';
import type {RawRecord} from '../../src/clients/group/record-batches.ts';

const raw = (offset: bigint): RawRecord => ({offset, timestampMs: 0, key: null, value: null, headers: []});

describe('what was fetched of a partition', () => {
  it('is handed out once and in order, whatever the sizes of fetches and polls, with gaps passed over', () => {
    const fetches = fc.array(fc.record({records: fc.array(fc.boolean(), {maxLength: 12}), early: fc.nat(3)}), {maxLength: 12});
    fc.assert(
      fc.property(fetches, fc.array(fc.integer({min: 1, max: 7}), {minLength: 1}), (answers, limits) => {
        const buffer = new PartitionBuffer({topic: 't', partition: 0}, 0n);
        const expected: bigint[] = [];
        const taken: bigint[] = [];
        let position = 0n;
        const takeAll = (): void => {
          for (let turn = 0; ; turn++) {
            const limit = limits[turn % limits.length] ?? 1;
            const polled = buffer.take(limit);
            if (polled === undefined) return;
            expect(polled.records.length).toBeLessThanOrEqual(limit);
            for (const {offset} of polled.records) taken.push(offset);
            expect(polled.next > position || polled.records.length === 0).toBe(true);
            position = polled.next;
          }
        };
        for (const {records, early} of answers) {
          const from = buffer.fetchFrom;
          const present = records.flatMap((isThere, index) => (isThere ? [from + BigInt(index)] : []));
          expected.push(...present);
          // A batch comes whole, with records that were asked for before.
          const before = Array.from({length: early}, (_, index) => from - BigInt(early - index)).filter(offset => offset >= 0n);
          if (records.length > 0) buffer.add([...before, ...present].map(raw), from + BigInt(records.length));
          if (buffer.waiting >= 2) takeAll();
        }
        takeAll();
        expect(taken).toEqual(expected);
        expect(position).toBe(buffer.fetchFrom);
      }),
    );
  });

  it('is forgotten where the position moves, and so is what is being fetched', () => {
    const buffer = new PartitionBuffer({topic: 't', partition: 0}, 0n);
    const before = buffer.version;
    buffer.add([raw(0n), raw(1n)], 2n);
    buffer.moveTo(40n);
    expect(buffer.take(10)).toBeUndefined();
    expect(buffer.fetchFrom).toBe(40n);
    expect(buffer.version).toBeGreaterThan(before);
  });
});
