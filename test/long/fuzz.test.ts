import {expect, it} from 'vitest';
import {fuzzSpecs} from '../fixtures/fuzz-checks.ts';
import {allRules} from '../fixtures/fuzz-specs.ts';
import {longFactor} from '../fixtures/long-factor.ts';

const RUNS = Math.ceil(100_000 * longFactor());

it(`none of ${RUNS} files of specs ends in an exception, a hang, or a finding outside its file`, async () => {
  // Another seed each time: what fails prints it.
  const seed = Date.now() & 0x7fffffff;
  const {files, clean, slowestMs, byRule} = fuzzSpecs({runs: RUNS, seed, judging: await allRules()});
  expect(files).toBe(RUNS);
  const counts = [...byRule].sort(([, a], [, b]) => b - a).map(([rule, count]) => `  ${rule} ${count}`);
  console.log(`${files} files, ${clean} without a finding, slowest ${Math.round(slowestMs)} ms, seed ${seed}\n${counts.join('\n')}`);
});
