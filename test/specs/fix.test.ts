import {chmodSync, lstatSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {type Finding, finding} from '../../src/findings/finding.ts';
import {applyFixes} from '../../src/specs/fix.ts';
import {writeFixes} from '../../src/specs/write-fixes.ts';
import type {YamlValue} from '../../src/specs/yaml/compose.ts';
import {readYaml} from '../../src/specs/yaml/document.ts';
import {SourceFile} from '../../src/specs/yaml/source-file.ts';

const FILE = 'topic-specs/a.yaml';

/** A finding at a pointer of the first document. */
function found(text: string, parts: Partial<Finding>, pointer = ''): Finding {
  const location = readYaml(new SourceFile(FILE, text)).documents[0]?.locate(pointer) ?? expect.fail('there is no document');
  return {...finding({rule: 'test/rule', level: 'error', message: 'wrong', location}), ...parts};
}

const ENVIRONMENTS: Record<string, string> = {'prod-eu': 'production', 'prod-us': 'production', dev: 'development'};

function fix(text: string, ...findings: Partial<Finding>[]) {
  const {fixed, refused, files} = applyFixes({
    findings: findings.map(parts => found(text, parts)),
    sourceOf: file => (file === FILE ? text : undefined),
    environments: new Map(Object.entries(ENVIRONMENTS)),
  });
  return {fixed, reasons: refused.map(({reason}) => reason), text: files.get(FILE)?.after, isUntouched: !files.has(FILE)};
}

const PATCHED = `kind: Topic
spec:
  config: {retention.ms: 1, flush.ms: 2}
environments:
  production: {spec: {config: {retention.ms: 3}}}
  development: {spec: {config: {flush.ms: null}}}
`;

describe('a fix goes where the value was written', () => {
  it('in the patch where the patch decided it', () => {
    const {text, fixed} = fix(PATCHED, {clusters: ['prod-eu'], fix: {'/spec/config/retention.ms': 7}});
    expect(text).toBe(PATCHED.replace('retention.ms: 3', 'retention.ms: 7'));
    expect(fixed).toMatchObject([{pointer: '/environments/production/spec/config/retention.ms', before: 3, after: 7}]);
  });

  it('in the base where no patch did, once for all clusters', () =>
    expect(fix(PATCHED, {clusters: ['prod-eu', 'prod-us'], fix: {'/spec/config/flush.ms': 7}}).text).toBe(
      PATCHED.replace('flush.ms: 2', 'flush.ms: 7'),
    ));

  it('in each place where environments differ', () =>
    expect(fix(PATCHED, {clusters: ['dev', 'prod-eu'], fix: {'/spec/config/retention.ms': 7}}).text).toBe(
      PATCHED.replace('retention.ms: 1', 'retention.ms: 7').replace('retention.ms: 3', 'retention.ms: 7'),
    ));

  it('in place of the null that removed it', () =>
    expect(fix(PATCHED, {clusters: ['dev'], fix: {'/spec/config/flush.ms': 7}}).text).toBe(PATCHED.replace('null', '7')));

  it('a removal in a patch hides what stands below it', () =>
    expect(fix(PATCHED, {clusters: ['prod-eu'], fix: {'/spec/config/retention.ms': null}}).text).toBe(
      PATCHED.replace('retention.ms: 3', 'retention.ms: null'),
    ));

  it('a key is renamed in the base and in the patch', () =>
    expect(fix(PATCHED, {clusters: ['prod-eu'], rename: {'/spec/config/retention.ms': 'x'}}).text).toBe(
      PATCHED.replace('retention.ms: 1', 'x: 1').replace('retention.ms: 3', 'x: 3'),
    ));

  const REMOVED = {fix: {'/spec/config/flush.ms': null}};
  it('a key that no environment has then goes from the base and from the patches', () => {
    const text = PATCHED.replace('{retention.ms: 3}', '{retention.ms: 3, flush.ms: 4}');
    expect(fix(text, {clusters: ['prod-eu', 'prod-us'], ...REMOVED})).toMatchObject({
      text: PATCHED.replace(', flush.ms: 2', '').replace(/ {2}development.*\n/, ''),
      fixed: [{pointer: '/spec/config/flush.ms'}, {pointer: /production/}, {pointer: /development/}].map(({pointer}) => ({
        pointer: typeof pointer === 'string' ? pointer : expect.stringMatching(pointer),
        after: undefined,
      })),
    });
  });

  it('also where the findings of its environments are two', () => {
    const text = PATCHED.replace('{retention.ms: 3}', '{retention.ms: 3, flush.ms: 4}').replace('flush.ms: null', 'flush.ms: 5');
    const both = fix(text, {clusters: ['prod-eu', 'prod-us'], ...REMOVED}, {clusters: ['dev'], level: 'note', ...REMOVED});
    expect(both.text).toBe(PATCHED.replace(', flush.ms: 2', '').replace(/ {2}development.*\n/, ''));
    expect(both.reasons).toEqual([]);
  });

  it('and stays in the base where an environment of the document still has it', () => {
    const other = PATCHED.replace('development', 'test').replace('{retention.ms: 3}', '{flush.ms: 4}');
    expect(fix(other, {clusters: ['prod-eu', 'prod-us'], ...REMOVED}).text).toBe(other.replace('flush.ms: 4', 'flush.ms: null'));
    const narrow = other.replace('spec:', 'metadata: {clusters: [prod-eu]}\nspec:');
    expect(fix(narrow, {clusters: ['prod-eu'], ...REMOVED}).text).toBe(
      narrow.replace(', flush.ms: 2', '').replace(/environments:(?:.|\n)*/, ''),
    );
  });

  it('takes along what of a patch says nothing then', () => {
    const text = PATCHED.replace('{spec: {config: {flush.ms: null}}}', '{spec: {other: {a: {b: 1}, c: {}}, x: 1}}');
    const without = (key: string, from: string) => fix(from, {clusters: ['dev'], fix: {[`/spec/${key}`]: null}});
    expect(without('other/a/b', text).text).toBe(text.replace('other: {a: {b: 1}, c: {}}, ', ''));
    expect(without('other/a/b', text.replace(', x: 1', '')).text).toBe(text.replace(/ {2}development.*\n/, ''));
    const alone = text.replace(/ {2}production.*\n/, '').replace(', x: 1', '');
    expect(without('other/a/b', alone).text).toBe(text.replace(/environments:(?:.|\n)*/, ''));
  });

  it('a Cluster takes no patches', () => {
    const text = PATCHED.replace('Topic', 'Cluster');
    expect(fix(text, {clusters: ['prod-eu'], fix: {'/spec/config/retention.ms': 7}}).text).toBe(text.replace('.ms: 1', '.ms: 7'));
  });
});

describe('a fix is refused with its reason', () => {
  const SHARED =
    'x-defaults: &defaults {a: 1}\n---\n# comment\nx-y:\n  more: &more {b: 1}\nspec:\n  config:\n    <<: *more\n    c: *more\n';
  it('where the value is shared by an anchor', () => {
    const second = readYaml(new SourceFile(FILE, SHARED)).documents[1]?.locate('/spec/config/b') ?? expect.fail();
    const one = {...found(SHARED, {fix: {'/spec/config/b': 2}}), location: second};
    const other = {...one, fix: {'/spec/x': 1}};
    const {refused, fixed} = applyFixes({findings: [one, other], sourceOf: () => SHARED, environments: new Map()});
    expect(refused.map(({reason}) => reason)).toEqual([`the value comes from the anchor at ${FILE}:5, used 2 times`]);
    expect(fixed).toMatchObject([{pointer: '/spec/x'}]);
  });

  it('where a graver finding wants another value', () => {
    const {text, reasons, fixed} = fix(
      'a: x\n',
      {rule: 'a/note', level: 'note', fix: {'/a': 2}},
      {rule: 'x/error', fix: {'/a': 3}},
      {rule: 'x/same', level: 'warning', fix: {'/a': 3}},
    );
    expect(text).toBe('a: 3\n');
    expect(reasons).toEqual(['the fix of x/error changes the same place; check again after it']);
    expect(fixed.map(one => [one.finding.rule, one.before])).toEqual([
      ['x/error', 'x'],
      ['x/same', 'x'],
    ]);
  });

  it('all values of a finding or none', () =>
    expect(fix('a: 1\nb: |\n  x\n', {fix: {'/a': 2, '/b': 'y'}})).toMatchObject({
      isUntouched: true,
      reasons: ['it is written as a block of text (| or >)'],
    }));

  it.each([
    ['a: !!str 1\n', {'/a': 2}, /^the document would not read as it should/],
    ['a: 1\n', {'/a': undefined}, /a value that YAML cannot hold/],
    ['a: 1\n', {'/a': Number.NaN}, /a value that YAML cannot hold/],
    ['a: 1\n', {'/a': 2 ** 60}, /^the document would not read as it should/],
    [PATCHED.replace('{flush.ms: null}', 'null'), {'/spec/config/x': 2}, /would undo it/],
    [
      PATCHED.replace('{spec: {config: {flush.ms: null}}}', '\n    # why\n    spec:\n      other: 1'),
      {'/spec/other': null},
      /nothing but comments would be left of \/environments\/development/,
    ],
  ])('%j %j', (text, fixes, reason) =>
    expect(fix(text, {clusters: ['dev'], fix: fixes})).toMatchObject({isUntouched: true, reasons: [expect.stringMatching(reason)]}),
  );

  it('where the document or the file cannot be read', () => {
    const text = 'a: 1\n---\nb: [\n';
    const broken = {...found(text, {fix: {'/b': 1}}), location: new SourceFile(FILE, text).location(12, 13, '')};
    const elsewhere = {...broken, location: {...broken.location, file: 'none.yaml'}};
    const {refused, files} = applyFixes({
      findings: [broken, elsewhere, found(text, {fix: {'/a': 2}})],
      sourceOf: file => (file === FILE ? text : undefined),
      environments: new Map(),
    });
    expect(refused.map(({reason}) => reason).sort()).toEqual(['its document cannot be read', 'its file was not read']);
    expect(files.get(FILE)?.after).toBe('a: 2\n---\nb: [\n');
  });
});

describe('what a waiver accepts on one cluster', () => {
  const open = {clusters: ['prod-eu'], fix: {'/spec/config/flush.ms': 7}};
  const waived = {clusters: ['dev'], waivedBy: 'me'};
  const BASE = PATCHED.replace('flush.ms: null', 'x: 1');

  it.each<[string, Partial<Finding>, Partial<Finding>]>([
    ['is not changed for another', open, {...waived, fix: open.fix}],
    ['is not changed by another rule', open, {...waived, rule: 'test/other', location: found(BASE, {}, '/spec/config/flush.ms').location}],
    ['is not added for another', {...open, fix: {'/spec/config/y': 7}}, {...waived, fix: {'/spec/config/y': 8}}],
    ['is not changed with what stands around it', {...open, fix: {'/spec/config': 7}}, {...waived, fix: {'/spec/config/flush.ms': 8}}],
    ['is not changed in an environment that both share', open, {...waived, clusters: ['prod-us'], fix: open.fix}],
  ])('%s', (_name, one, other) =>
    expect(fix(BASE, one, other)).toMatchObject({
      isUntouched: true,
      reasons: [`a waiver accepts this value on ${other.clusters?.join()}, where it would change too`],
    }),
  );

  it('does not hold what is written elsewhere, or asked for there too', () => {
    expect(fix(PATCHED, open, {...waived, fix: open.fix}).text).toBe(PATCHED.replace('flush.ms: 2', 'flush.ms: 7'));
    const both = {...open, clusters: ['dev', 'prod-eu']};
    expect(fix(BASE, both, {...waived, rule: 'test/other', fix: open.fix}).text).toBe(BASE.replace('flush.ms: 2', 'flush.ms: 7'));
  });

  it('is known also where only some findings are fixed', () => {
    const {files, refused} = applyFixes({
      findings: [found(BASE, open)],
      waived: [found(BASE, {...waived, fix: open.fix})],
      sourceOf: () => BASE,
      environments: new Map(Object.entries(ENVIRONMENTS)),
    });
    expect([files.size, refused.length]).toEqual([0, 1]);
  });
});

describe('of two values for one place', () => {
  it.each<[YamlValue, YamlValue, YamlValue, YamlValue]>([
    [1, 2, 3, 3],
    [1, 3, 2, 3],
    [9, 5, 7, 5],
    ['1d', '36h', '1w', '1w'],
    ['10MiB', 1_048_576, '512KiB', '512KiB'],
  ])('in place of %j, %j and %j: %j serves both', (stated, one, other, expected) => {
    const outcome = fix(`a: ${stated}\n`, {rule: 'a/one', fix: {'/a': one}}, {rule: 'a/other', level: 'note', fix: {'/a': other}});
    expect(outcome).toMatchObject({text: `a: ${expected}\n`, reasons: []});
    expect(outcome.fixed.map(({before, after}) => [before, after])).toEqual([
      [stated, expected],
      [stated, expected],
    ]);
  });

  it.each<[YamlValue, YamlValue, YamlValue]>([
    [5, 6, 4],
    [-1, 2, 3],
    [5, 3, -1],
    ['1d', '7d', '1MiB'],
    ['a', 'b', 'c'],
  ])('in place of %j, %j and %j: the graver one', (stated, one, other) =>
    expect(fix(`a: ${stated}\n`, {rule: 'a/one', fix: {'/a': one}}, {level: 'note', fix: {'/a': other}})).toMatchObject({
      text: `a: ${one}\n`,
      reasons: ['the fix of a/one changes the same place; check again after it'],
    }),
  );
});

it('a comment above a removed key stays, and its line is told', () => {
  const text = 'x: 1\n---\n# of a\na: 1 # behind\nb: 2\n\n# apart\n\nc: 3\nd: {\n  # of e\n  e: 1, f: 2, g: 3}\n';
  const second = readYaml(new SourceFile(FILE, text)).documents[1]?.locate('') ?? expect.fail();
  const of = (pointer: string): Finding => ({...found(text, {fix: {[pointer]: null}}), location: second});
  const findings = ['/a', '/b', '/c', '/d/e', '/d/f'].map(of);
  const {fixed, files} = applyFixes({findings, sourceOf: () => text, environments: new Map()});
  expect(fixed.map(({pointer, document, commentLine}) => [pointer, document, commentLine])).toEqual([
    ['/a', 1, 3],
    ['/b', 1, undefined],
    ['/c', 1, undefined],
    ['/d/e', 1, 11],
    ['/d/f', 1, undefined],
  ]);
  expect(files.get(FILE)?.after).toContain('# of a\n\n# apart\n\nd: {\n  # of e\n  g: 3}\n');
});

it('what is waived or in the baseline stays', () => {
  const both = fix('a: 1\n', {waivedBy: 'me', fix: {'/a': 2}}, {baselined: true, fix: {'/a': 2}}, {});
  expect(both).toMatchObject({isUntouched: true, reasons: [], fixed: []});
});

it('a value that may be a secret is not told', () =>
  expect(fix('a: hunter2\n', {redacted: true, fix: {'/a': 'x'}}).fixed[0]).toMatchObject({before: undefined, after: undefined}));

describe('fixed files', () => {
  let cwd: string;
  beforeEach(() => {
    cwd = mkdtempSync(path.join(tmpdir(), 'weir-fix-'));
  });
  afterEach(() => rmSync(cwd, {recursive: true}));
  const write = (before: string) => writeFixes({cwd, files: new Map([['a.yaml', {before, after: 'a: 2\n'}]])});

  it('keep their permissions and their byte order mark', () => {
    writeFileSync(path.join(cwd, 'a.yaml'), '\uFEFFa: 1\n');
    chmodSync(path.join(cwd, 'a.yaml'), 0o640);
    expect(write('a: 1\n')).toEqual({written: ['a.yaml'], refused: []});
    expect(readFileSync(path.join(cwd, 'a.yaml'), 'utf8')).toBe('\uFEFFa: 2\n');
    expect(statSync(path.join(cwd, 'a.yaml')).mode & 0o777).toBe(0o640);
  });

  it('are written through a link', () => {
    writeFileSync(path.join(cwd, 'real.yaml'), 'a: 1\n');
    symlinkSync('real.yaml', path.join(cwd, 'a.yaml'));
    write('a: 1\n');
    expect(lstatSync(path.join(cwd, 'a.yaml')).isSymbolicLink()).toBe(true);
    expect(readFileSync(path.join(cwd, 'real.yaml'), 'utf8')).toBe('a: 2\n');
  });

  it('are left alone where they changed since they were read, or are gone', () => {
    writeFileSync(path.join(cwd, 'a.yaml'), 'a: 9\n');
    expect(write('a: 1\n')).toMatchObject({written: [], refused: [{file: 'a.yaml', reason: expect.stringContaining('changed')}]});
    expect(readFileSync(path.join(cwd, 'a.yaml'), 'utf8')).toBe('a: 9\n');
    rmSync(path.join(cwd, 'a.yaml'));
    expect(write('a: 1\n').refused).toMatchObject([{reason: expect.stringContaining('could not be written')}]);
  });
});
