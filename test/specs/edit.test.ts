import {describe, expect, it} from 'vitest';
import {type Edit, spliceEdit} from '../../src/specs/yaml/edit.ts';
import {applySplices} from '../../src/specs/yaml/splice.ts';

/** The text after an edit, or why there is none. */
function edited(text: string, edit: Edit): string {
  const splices = spliceEdit(text, edit);
  return 'refused' in splices ? `refused: ${splices.refused}` : applySplices(text, splices);
}

const to = (pointer: string, value: Extract<Edit, {to: unknown}>['to']): Edit => ({pointer, to: value});
const remove = (pointer: string): Edit => ({pointer, remove: true});
const rename = (pointer: string, key: string): Edit => ({pointer, rename: key});

describe('a value is replaced in the style that it had', () => {
  it.each<[string, Edit, string]>([
    ['a: 1 # why\n', to('/a', 2), 'a: 2 # why\n'],
    ['a: 1', to('/a', 2), 'a: 2'],
    ['a: one\n', to('/a', 'two'), 'a: two\n'],
    ["a: 'one'\n", to('/a', "it's"), "a: 'it''s'\n"],
    ['a: "one"\n', to('/a', 'two'), 'a: "two"\n'],
    ['a: "12"\n', to('/a', 12), 'a: 12\n'],
    ['a: 12\n', to('/a', '12'), 'a: "12"\n'],
    ['a: one\n', to('/a', 'yes'), 'a: "yes"\n'],
    ['a: one\n', to('/a', '7d'), 'a: 7d\n'],
    [
      'a: one\n',
      to('/a', '\u00e9t\u00e9 \u0939\u093f\u0928\u094d\u0926\u0940 \u0663'),
      'a: \u00e9t\u00e9 \u0939\u093f\u0928\u094d\u0926\u0940 \u0663\n',
    ],
    ['a: one\n', to('/a', '\u0301x'), 'a: "\u0301x"\n'],
    ['a: one\n', to('/a', 'a\u2028b\u00a0c'), 'a: "a\\u2028b\u00a0c"\n'],
    ['a: one\n', to('/a', 'User:audit'), 'a: User:audit\n'],
    ['a: one\n', to('/a', 'b: c # d'), 'a: "b: c # d"\n'],
    ["a: 'one'\n", to('/a', 'two\nlines'), 'a: "two\\nlines"\n'],
    ['a: one\n', to('/a', 'fe80:0:0:0:0:0:0:1'), 'a: fe80:0:0:0:0:0:0:1\n'],
    ['a: one\n', to('/a', '0:0:0:0:0:0:0:1'), 'a: "0:0:0:0:0:0:0:1"\n'],
    ['a: two\n  lines # c\nb: 1\n', to('/a', 'x'), 'a: x # c\nb: 1\n'],
    ['a:\n  one # c\n', to('/a', 'two'), 'a:\n  two # c\n'],
    ['a: !!str 12\n', to('/a', 'x'), 'a: !!str x\n'],
    ['a: &x 1\n', to('/a', 2), 'a: &x 2\n'],
    ['a: {b: 1, c: [x, y]} # d\n', to('/a/c/1', 'z'), 'a: {b: 1, c: [x, z]} # d\n'],
    ['a:\n- b: 1\n- b: 2 # c\n', to('/a/1/b', 3), 'a:\n- b: 1\n- b: 3 # c\n'],
    ['a: [x, # why\n  y]\n', to('/a', ['z']), 'refused: comments inside it would be lost'],
    ['a: [x,\n  y] # c\n', to('/a', ['z']), 'a: [z] # c\n'],
    ['a:\n  - x\n  - y\n\nb: 1\n', to('/a', ['x', 'z']), 'a: [x, z]\n\nb: 1\n'],
    ['a:\n- x\nb: 1\n', to('/a', 'x'), 'a: x\nb: 1\n'],
    ['a:\n  - x # c\nb: 1\n', to('/a', 'x'), 'refused: comments inside it would be lost'],
    ['a:\n  b: 1\n', to('/a', {b: {'c d': null}}), 'a: {b: {c d: null}}\n'],
    ['a: |\n  text\n', to('/a', 'x'), 'refused: it is written as a block of text (| or >)'],
    ['a:\n  - |\n    text\nb: 1\n', to('/a', 'x'), 'refused: a block of text (| or >) stands inside it'],
    ['a: # none yet\nb: 1\n', to('/a', 1), 'a: 1 # none yet\nb: 1\n'],
    ['a:\n', to('/a', 1), 'a: 1\n'],
    ['a: &x\n', to('/a', 1), 'a: &x 1\n'],
    ['{a: , b}\n', to('/a', 1), '{a: 1 , b}\n'],
    ['{a: , b}\n', to('/b', 1), '{a: , b: 1}\n'],
    ['a:\n  -\n', to('/a/0', 1), 'refused: nothing is written there'],
    ['a: [1]\n', to('/a/1', 1), 'refused: the list has no entry 1'],
    ['? a\n: 1\n', to('/a', 2), '? a\n: 2\n'],
    ['--- {a: 1}\n', to('/a', 2), '--- {a: 2}\n'],
    ['a: 1\r\nb: 2\r\n', to('/b', 3), 'a: 1\r\nb: 3\r\n'],
    ['a: 1\n', to('', 3), 'refused: a whole document is not replaced'],
    ['"a/b": {"~": 1}\n', to('/a~1b/~0', 2), '"a/b": {"~": 2}\n'],
  ])('%j %j', (text, edit, expected) => expect(edited(text, edit)).toBe(expected));
});

