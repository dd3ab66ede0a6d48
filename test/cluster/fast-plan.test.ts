import {expect, it} from 'vitest';
import {fastPlansAgree} from '../fixtures/fast-plan-agreement.ts';

/** test/long/fast-plan.test.ts tries many more. */
it('a fast plan is the plan, whatever was edited and whatever drifted', {timeout: 300_000}, async () => {
  const agreement = await fastPlansAgree({runs: 3, seed: 20_261_126});
  expect(agreement.tried).toBe(3);
  // Where nothing differs, nothing is proved.
  expect(agreement.changes).toBeGreaterThan(8);
  // One of the stacks is never touched.
  expect(agreement.settled).toBeGreaterThanOrEqual(3);
});
