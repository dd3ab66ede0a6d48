import fc from 'fast-check';
import {expect, it} from 'vitest';
import {planStep, type ResetFacts, type ResetTarget} from '../../src/clients/admin/reset-plan.ts';

const log: ResetFacts = {topic: 't', partition: 0, committed: 40n, beginning: 10n, end: 90n};
const step = (target: ResetTarget, facts: Partial<ResetFacts> = {}) => planStep(target, {...log, ...facts});

it.each([
  {target: {to: 'earliest'}, to: 10n},
  {target: {to: 'latest'}, to: 90n},
  {target: {to: 'offset', offset: 33n}, to: 33n},
  {target: {to: 'shift', by: -5n}, to: 35n},
  {target: {to: 'shift', by: 5n}, to: 45n},
  {target: {to: 'timestamp', timestampMs: 1}, facts: {atTimestamp: 20n}, to: 20n},
  {target: {to: 'group', group: 'other'}, facts: {ofOther: 60n}, to: 60n},
] satisfies {target: ResetTarget; facts?: Partial<ResetFacts>; to: bigint}[])('$target.to', ({target, facts, to}) => {
  expect(step(target, facts)).toEqual({topic: 't', partition: 0, from: 40n, to, rereadCount: 40n - to});
});

it('takes what lies outside of the log to its nearest end, and says so', () => {
  expect(step({to: 'offset', offset: 3n})).toMatchObject({to: 10n, clamped: {asked: 3n, to: 'beginning'}});
  expect(step({to: 'shift', by: 1_000n})).toMatchObject({to: 90n, clamped: {asked: 1_040n, to: 'end'}});
  expect(step({to: 'group', group: 'other'}, {ofOther: 0n})).toMatchObject({to: 10n, clamped: {asked: 0n, to: 'beginning'}});
  expect(step({to: 'timestamp', timestampMs: 1}, {atTimestamp: -1n})).toMatchObject({
    to: 90n,
    note: 'no record is as late as that: the end',
  });
});

it('has no new offset where there is nothing to go by', () => {
  expect(step({to: 'shift', by: 1n}, {committed: undefined} as never)).toEqual({
    topic: 't',
    partition: 0,
    reason: 'it has committed nothing to shift from',
  });
  expect(step({to: 'group', group: 'other'})).toEqual({topic: 't', partition: 0, reason: 'group other has committed nothing here'});
  expect(step({to: 'earliest'}, {committed: undefined} as never)).toMatchObject({from: undefined, to: 10n, rereadCount: undefined});
});

it('always lands within the log, and where it was asked to wherever that is within', () => {
  const offset = fc.bigInt({min: 0n, max: 1_000n});
  const targets = fc.oneof(
    fc.constantFrom<ResetTarget>({to: 'earliest'}, {to: 'latest'}, {to: 'timestamp', timestampMs: 5}, {to: 'group', group: 'g'}),
    offset.map((one): ResetTarget => ({to: 'offset', offset: one})),
    fc.bigInt({min: -2_000n, max: 2_000n}).map((by): ResetTarget => ({to: 'shift', by})),
  );
  fc.assert(
    fc.property(targets, offset, offset, offset, fc.option(offset), offset, (target, a, b, committed, atTimestamp, ofOther) => {
      const [beginning, end] = a < b ? [a, b] : [b, a];
      const planned = step(target, {committed, beginning, end, atTimestamp: atTimestamp ?? -1n, ofOther});
      if ('reason' in planned) return false;
      const {clamped, to} = planned;
      const isRight = clamped === undefined || clamped.asked < beginning || clamped.asked > end;
      const isExact = clamped !== undefined || target.to !== 'offset' || to === target.offset;
      return to >= beginning && to <= end && isRight && isExact && planned.rereadCount === committed - to;
    }),
  );
});
