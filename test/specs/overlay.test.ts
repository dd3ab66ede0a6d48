import fc from 'fast-check';
import {dump} from 'js-yaml';
import {describe, expect, it} from 'vitest';
import {overlay} from '../../src/specs/overlay.ts';
import {formatPointer, readYaml} from '../../src/specs/yaml/document.ts';
import {SourceFile} from '../../src/specs/yaml/source-file.ts';
import {resolvedText} from '../policy/resolved.ts';

type Json = null | boolean | number | string | Json[] | {[key: string]: Json};

const isObject = (value: unknown): value is {[key: string]: Json} => typeof value === 'object' && value !== null && !Array.isArray(value);

/** RFC 7386, section 2, word for word. */
function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged: {[key: string]: Json} = isObject(target) ? {...target} : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = mergePatch(merged[name], value);
  }
  return merged;
}

function overlaid(spec: {[key: string]: Json}, patch: {[key: string]: Json}) {
  const text = dump({spec, environments: {production: {spec: patch}}}, {noRefs: true});
  const [document] = readYaml(new SourceFile('a.yaml', text)).documents;
  if (document === undefined) throw new Error('no document');
  return {text, merged: overlay(document, spec, 'production', patch)};
}

const key = fc.constantFrom('a', 'b', 'c', 'retention.ms', 'x/y');
const json: fc.Arbitrary<Json> = fc.letrec<{node: Json}>(tie => ({
  node: fc.oneof(
    {depthSize: 'small'},
    fc.integer(),
    fc.boolean(),
    fc.stringMatching(/^[a-z]{0,4}$/),
    fc.array(fc.integer(), {maxLength: 2}),
    fc.dictionary(key, tie('node'), {maxKeys: 3}),
  ),
})).node;
const object = fc.dictionary(key, json, {maxKeys: 4});
const patch = fc.dictionary(key, fc.oneof({weight: 1, arbitrary: fc.constant<Json>(null)}, {weight: 4, arbitrary: json}), {
  minKeys: 1,
  maxKeys: 4,
});

it('is a JSON merge patch', () => {
  fc.assert(
    fc.property(object, patch, (spec, change) => {
      expect(overlaid(spec, change).merged.spec).toEqual(mergePatch(spec, change));
    }),
  );
});

it('every value leads back to the text that it came from', () => {
  fc.assert(
    fc.property(object, patch, (spec, change) => {
      const {merged} = overlaid(spec, change);
      for (const {path, value} of scalars(merged.spec)) {
        const written = merged.written(formatPointer(['spec', ...path]));
        expect(readYaml(new SourceFile('v.yaml', `v: ${written}`)).documents[0]?.value).toEqual({v: value});
      }
    }),
  );
});

function scalars(value: unknown, path: string[] = []): {path: string[]; value: unknown}[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => scalars(item, [...path, String(index)]));
  if (isObject(value)) return Object.entries(value).flatMap(([name, item]) => scalars(item, [...path, name]));
  return [{path, value}];
}

describe('positions', () => {
  const {merged, text} = overlaid({partitions: 12, config: {'retention.ms': 1, kept: 2}}, {partitions: 3, config: {'retention.ms': null}});
  const lineOf = (pointer: string) => text.split('\n')[merged.locate(pointer).line - 1]?.trim();
  const inPatch = (pointer: string) => merged.locate(pointer).line > text.split('\n').indexOf('environments:') + 1;

  it('a patched value points into the patch', () =>
    expect([lineOf('/spec/partitions'), inPatch('/spec/partitions')]).toEqual(['partitions: 3', true]));
  it('an untouched one into the base', () =>
    expect([lineOf('/spec/config/kept'), inPatch('/spec/config/kept')]).toEqual(['kept: 2', false]));
  it('a removed one at the null that removed it', () =>
    expect([lineOf('/spec/config/retention.ms'), inPatch('/spec/config/retention.ms')]).toEqual(['retention.ms: null', true]));
  it('the pointer stays that of the resolved document', () => expect(merged.locate('/spec/partitions').pointer).toBe('/spec/partitions'));
});

describe('a patch with keys that every object has', () => {
  it('shows each of them where it stands, and none changes what the spec inherits', () => {
    const keys = ['__proto__', 'constructor', 'toString'];
    const {findings} = resolvedText(`apiVersion: weir/v1
kind: Cluster
metadata: {name: one}
spec: {environment: test, sandbox: true}
---
apiVersion: weir/v1
kind: Topic
metadata: {name: a}
spec: {replicationFactor: 3}
environments:
  test:
    spec:
${keys.map(one => `      ${one}: {partitions: 3}`).join('\n')}
`);
    expect(findings.map(({rule, location: {line, column}}) => [rule, line, column])).toEqual([
      ['schema/missing-key', 9, 1],
      ...keys.map((_key, index) => ['schema/unknown-key', 13 + index, 7]),
    ]);
  });
});
