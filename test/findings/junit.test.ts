import {readFileSync} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {XmlDocument, XmlElement, XmlValidateError, XsdValidator} from 'libxml2-wasm';
import {afterAll, describe, expect, it} from 'vitest';
import type {Finding, Verdict} from '../../src/findings/finding.ts';
import type {Report} from '../../src/findings/report.ts';
import junit from '../../src/findings/reporters/junit.ts';
import {anyReports, at, sampleFinding, sampleReport, sampleVerdict, waivedFinding} from './sample-report.ts';

const xsd = XmlDocument.fromString(readFileSync(path.join(import.meta.dirname, 'schemas/junit-10.xsd'), 'utf8'));
const validator = XsdValidator.fromDoc(xsd);
afterAll(() => {
  validator.dispose();
  xsd.dispose();
});

const render = (report: Report) => junit.render(report, {color: false, sourceOf: () => 'a: 1\nb: 2\n'});

interface Test {
  suite: string;
  classname: string | undefined;
  name: string;
  result: {status: string; type: string | undefined; message: string | undefined; text: string} | undefined;
}

/** What a consumer reads: parsed strictly, and valid by Jenkins' schema. */
function read(xml: string): {totals: Record<string, string | undefined>; tests: Test[]} {
  const document = XmlDocument.fromString(xml);
  try {
    validator.validate(document);
    const attribute = (element: XmlElement, name: string) => element.attr(name)?.value;
    const tests = document.find('/testsuites/testsuite/testcase').flatMap(node => {
      if (!(node instanceof XmlElement)) return [];
      const result = node.find('*')[0];
      return [
        {
          suite: node.parent === null ? '' : (attribute(node.parent, 'name') ?? ''),
          classname: attribute(node, 'classname'),
          name: attribute(node, 'name') ?? '',
          result:
            result instanceof XmlElement
              ? {status: result.name, type: attribute(result, 'type'), message: attribute(result, 'message'), text: result.content}
              : undefined,
        },
      ];
    });
    const {root} = document;
    return {totals: Object.fromEntries(['tests', 'failures', 'errors'].map(key => [key, attribute(root, key)])), tests};
  } finally {
    document.dispose();
  }
}

const testsOf = (findings: Finding[], verdicts: Verdict[] = []) => read(render(sampleReport(findings, verdicts))).tests;

it("is valid by Jenkins' schema, and loses no finding, for any text", () => {
  fc.assert(
    fc.property(anyReports(8), report => {
      const {totals, tests} = read(render(report));
      // The failed verdict of the report is one of its errors.
      expect(tests).toHaveLength(report.findings.length + report.verdicts.length);
      expect(totals).toEqual({tests: String(tests.length), failures: String(report.summary.errors), errors: '1'});
      expect(new Set(tests.map(({suite, classname, name}) => JSON.stringify([suite, classname, name]))).size).toBe(tests.length);
    }),
  );
});

it('has any text as it was, or in signs that can be seen', () => {
  const message = ']]> <!-- & "quoted" \'too\' \ttab | `a` @user\nnext\u0000\u001b[31m\ud800\uffff\ufffe\u202e😀';
  const [one] = testsOf([sampleFinding({level: 'error', message, resource: {kind: 'Topic', name: '<&>'}})]);
  const shown = ']]> <!-- & "quoted" \'too\' \ttab | `a` @user␊next␀␛[31m\ufffd\ufffd\ufffd\ufffd😀';
  expect(one?.result?.message).toBe(shown);
  expect(one?.name).toBe('topic/partitions Topic <&> /spec/partitions');
  expect(one?.result?.text).toContain(shown.replace('␊', '\n'));
});

it('refuses what the schema does not know', () => {
  expect(() => read(render(sampleReport([sampleFinding()])).replace('<testcase ', '<testcase file="a" '))).toThrow(XmlValidateError);
});