describe('a missing key is inserted after the last one beside it', () => {
  it.each<[string, Edit, string]>([
    ['a:\n  b: 1 # c\n\n# end\nd: 1\n', to('/a/x', 2), 'a:\n  b: 1 # c\n  x: 2\n\n# end\nd: 1\n'],
    ['a:\n    b: 1', to('/a/x', 2), 'a:\n    b: 1\n    x: 2'],
    ['a:\r\n  b: 1\r\n', to('/a/x', 2), 'a:\r\n  b: 1\r\n  x: 2\r\n'],
    ['a:\n    b: 1\n', to('/a/x/y', 2), 'a:\n    b: 1\n    x:\n        y: 2\n'],
    ['a: 1\n', to('/x/y', 2), 'a: 1\nx:\n  y: 2\n'],
    ['a:\n  - b: 1\n    c: {d: 1}\n  - e: 1\n', to('/a/0/x', 2), 'a:\n  - b: 1\n    c: {d: 1}\n    x: 2\n  - e: 1\n'],
    ['a:\n- b: 1\n', to('/a/0/x', 2), 'a:\n- b: 1\n  x: 2\n'],
    ['a:\n  b:\n    - 1\n    # c\n  # d\n', to('/a/x', 2), 'a:\n  b:\n    - 1\n  x: 2\n    # c\n  # d\n'],
    ['a:\n  b: |\n    text\n\nc: 1\n', to('/a/x', 2), 'a:\n  b: |\n    text\n  x: 2\n\nc: 1\n'],
    ['a:\n  b: |+\n    text\n\nc: 1\n', to('/a/x', 2), 'a:\n  b: |+\n    text\n\n  x: 2\nc: 1\n'],
    ['a:\n  b: |-\n    text', to('/a/x', 2), 'a:\n  b: |-\n    text\n  x: 2'],
    ['a:\n  b:\n', to('/a/x', 2), 'a:\n  b:\n  x: 2\n'],
    ['a: # none\nb: 1\n', to('/a/x/y', 2), 'a: # none\n  x:\n    y: 2\nb: 1\n'],
    ['a: ~ # none\n', to('/a/x/y', 2), 'a: {x: {y: 2}} # none\n'],
    ['a: 1\n', to('/a/x', 2), 'refused: what stands there is no mapping'],
    ['a: {} # none\n', to('/a/x', 2), 'a: {x: 2} # none\n'],
    ['a: { b: 1 }\n', to('/a/x', 2), 'a: { b: 1, x: 2 }\n'],
    ['a: {b: 1,}\n', to('/a/x', 2), 'a: {b: 1, x: 2,}\n'],
    ['a: {b: 1}\n', to('/a/x/y', 'z'), 'a: {b: 1, x: {y: z}}\n'],
    ['{"a": {"b": 1}}\n', to('/a/x', 'y'), '{"a": {"b": 1, "x": "y"}}\n'],
    ['a: {\n  b: 1, # c\n  d: 2 # e\n  }\n', to('/a/x', 2), 'a: {\n  b: 1, # c\n  d: 2, # e\n  x: 2\n  }\n'],
    ['a: {\n  b: 1, # c\n  }\n', to('/a/x', 2), 'a: {\n  b: 1, # c\n  x: 2,\n  }\n'],
    ['a: {\n  b: 1}\n', to('/a/x', 2), 'a: {\n  b: 1, x: 2}\n'],
    ['a: {b: , c: }\n', to('/a/x', 2), 'a: {b: , c:, x: 2 }\n'],
    ['a: [b: 1]\n', to('/a/0/x', 2), 'refused: the mapping has no braces'],
    ['b: &b {c: 1}\na:\n  <<: *b\n', to('/a/x', 2), 'b: &b {c: 1}\na:\n  <<: *b\n  x: 2\n'],
    ['b: &b {c: 1}\na: {<<: *b}\n', to('/a/x', 2), 'b: &b {c: 1}\na: {<<: *b, x: 2}\n'],
    ['a: {b: 1}\n', to('/a/<<', 2), 'a: {b: 1, "<<": 2}\n'],
  ])('%j %j', (text, edit, expected) => expect(edited(text, edit)).toBe(expected));
});

