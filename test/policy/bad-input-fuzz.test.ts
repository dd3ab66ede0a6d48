import {expect, it} from 'vitest';
import {ourRules} from '../../src/extensions/rules.ts';
import {fuzzPolicies} from '../fixtures/fuzz-policies.ts';
import {allRules} from '../fixtures/fuzz-specs.ts';

// One hundred times as many run in test/long/fuzz.test.ts.
it('no file of policies/ ends in anything but findings or wrong use, each with its place', async () => {
  const {packs} = ourRules();
  const {files, read, refused} = fuzzPolicies({runs: 1000, seed: 20_261_122, judging: await allRules(), packs});
  expect(files).toBe(1000);
  // Each is both: a fuzzer that breaks everything, or nothing, proves nothing.
  const names = ['baseline.json', 'policy.yaml', 'rule.yaml', 'waivers.yaml'];
  expect([[...read.keys()].sort(), [...refused.keys()].sort()]).toEqual([names, names]);
});