describe('a test', () => {
  it('fails for an open error only: services call a build with any failure broken', () => {
    const levels = (['error', 'warning', 'note'] as const).map((level, index) => sampleFinding({level, location: at(index + 1)}));
    expect(testsOf(levels).map(({result}) => [result?.status, result?.type])).toEqual([
      ['failure', 'error'],
      ['skipped', 'warning'],
      ['skipped', 'note'],
    ]);
  });

  it('is skipped where the finding is waived or in the baseline, with the reason', () => {
    const covered = [waivedFinding({level: 'error'}), sampleFinding({level: 'error', baselined: true, location: at(2)})];
    expect(testsOf(covered).map(({result}) => [result?.status, result?.type, result?.message])).toEqual([
      ['skipped', 'waived', 'waived by team-a until 2027-01-31: moves in January'],
      ['skipped', 'baselined', 'in the baseline: too many'],
    ]);
  });

  it('of a verdict passes, fails, or is an error where nothing is known', () => {
    const tests = testsOf(
      [],
      (['pass', 'fail', 'unknown'] as const).map(status => sampleVerdict(status)),
    );
    expect(tests.map(({result}) => [result?.status, result?.message])).toEqual([
      [undefined, undefined],
      ['failure', 'no acknowledged record is lost: 3 records are missing'],
      ['error', '3 records are missing'],
    ]);
  });

  it('keeps its name when lines move and the message is worded anew', () => {
    const names = (parts: Partial<Finding>) => testsOf([sampleFinding(parts)]).map(({suite, classname, name}) => [suite, classname, name]);
    expect(names({location: at(7, 3), message: 'far too many'})).toEqual(names({}));
    expect(names({})).toEqual([['specs/a.yaml', 'specs/a.yaml', 'topic/partitions Topic a.b.c /spec/partitions']]);
  });

  it('has a name of its own in its suite, whatever resources are called', () => {
    const called = (name: string, line: number) => sampleFinding({resource: {kind: 'Topic', name}, location: {...at(line), pointer: ''}});
    const names = testsOf([called('a', 1), called('a (2)', 2), called('a', 3), called('a', 4), called('a (2)', 5)]).map(({name}) => name);
    expect(names.map(name => name.slice('topic/partitions Topic '.length))).toEqual(['a', 'a (2)', 'a (3)', 'a (4)', 'a (2) (2)']);
  });

  it('says where it is, with the lines, the fix and the next step', () => {
    const [one] = testsOf([sampleFinding({location: at(2, 4, 5), clusters: ['production'], fix: {'/spec/partitions': 12}})]);
    expect(one?.result?.text).toBe(
      [
        'specs/a.yaml:2:4 warning: too many',
        'clusters: production',
        '  1 | a: 1',
        '> 2 | b: 2',
        '    |    ^',
        'fix: set /spec/partitions to 12',
        'weir explain topic/partitions',
      ].join('\n'),
    );
  });

  it('stands in the suite of its file, in the order of names', () => {
    const files = ['specs/b.yaml', 'specs/a.yaml', 'specs/b.yaml'].map((file, index) =>
      sampleFinding({location: at(index + 1, 1, 2, file)}),
    );
    expect(testsOf(files).map(({suite}) => suite)).toEqual(['specs/a.yaml', 'specs/b.yaml', 'specs/b.yaml']);
  });

  it('is there where nothing was found: services take a report without one for broken', () => {
    expect(testsOf([])).toEqual([{suite: 'weir check', classname: 'weir check', name: 'nothing was found', result: undefined}]);
  });
});

it('shows no line that may hold a secret', () => {
  const report = sampleReport([sampleFinding({location: at(2)}), sampleFinding({location: at(1), redacted: true})]);
  const xml = junit.render(report, {color: false, sourceOf: () => 'password: hunter2\nb: 2\n'});
  expect(xml).not.toContain('hunter2');
  expect(xml).toContain('b: 2');
});
