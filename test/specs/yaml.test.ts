import fc from 'fast-check';
import {dump} from 'js-yaml';
import {describe, expect, it} from 'vitest';
import {formatPointer, readYaml} from '../../src/specs/yaml/document.ts';
import {SourceFile} from '../../src/specs/yaml/source-file.ts';

const SOURCE = `# a comment
first: &anchor {b: 1, "quoted": 'it''s'} # another
alias: *anchor
big: 9223372036854775807
list:
  - one
  -
merged:
  <<: *anchor
  b: 012
text: |
  block
empty:
---
broken: [1
---
x: "a
  b"
...
%YAML 1.2
---
y: 1.50
--- # nothing here
`;

const read = (text: string) => readYaml(new SourceFile('specs/a.yaml', text));

/** The text at a location: what a user sees underlined. */
function at(text: string, {line, column, endLine, endColumn}: {line: number; column: number; endLine: number; endColumn: number}): string {
  const lines = text.split('\n');
  const offset = (row: number, col: number) => lines.slice(0, row - 1).reduce((sum, one) => sum + one.length + 1, 0) + col - 1;
  return text.slice(offset(line, column), offset(endLine, endColumn));
}

describe('documents of one file', () => {
  const {documents, findings} = read(SOURCE);
  const [first, second, third] = documents;

  it('are read one by one, and a broken one costs only itself', () => {
    expect(documents.map(({value}) => value)).toEqual([
      {
        first: {b: 1, quoted: "it's"},
        alias: {b: 1, quoted: "it's"},
        big: '9223372036854775807',
        list: ['one', null],
        merged: {b: '012', quoted: "it's"},
        text: 'block\n',
        empty: null,
      },
      {x: 'a b'},
      {y: 1.5},
    ]);
    expect(findings).toMatchObject([{rule: 'syntax/yaml', location: {line: 15, column: 9}}]);
  });

  it.each([
    ['/first/quoted', `'it''s'`],
    ['/alias/quoted', `'it''s'`],
    ['/merged/quoted', `'it''s'`],
    ['/merged/b', '012'],
    ['/big', '9223372036854775807'],
    ['/list/0', 'one'],
    ['/list/1', 'list'],
    ['/first', `{b: 1, "quoted": 'it''s'}`],
    ['/empty', 'empty'],
    ['/merged/missing', 'merged'],
    ['/merged/missing/deeper', 'merged'],
  ])('%s is at %s', (pointer, text) => expect(at(SOURCE, first?.locate(pointer) ?? expect.fail())).toBe(text));

  it('a key is found in place of its value', () =>
    expect(at(SOURCE, first?.locate('/first/quoted', {key: true}) ?? expect.fail())).toBe('"quoted"'));
  it('a value of two lines ends on the second', () =>
    expect(second?.locate('/x')).toMatchObject({line: 17, column: 4, endLine: 18, endColumn: 5}));
  it('a block of text stands from its first character to its last', () => {
    const text = 'a: |\n\n    7d\n    8d\n\nb: >-\n  x\nc: |+\n\n';
    const [document] = read(text).documents;
    expect(['/a', '/b', '/c'].map(pointer => at(text, document?.locate(pointer) ?? expect.fail()))).toEqual(['7d\n    8d', 'x', '\n']);
    expect(document?.written('/a')).toBeUndefined();
  });
  it('gives the source text of a value', () => expect(third?.written('/y')).toBe('1.50'));
});

