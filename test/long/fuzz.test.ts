import {expect, it} from 'vitest';
import {ourRules} from '../../src/extensions/rules.ts';
import {fuzzSpecs} from '../fixtures/fuzz-checks.ts';
import {fuzzPolicies} from '../fixtures/fuzz-policies.ts';
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

it(`none of ${RUNS} files of policies/ ends in anything but findings or wrong use, each with its place`, async () => {
  const seed = Date.now() & 0x7fffffff;
  const {packs} = ourRules();
  const {files, read, refused, slowestMs} = fuzzPolicies({runs: RUNS, seed, judging: await allRules(), packs});
  expect(files).toBe(RUNS);
  const counts = [...read.keys()].map(name => `  ${name}: ${read.get(name)} read, ${refused.get(name) ?? 0} refused`);
  console.log(`${files} files, slowest ${Math.round(slowestMs)} ms, seed ${seed}\n${counts.join('\n')}`);
});