describe('a key is removed with its lines', () => {
  it.each<[string, Edit, string]>([
    ['a: 1\nb: 2 # c\nd: 3\n', remove('/b'), 'a: 1\nd: 3\n'],
    ['a: 1\n# why\nb:\n  - 2\n  - 3\n\nd: 3\n', remove('/b'), 'a: 1\n# why\n\nd: 3\n'],
    ['a: 1\nb: 2', remove('/b'), 'a: 1'],
    ['a: 1\r\nb: 2\r\nc: 3', remove('/b'), 'a: 1\r\nc: 3'],
    ['a: 1\r\nb: 2', remove('/b'), 'a: 1'],
    ['a: # c\n  # d\n  b: 1 # e\nf: 1\n', remove('/a/b'), 'a: {} # c\n  # d\nf: 1\n'],
    ['- a: 1 # c\n  b: 2\n', remove('/0/a'), '- b: 2\n'],
    ['- a: 1\n  # c\n  b: 2\n', remove('/0/a'), 'refused: a comment after it would be lost'],
    ['- a: 1\n', remove('/0/a'), 'refused: nothing would be left of this mapping'],
    ['a: 1\n', remove('/a'), 'refused: nothing would be left of this mapping'],
    ['a: |\n  x\n\nb: 1\n', remove('/a'), '\nb: 1\n'],
    ['a: |+\n  x\n\nb: 1\n', remove('/a'), 'b: 1\n'],
    ['b: 1\na: |\n  x\n', remove('/a'), 'b: 1\n'],
    ['{a: 1, b: 2, c: 3}\n', remove('/b'), '{a: 1, c: 3}\n'],
    ['{a: 1, b: 2, c: 3}\n', remove('/a'), '{b: 2, c: 3}\n'],
    ['{a: 1, b: 2, c: 3}\n', remove('/c'), '{a: 1, b: 2}\n'],
    ['{ a: 1, b: 2, }\n', remove('/b'), '{ a: 1, }\n'],
    ['{ a: 1 }\n', remove('/a'), '{}\n'],
    ['{ a: 1 # c\n}\n', remove('/a'), 'refused: a comment beside it would be lost'],
    ['{\n  a: 1, # c\n  b: 2, # d\n  e: 3 # f\n}\n', remove('/b'), '{\n  a: 1, # c\n  e: 3 # f\n}\n'],
    ['{\n  a: 1, # c\n  e: 3 # f\n}\n', remove('/e'), '{\n  a: 1, # c\n}\n'],
    ['{\n  a: 1, b: 2,\n  c: 3\n}\n', remove('/a'), '{\n  b: 2,\n  c: 3\n}\n'],
    ['{a: 1 # c\n , b: 2}\n', remove('/b'), 'refused: a comment before it would be lost'],
    ['a: [x, y]\n', remove('/a/0'), 'refused: an entry of a list is not removed automatically'],
    ['a: 1\n', remove('/b/c'), 'a: 1\n'],
    ['x: &x 1\na: *x\nb: 1\n', remove('/a'), 'x: &x 1\nb: 1\n'],
  ])('%j %j', (text, edit, expected) => expect(edited(text, edit)).toBe(expected));
});

describe('a key is renamed in place', () => {
  it.each<[string, Edit, string]>([
    ['a: 1 # c\n', rename('/a', 'b'), 'b: 1 # c\n'],
    ['x: {"a": 1}\n', rename('/x/a', 'b.c'), 'x: {"b.c": 1}\n'],
    ["x: {'a': {b: 1}}\n", rename('/x/a', 'c'), "x: {'c': {b: 1}}\n"],
    ['a: 1\nb: 2\n', rename('/a', 'b'), 'refused: the key b stands here already'],
    ['b: 2\n', rename('/a', 'b'), 'b: 2\n'],
    ['c: 2\n', rename('/a', 'b'), 'refused: there is no key a here'],
  ])('%j %j', (text, edit, expected) => expect(edited(text, edit)).toBe(expected));
});

describe('what is shared is left alone', () => {
  const SHARED = 'a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 1}\nf: {<<: [*x]}\ng: &y {<<: *x}\nh: {<<: *y}\n';
  it.each(['/a/b', '/c/b', '/c', '/a', '/d/b', '/f/b', '/a/new', '/h/b'])('%s', pointer =>
    expect(spliceEdit(SHARED, to(pointer, 2))).toMatchObject({refused: 'the value comes from an anchor', anchor: {start: 3, uses: 4}}),
  );
  it('removal takes no anchor away that something names', () =>
    expect(spliceEdit(SHARED, remove('/a'))).toMatchObject({anchor: {uses: 4}}));
  it('what an anchor without an alias holds is its own', () => expect(edited('a: &x {b: 1}\n', to('/a/b', 2))).toBe('a: &x {b: 2}\n'));
});
