import {describe, expect, it} from 'vitest';
import {ENGINE_BUILD_MS, ENGINES, engineReady} from '../fixtures/engines.ts';
import {fastPlansAgree} from '../fixtures/fast-plan-agreement.ts';
import {longFactor} from '../fixtures/long-factor.ts';

describe.each(ENGINES)('with $title', engine => {
  it(
    'a fast plan is the plan, whatever was edited and whatever drifted',
    async () => {
      await engineReady(engine);
      const runs = Math.ceil(60 * longFactor());
      const seed = Date.now() % 2 ** 31;
      const agreement = await fastPlansAgree({runs, seed, env: engine.env});
      process.stderr.write(`fast plans with ${engine.title}, seed ${seed}: ${JSON.stringify(agreement)}\n`);
      expect(agreement.tried).toBe(runs);
      expect(agreement.changes).toBeGreaterThan(runs);
      expect(agreement.settled).toBeGreaterThanOrEqual(runs);
    },
    3_600_000 + ENGINE_BUILD_MS,
  );
});
