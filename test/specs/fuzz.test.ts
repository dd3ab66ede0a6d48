import {expect, it} from 'vitest';
import {fuzzSpecs} from '../fixtures/fuzz-checks.ts';
import {allRules} from '../fixtures/fuzz-specs.ts';

/** A hundred thousand run in test/long/fuzz.test.ts. */
const RUNS = 1_000;

it('no file of specs ends in an exception, a hang, or a finding outside its file', async () => {
  const {files, byRule} = fuzzSpecs({runs: RUNS, seed: 20_261_122, judging: await allRules()});
  expect(files).toBe(RUNS);
  const reached = [...byRule.keys()].map(rule => rule.split('/')[0]);
  expect(reached).toEqual(expect.arrayContaining(['io', 'syntax', 'schema', 'topic', 'acl', 'quota', 'cluster']));
});