describe('what YAML allows and a spec does not', () => {
  it.each([
    ['a: 1\na: 2\n', 'syntax/duplicate-key', 2, 1],
    ['a: *nowhere\n', 'syntax/alias', 1, 4],
    ['a: &x {b: *x}\n', 'syntax/alias', 1, 11],
    ['a: !!int 1\n', 'syntax/tag', 1, 4],
    ['? [1]\n: 2\n', 'syntax/yaml', 1, 3],
    ['<<: 1\n', 'syntax/merge', 1, 1],
    ['a: "\u0001"\n', 'syntax/yaml', 1, 5],
  ])('%j is %s', (text, rule, line, column) => {
    const {findings} = read(text);
    expect(findings.map(one => [one.rule, one.location.line, one.location.column])).toEqual([[rule, line, column]]);
  });

  it('aliases that unfold without end are refused at once', () => {
    const bomb = [
      'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
      ...Array.from({length: 12}, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`),
    ].join('\n');
    expect(read(bomb).findings).toMatchObject([{rule: 'syntax/alias'}]);
  });

  it('deep nesting is refused', () =>
    expect(read(`a: ${'['.repeat(500)}${']'.repeat(500)}`).findings).toMatchObject([{rule: 'syntax/yaml'}]));
  it('__proto__ is a key like any other', () => {
    const [document] = read('__proto__: {polluted: yes}\n').documents;
    expect(Object.keys(document?.value ?? {})).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
  it.each(['no', 'on', 'yes', '0o17', '0x1F', '1e3', '.inf', '12.0', '012', '+5', '1_000'])('%s is text', written =>
    expect(read(`a: ${written}`).documents[0]?.value).toEqual({a: written}),
  );
  it('a byte order mark and CRLF change no position', () => {
    const text = 'a: 1\r\nb: two\r\n';
    expect(read(text).documents[0]?.locate('/b')).toMatchObject({line: 2, column: 4, endColumn: 7});
  });
});

describe('what is wrong with the syntax is said where it was caused', () => {
  const tab = 'a tab cannot indent YAML; use spaces';
  it.each([
    ['a: 1\nmetadata: {name: x\nspec: 1\n', 'this `{` is not closed', 2, 11],
    ['a: {x: [1, "]", 2\nb: 1\n', 'this `[` is not closed', 1, 8],
    ['a: b [c # [\nx: |\n  [ "\nd: [1\n\ne: 2\n', 'this `[` is not closed', 4, 4],
    ['a: [1, 2', 'this `[` is not closed', 1, 4],
    ['a:\n  b: "x\nc: 1\n', 'this quote is not closed', 2, 6],
    ["a: 'it''s\nb: 1\n", 'this quote is not closed', 1, 4],
    ['a: ["x, y]\nb: "z"\n', 'this quote is not closed', 1, 5],
    ['a: !!str "x\n', 'this quote is not closed', 1, 10],
    ['--- [1\n', 'this `[` is not closed', 1, 5],
    ['a: 1\nb: {\n  c: [1],\n}\n', 'this `}` must be indented further than the key whose `{` it closes', 4, 1],
    ['a:\n  b: [\n    1,\n\n  # "\n  ]\n', 'this `]` must be indented further than the key whose `[` it closes', 6, 3],
    ['a: {\nb: 1\n}\n', 'what stands behind the `{` must be indented further than its key', 2, 1],
    ['a: {b: 1,\nc: "}"\nd: {e: 1}\n', 'this `{` is not closed', 1, 4],
    ['metadata:\n\tname: x\n', tab, 2, 1],
    ['metadata:\n  name: x\n\towner: y\n', tab, 3, 1],
    ['metadata:\n  name: x\n  \towner: y\n', tab, 3, 3],
    ['spec:\n  list:\n\t- a\n', tab, 3, 1],
    ['\ta: 1\n', tab, 1, 1],
  ])('%j', (text, message, line, column) => {
    const {findings} = read(text);
    expect(findings.map(one => [one.message, one.location.line, one.location.column])).toEqual([[message, line, column]]);
  });
});

/** Trees whose text a person could have written: what comes back must be what went in, and stand where it was found. */
const scalar = fc.oneof(
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.stringMatching(/^[ -~]{0,12}$/),
  fc.constantFrom('ä', '🙂 smile', "it's", '"', '- x', 'a: b', '# no', '{', '[x]', 'multi\nline', ' lead', 'trail '),
);
const tree = fc.letrec(tie => ({
  node: fc.oneof(
    {depthSize: 'small'},
    scalar,
    fc.array(tie('node'), {maxLength: 3}),
    fc.dictionary(fc.stringMatching(/^[a-z .~/-]{1,6}$/), tie('node'), {maxKeys: 4}),
  ),
})).node;

function leaves(value: unknown, path: string[] = []): {path: string[]; value: unknown}[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, [...path, String(index)]));
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]));
  return [{path, value}];
}

it('every value is read as written and located at its own text', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), tree, {minKeys: 1, maxKeys: 4}), fc.boolean(), (value, flow) => {
      const text = dump(value, {flowLevel: flow ? 1 : -1, lineWidth: -1, noRefs: true});
      const {documents, findings} = read(text);
      expect(findings).toEqual([]);
      const [document] = documents;
      expect(document?.value).toEqual(value);
      for (const leaf of leaves(value)) {
        const pointer = formatPointer(leaf.path);
        const written = document?.written(pointer);
        if (written === undefined || /^[|>]/m.test(written) || (typeof leaf.value === 'string' && leaf.value.includes('\n'))) continue;
        expect(read(`v: ${written}`).documents[0]?.value, `${pointer} in ${JSON.stringify(text)}`).toEqual({v: leaf.value});
        expect(at(text, document?.locate(pointer) ?? expect.fail())).toBe(written);
      }
    }),
    {numRuns: 300},
  );
});
