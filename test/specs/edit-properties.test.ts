import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Finding, Level} from '../../src/findings/finding.ts';
import {finding} from '../../src/findings/finding.ts';
import {applyFixes} from '../../src/specs/fix.ts';
import {compose, type YamlValue} from '../../src/specs/yaml/compose.ts';
import {formatPointer, readYaml} from '../../src/specs/yaml/document.ts';
import {type Edit, spliceEdit} from '../../src/specs/yaml/edit.ts';
import {editedValue} from '../../src/specs/yaml/edit-value.ts';
import {SourceFile} from '../../src/specs/yaml/source-file.ts';
import {applySplices} from '../../src/specs/yaml/splice.ts';
import {KEYS, yamlText} from './random-yaml.ts';

const scalar: fc.Arbitrary<YamlValue> = fc.oneof(
  fc.constantFrom(1, -1, 0.5, true, null, 'yes', '12', 'a: b', '#', '', "it's", 'two\nlines', '\u0085\u2028', 'plain', '- a', '{', '7d'),
  fc.string(),
);
const value: fc.Arbitrary<YamlValue> = fc.oneof(scalar, fc.array(scalar, {maxLength: 2}), fc.dictionary(fc.constantFrom(...KEYS), scalar));

/** An edit at one of the places of a document, written or not. */
function editOf(document: YamlValue): fc.Arbitrary<Edit> {
  const written = pointersOf(document, []);
  const mappings = ['', ...written.filter(({isMapping}) => isMapping).map(({pointer}) => pointer)];
  const inserted = fc.tuple(
    fc.constantFrom(...mappings),
    fc.array(fc.constantFrom(...KEYS, 'new', '<<', 'a/b~'), {minLength: 1, maxLength: 2}),
  );
  const pointer = fc.constantFrom(...written.map(one => one.pointer));
  return fc.oneof(
    fc.record({pointer, to: value}),
    fc.record({pointer: inserted.map(([base, keys]) => base + formatPointer(keys)), to: value}),
    fc.record({pointer, remove: fc.constant(true as const)}),
    fc.record({pointer, rename: fc.constantFrom(...KEYS, 'renamed', '<<')}),
  );
}

function pointersOf(node: YamlValue, path: string[]): {pointer: string; isMapping: boolean}[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, inner]) => [
    {pointer: formatPointer([...path, key]), isMapping: typeof inner === 'object' && inner !== null && !Array.isArray(inner)},
    ...pointersOf(inner, [...path, key]),
  ]);
}

const documentAndEdits = yamlText.chain(text => {
  const document = compose(text)?.value ?? null;
  return fc.record({
    text: fc.constant(text),
    document: fc.constant(document),
    edits: fc.array(editOf(document), {minLength: 1, maxLength: 4}),
  });
});

const commentsIn = (text: string) => text.match(/# comment-\d+\./g) ?? [];

describe('an edit of any document in any layout', () => {
  it('says what was wanted and nothing else, loses no comment of what stays', () => {
    const refusals = new Map<string, number>();
    fc.assert(
      fc.property(documentAndEdits, ({text, document, edits: [edit]}) => {
        if (edit === undefined) return;
        const splices = spliceEdit(text, edit);
        if ('refused' in splices) {
          refusals.set(splices.refused, (refusals.get(splices.refused) ?? 0) + 1);
          return;
        }
        const after = applySplices(text, splices);
        const expected = editedValue(document, edit);
        expect(compose(after)?.value, after).toEqual(expected);
        // What goes takes the comments at its own lines along.
        const kept = 'remove' in edit ? splices.flatMap(({start, end}) => commentsIn(text.slice(start, end))) : [];
        expect(commentsIn(after)).toEqual(commentsIn(text).filter(comment => !kept.includes(comment)));
        if (after.includes('\n')) expect(after.includes('\r')).toBe(text.includes('\r'));
      }),
      {numRuns: Number(process.env['FUZZ_RUNS'] ?? 400)},
    );
    for (const refused of refusals.keys()) {
      expect(refused).toMatch(
        /^(?:comments inside it would be lost|a comment .* would be lost|nothing would be left of this mapping|an entry of a list .*|what stands there is no mapping|the key .* stands here already|the list has no entry .*|nothing is written there|its line holds more than this key)$/,
      );
    }
  });
});

describe('fixes of any file', () => {
  const file = fc.array(documentAndEdits, {minLength: 1, maxLength: 3});
  const levels = fc.array(fc.constantFrom<Level>('error', 'warning', 'note'), {minLength: 5, maxLength: 5});

  it('come out as they are told, and a second run has nothing to do', () => {
    fc.assert(
      fc.property(file, levels, (parts, level) => {
        const before = parts.map(({text}) => text).join('\n---\n');
        const source = new SourceFile('specs/a.yaml', before);
        const {documents} = readYaml(source);
        const findings: Finding[] = parts.flatMap(({edits}, index) =>
          edits.map((edit, order) =>
            fixing(edit, level[order] ?? 'note', documents[index]?.locate('') ?? expect.fail('a document is missing')),
          ),
        );
        const once = run(findings, before);
        const expected = documents.map((document, index) =>
          once.applied.filter(one => one.index === index).reduce((sum, one) => editedValue(sum, one.edit), document.value),
        );
        const after = readYaml(new SourceFile('specs/a.yaml', once.text)).documents;
        expect(after.map(one => one.value)).toEqual(expected);
        const twice = run(
          // Lines have moved: what came out, asked again, is asked of the same document.
          once.result.fixed.map(({finding}, at) => ({
            ...fixing(once.applied[at]?.edit ?? expect.fail('an edit is missing'), finding.level, finding.location),
            location: after[once.applied[at]?.index ?? -1]?.locate('') ?? expect.fail('a document is gone'),
          })),
          once.text,
        );
        expect(twice.text).toBe(once.text);
        expect(once.result.fixed.length + once.result.refused.length).toBe(findings.length);
      }),
      {numRuns: Number(process.env['FUZZ_RUNS'] ?? 100)},
    );

    function run(findings: Finding[], text: string) {
      const result = applyFixes({findings, sourceOf: () => text, environments: new Map()});
      const starts = readYaml(new SourceFile('specs/a.yaml', text)).documents.map(one => one.locate('').line);
      const applied = result.fixed.map(({finding: {location, rename = {}}, document, pointer, after}) => {
        expect(starts.indexOf(location.line)).toBe(document);
        const edit: Edit =
          pointer in rename ? {pointer, rename: String(after)} : after === undefined ? {pointer, remove: true} : {pointer, to: after};
        return {index: document, edit};
      });
      return {result, applied, text: result.files.get('specs/a.yaml')?.after ?? text};
    }
  });

  function fixing(edit: Edit, level: Level, location: Finding['location']): Finding {
    const asked = 'rename' in edit ? {rename: {[edit.pointer]: edit.rename}} : {fix: {[edit.pointer]: 'to' in edit ? edit.to : null}};
    return finding({rule: 'test/rule', level, message: 'wrong', location, ...asked, discriminator: JSON.stringify(edit)});
  }
});
