import {describe, expect, it} from 'vitest';
import {areaCounts, foldPasses} from '../../src/findings/areas.ts';
import {type Verdict, type VerdictStatus, verdict} from '../../src/findings/finding.ts';
import {reportOf} from '../../src/findings/report.ts';
import {loadReporter} from '../../src/findings/reporters/index.ts';

const one = (claim: string, status: VerdictStatus, area?: string, name = 'a'): Verdict => ({
  ...verdict({
    rule: 'proof/x',
    claim,
    status,
    reason: status === 'pass' ? '' : 'it is not',
    resource: {kind: 'Topic', name},
    clusters: ['c'],
    location: {file: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 2, pointer: ''},
    evidence: {},
  }),
  ...(area === undefined ? {} : {area}),
});
const many = (count: number, area?: string) =>
  Array.from({length: count}, (_, index) => one(`claim ${index}`, 'pass', area, `t${index % 3}`));
const report = (verdicts: Verdict[]) => reportOf({version: '1', command: 'verify', findings: [], verdicts, documents: 1, files: 1});
const rendered = async (format: string, verdicts: Verdict[]) =>
  (await loadReporter(format)).render(report(verdicts), {color: false, sourceOf: () => undefined, rules: new Map()});

describe('areas of a run', () => {
  it('are counted in the order in which they come, and a verdict without one in none', () => {
    expect(areaCounts([one('a', 'pass', 'lag'), one('b', 'fail', 'drift'), one('c', 'unknown', 'lag'), one('d', 'pass')])).toEqual([
      {area: 'lag', pass: 1, fail: 0, unknown: 1},
      {area: 'drift', pass: 0, fail: 1, unknown: 0},
    ]);
    expect(report([one('d', 'pass')]).summary.areas).toBeUndefined();
  });

  it('fold what passed where it is much, and never what did not', () => {
    const verdicts = [...many(9, 'topics'), one('x', 'fail', 'topics'), one('y', 'unknown', 'topics'), ...many(8, 'acls'), ...many(9)];
    expect(foldPasses(verdicts).map(({claim, status}) => `${status} ${claim}`)).toEqual([
      'pass topics: 9 claims',
      'fail x',
      'unknown y',
      ...many(8).map(({claim}) => `pass ${claim}`),
      ...many(9).map(({claim}) => `pass ${claim}`),
    ]);
    expect(foldPasses(many(9, 'topics'))[0]).toMatchObject({measured: 'all hold, of 3 documents'});
  });

  it.each([
    ['pretty', /by area:\n {2}topics {6}9 passed {6}1 failed {6}0 unknown\n {2}lag {9}0 passed/],
    ['markdown', /#### By area\n\n\| area \| passed \| failed \| unknown \|\n[^\n]*\n\| topics \| 9 \| 1 \| 0 \|/],
    ['html', /<section id="areas"[\s\S]*data-label="Area">topics<\/th><td role="cell" data-label="Passed">9</],
    ['json', /"areas": \[\s*\{\s*"area": "topics",\s*"pass": 9/],
  ])('stand in the report as %s, unless there is one alone', async (format, words) => {
    const verdicts = [...many(9, 'topics'), one('x', 'fail', 'topics'), one('y', 'unknown', 'lag')];
    expect(await rendered(format, verdicts)).toMatch(words);
    if (format !== 'json') expect(await rendered(format, many(9, 'topics'))).not.toMatch(/by area/i);
  });
});
