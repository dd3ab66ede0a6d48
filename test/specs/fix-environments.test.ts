import fc from 'fast-check';
import {dump} from 'js-yaml';
import {expect, it} from 'vitest';
import {finding} from '../../src/findings/finding.ts';
import {applyFixes} from '../../src/specs/fix.ts';
import {resolvedIn} from '../../src/specs/fix-plan.ts';
import {compose, type YamlValue} from '../../src/specs/yaml/compose.ts';
import {valueAt} from '../../src/specs/yaml/edit-value.ts';

/** Two environments of one cluster each, and one of two. */
const CLUSTERS = new Map([
  ['dev', 'development'],
  ['prod-eu', 'production'],
  ['prod-us', 'production'],
  ['test', 'test'],
]);
const ENVIRONMENTS = [...new Set(CLUSTERS.values())];

const leaf = fc.constantFrom<YamlValue>(1, 2, 'x');
const inner = (value: fc.Arbitrary<YamlValue>) => fc.dictionary(fc.constantFrom('x', 'y'), value, {maxKeys: 2});
const specOf = (value: fc.Arbitrary<YamlValue>) =>
  fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(value, inner(value)), {minKeys: 1, maxKeys: 3});
const document = fc.record({
  spec: specOf(leaf),
  environments: fc.dictionary(fc.constantFrom(...ENVIRONMENTS), fc.record({spec: specOf(fc.oneof(leaf, fc.constant(null)))}), {maxKeys: 3}),
});
const change = fc.record({
  pointer: fc.constantFrom('/spec/a', '/spec/b', '/spec/a/x', '/spec/b/y'),
  to: fc.constantFrom<YamlValue>(null, 3),
  clusters: fc.subarray([...CLUSTERS.keys()], {minLength: 1}),
});

function saysNothing(value: YamlValue | undefined): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every(saysNothing);
}

/** Where a finding stands is the first line: all of it is one document. */
const LOCATION = {file: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 2, pointer: ''};

it('a fix holds in its environments, changes no value that others patch, and leaves no patch that says nothing', () => {
  let made = 0;
  fc.assert(
    fc.property(document, change, fc.constantFrom(-1, 1), (value, {pointer, to, clusters}, flowLevel) => {
      const text = dump({kind: 'Topic', ...value}, {flowLevel});
      const asked = finding({rule: 'a/rule', level: 'error', message: 'wrong', location: LOCATION, clusters, fix: {[pointer]: to}});
      const {files, fixed} = applyFixes({findings: [asked], sourceOf: () => text, environments: CLUSTERS});
      const [before, after] = [text, files.get('a.yaml')?.after ?? text].map(one => compose(one)?.value ?? null);
      if (before === undefined || after === undefined || fixed.length === 0) return;
      made++;
      const found = new Set(clusters.map(cluster => CLUSTERS.get(cluster)));
      for (const environment of ENVIRONMENTS) {
        const [old, now] = [resolvedIn(before, environment), resolvedIn(after, environment)];
        // A mapping of a patch adds to the base's, and shows what becomes of it.
        const patched = valueAt(before, `/environments/${environment}${pointer}`);
        if (found.has(environment)) expect(valueAt(now, pointer)).toEqual(to ?? undefined);
        else if (patched !== undefined && (typeof patched !== 'object' || patched === null))
          expect(valueAt(now, pointer)).toEqual(valueAt(old, pointer));
      }
      for (const environment of ENVIRONMENTS) {
        const patch = (from: YamlValue) => valueAt(from, `/environments/${environment}`);
        if (saysNothing(patch(after))) expect(saysNothing(patch(before))).toBe(true);
      }
    }),
    {numRuns: Number(process.env['FUZZ_RUNS'] ?? 200)},
  );
  expect(made).toBeGreaterThan(50);
});
