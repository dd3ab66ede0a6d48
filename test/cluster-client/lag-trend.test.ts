import fc from 'fast-check';
import {expect, it} from 'vitest';
import {type LagSample, trendOf} from '../../src/cluster/lag-trend.ts';

const sample = (atMs: number, ...partitions: [committed: bigint, end: bigint][]): LagSample => ({
  atMs,
  partitions: new Map(partitions.map(([committed, end], index) => [`t-${index}`, {committed, end}])),
});

it('says when nothing will be left, should it go on like that', () => {
  // 100 consumed and 20 produced in two seconds: 40 a second nearer, and 280 left.
  expect(trendOf(sample(0, [0n, 360n]), sample(2_000, [100n, 380n]))).toEqual({
    overMs: 2_000,
    consumedPerSecond: 50,
    producedPerSecond: 10,
    direction: 'shrinking',
    catchUpMs: 7_000,
  });
  expect(trendOf(sample(0, [0n, 10n]), sample(1_000, [0n, 20n]))).toMatchObject({direction: 'growing', catchUpMs: 'never'});
  expect(trendOf(sample(0, [0n, 10n]), sample(1_000, [5n, 15n]))).toMatchObject({direction: 'steady', catchUpMs: 'never'});
  expect(trendOf(sample(0, [0n, 10n]), sample(1_000, [10n, 10n]))).toMatchObject({catchUpMs: 0});
});

it('compares partitions that were known at both moments, and says nothing where there is none', () => {
  const before = sample(0, [0n, 100n]);
  expect(trendOf(before, sample(1_000, [10n, 100n], [0n, 5_000n]))).toMatchObject({consumedPerSecond: 10, catchUpMs: 9_000});
  expect(trendOf(before, before)).toBeUndefined();
  expect(trendOf(undefined, before)).toBeUndefined();
  expect(trendOf(before, sample(1_000))).toBeUndefined();
});

it('is right about when: at those rates nothing is left then', () => {
  const step = fc.bigInt({min: 0n, max: 1_000n});
  fc.assert(
    fc.property(step, step, step, fc.integer({min: 1, max: 60_000}), (lag, consumed, produced, overMs) => {
      fc.pre(lag + produced >= consumed);
      const trend = trendOf(sample(0, [0n, lag]), sample(overMs, [consumed, lag + produced]));
      if (trend === undefined) return false;
      const left = Number(lag + produced - consumed);
      if (trend.catchUpMs === 'never') return consumed <= produced && left > 0;
      return Math.abs(left - ((trend.consumedPerSecond - trend.producedPerSecond) * trend.catchUpMs) / 1000) < 1e-6;
    }),
  );
});
