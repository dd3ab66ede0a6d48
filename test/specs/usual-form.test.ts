import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {compose} from '../../src/specs/yaml/compose.ts';
import {usualValue} from '../../src/specs/yaml/usual-form.ts';

/** What both readers say of one text: the quick one nothing, or exactly what the other one says. */
function agreesOn(text: string): {read: boolean} {
  const quick = usualValue(text);
  if (quick === undefined) return {read: false};
  // As text, so that the order of keys counts and `1` is not `'1'`; compose throws where the YAML is wrong.
  expect(JSON.stringify(quick), text).toBe(JSON.stringify(compose(text)?.value));
  return {read: true};
}

/** Pieces that mean something to YAML, and enough plain ones between them that many texts are well formed. */
const PIECES = [
  ...['a', 'b', 'name', 'retention.ms', 'x/y', '1', '-1', '012', '1.5', 'true', 'null', '~', '__proto__', 'ü', '…', '\u2028', '😀', '<<'],
  ...[
    ':',
    ': ',
    ':  ',
    ' :',
    '- ',
    '-',
    '? ',
    ', ',
    ',',
    '{',
    '}',
    '[',
    ']',
    '{}',
    '[]',
    '"',
    "'",
    "''",
    '\\',
    '#',
    ' # ',
    '&a ',
    '*a',
    '!',
  ],
  ...[
    '| ',
    '>',
    '%',
    '@',
    '`',
    '---',
    '--- ',
    '...',
    '\t',
    '\r\n',
    '\u0085',
    '\ufeff',
    '\u00a0',
    '\0',
    ' ',
    '  ',
    '    ',
    '\n',
    '\n  ',
    '\n    ',
    '\n- ',
  ],
];
const NEAR_ENOUGH = [
  'a: 1\n',
  'b: x y\n',
  '  c: "d"\n',
  'list:\n',
  '- e\n',
  '  - f: 1\n',
  '    g: {h: [i, 2]}\n',
  'k:\n',
  '# say\n',
  'm: n # o\n',
  '\n',
  '  ',
];

const scalar = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.constantFrom(
      ...['1', '-1', '0', '012', '7d', 'true', 'null', 'text', 'two words', 'a:b', 'a#b', "it's", '1.50'],
      ...['"quoted"', "'single'", '"#"', "'a: b'", '""'],
    ),
  },
  {weight: 1, arbitrary: fc.string({unit: fc.constantFrom(...'ab1 -_./:,#\'"&?*!|>%@{}[]\\'), maxLength: 8})},
);
/** Mostly different ones: a key that stands twice is no document. */
const key = fc
  .tuple(fc.constantFrom('name', 'spec', 'retention.ms', 'a/b', 'x-y', '1', 'true', ''), fc.nat({max: 9_999}))
  .map(([name, number]) => name + number);
const flow: fc.Arbitrary<string> = fc.letrec<{any: string}>(tie => ({
  any: fc.oneof(
    {depthSize: 'small', withCrossShrink: true},
    scalar,
    fc.array(tie('any'), {maxLength: 3}).map(items => `[${items.join(', ')}]`),
    fc.array(fc.tuple(key, tie('any')), {maxLength: 3}).map(items => `{${items.map(([k, v]) => `${k}: ${v}`).join(', ')}}`),
  ),
})).any;
const entry = fc
  .tuple(key, fc.oneof(flow, flow, fc.constant('')), fc.constantFrom('', '', '', ' # say', ' '))
  .map(([name, value, after]) => [`${name}:${value === '' ? '' : ' '}${value}${after}`]);

function nested([name, indent, lines]: [string, string, string[]]): string[] {
  const blank = ' '.repeat(indent.length);
  return [`${name}:`, ...lines.map((line, index) => (index === 0 ? indent : blank) + line)];
}

/** A document in the usual form, mostly. */
const block: fc.Arbitrary<string[]> = fc.letrec<{lines: string[]}>(tie => ({
  lines: fc
    .array(fc.oneof({depthSize: 'small'}, entry, fc.tuple(key, fc.constantFrom('  ', '    ', '- ', '  - '), tie('lines')).map(nested)), {
      minLength: 1,
      maxLength: 4,
    })
    .map(entries => entries.flat()),
})).lines;
const whole = block.map(lines => `${lines.join('\n')}\n`);
/** The same with something put in or left out: what is nearly right is where two readers part. */
const damaged = fc
  .tuple(whole, fc.array(fc.tuple(fc.nat(), fc.constantFrom(...PIECES), fc.nat({max: 2})), {minLength: 1, maxLength: 2}))
  .map(([text, damages]) =>
    damages.reduce((whole, [where, piece, without]) => {
      const at = where % (whole.length + 1);
      return whole.slice(0, at) + piece + whole.slice(at + without);
    }, text),
  );

describe('the quick reader of documents in the usual form', () => {
  it.each([
    ['whole documents', whole, 0.4],
    ['documents with a damage', damaged, 0.05],
    ['lines that nearly fit', fc.array(fc.constantFrom(...NEAR_ENOUGH), {maxLength: 8}).map(parts => parts.join('')), 0.1],
  ])('says what the other one says, or nothing: %s', (_, texts, leastRead) => {
    let read = 0;
    const numRuns = 1_500;
    fc.assert(
      fc.property(texts, text => {
        if (agreesOn(text).read) read += 1;
      }),
      {numRuns, seed: 20_261_122},
    );
    expect(read / numRuns).toBeGreaterThan(leastRead);
  });

  it.each([
    'a: 1',
    '---\n# say\nkind: Topic\nspec:\n  config: {min.insync.replicas: 2, cleanup.policy: [compact, delete]}\n',
    'a:\n- 1\n- b: 2\n  c: 3\nd:\n  - {e: "f # g"}\n',
    "a: # nothing\nb: User:ü – x # say\n\n  # in between\nc: 'd: e'\n",
    "spec:\n    a:\n        b: '1'\n    c: []\n",
  ])('reads %j', text => {
    expect(agreesOn(text)).toEqual({read: true});
  });

  it.each([
    ['a scalar on two lines', 'a: b\n  c\n'],
    ['an anchor', 'a: &b 1\n'],
    ['a block scalar', 'a: |\n  b\n'],
    ['a key twice', 'a: 1\na: 2\n'],
    ['a key that would reach the prototype', '__proto__: 1\n'],
    ['an escape', 'a: "\\n"\n'],
    ['a tab', 'a:\t1\n'],
    ['a carriage return', 'a: 1\r\n'],
    ['no mapping', 'a\n'],
    ['nothing', '# say\n'],
    ['a collection on two lines', 'a: [1,\n  2]\n'],
    ['more values than allowed', `a: [${'1,'.repeat(60_000)}1]\n`],
    ['great depth', `a: ${'['.repeat(50)}${']'.repeat(50)}\n`],
  ])('leaves to the other one: %s', (_, text) => {
    expect(usualValue(text)).toBeUndefined();
  });
});
