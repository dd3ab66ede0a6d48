import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {takeDue} from '../../src/chaos/workloads/schedule.ts';
import {downsampleProbes, latencies, longestAckGap, type Probe} from '../../src/verify/timeline.ts';

describe('an open-loop schedule', () => {
  it('wants each record at its own time, however late the sender comes', () => {
    const {due, nextMs} = takeDue({startedMs: 100, intervalMs: 50, taken: 2, nowMs: 310, max: 500});
    expect(due).toEqual([
      {index: 2, intendedMs: 200},
      {index: 3, intendedMs: 250},
      {index: 4, intendedMs: 300},
    ]);
    expect(nextMs).toBe(350);
  });

  it('leaves out no record and takes none twice, whatever the moments at which it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({min: 0, max: 400}), {maxLength: 30}), fc.integer({min: 1, max: 9}), (pauses, max) => {
        const taken: number[] = [];
        let nowMs = 0;
        for (const pause of pauses) {
          nowMs += pause;
          const {due} = takeDue({startedMs: 0, intervalMs: 50, taken: taken.length, nowMs, max});
          for (const one of due) {
            expect(one.intendedMs).toBeLessThanOrEqual(nowMs);
            taken.push(one.index);
          }
        }
        expect(taken).toEqual(taken.map((_, index) => index));
      }),
    );
  });
});

describe('latency', () => {
  it('counts from the intended time, so that a stall of the sender shows in full', () => {
    // The sender hung for a second and then had all twenty acknowledged at once.
    const probes = Array.from({length: 20}, (_, index) => ({intendedMs: index * 50, ackedMs: 1_000}));
    expect(latencies(probes)).toEqual({count: 20, p50Ms: 500, p99Ms: 1_000, maxMs: 1_000});
  });

  it('of nothing acknowledged is unknown, not zero', () => {
    expect(latencies([{intendedMs: 0}])).toBeUndefined();
    expect(longestAckGap([{intendedMs: 0}], 0, 100)).toBeUndefined();
  });
});

describe('the longest gap between acknowledgements', () => {
  const acked = (...times: number[]): Probe[] => times.map(ackedMs => ({intendedMs: 0, ackedMs}));

  it('lies between two of them', () => {
    expect(longestAckGap(acked(10, 60, 900, 950), 0, 960)).toEqual({gapMs: 840, startMs: 60, endMs: 900});
  });

  it('may lie before the first and after the last', () => {
    expect(longestAckGap(acked(500, 550), 0, 560)?.gapMs).toBe(500);
    expect(longestAckGap(acked(10, 60), 0, 5_060)?.gapMs).toBe(5_000);
  });
});

describe('thinning out for a plot', () => {
  it('keeps the bounds, the longest gap and at most so many', () => {
    const probes: Probe[] = Array.from({length: 50_000}, (_, index) => ({
      intendedMs: index,
      ackedMs: index + (index > 20_000 ? 9_003 : 3),
    }));
    const thin = downsampleProbes(probes, 2_000);
    expect(thin.length).toBeLessThanOrEqual(2_000);
    expect(thin[0]).toEqual(probes[0]);
    expect(thin.at(-1)).toEqual(probes.at(-1));
    expect(thin).toContainEqual(probes[20_000]);
    expect(thin).toContainEqual(probes[20_001]);
  });

  it('keeps all of a few', () => {
    const probes: Probe[] = [{intendedMs: 0}, {intendedMs: 50, ackedMs: 55}];
    expect(downsampleProbes(probes)).toEqual(probes);
  });
});
