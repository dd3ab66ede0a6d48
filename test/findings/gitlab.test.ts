import {readFileSync} from 'node:fs';
import path from 'node:path';
import {Ajv} from 'ajv';
import fc from 'fast-check';
import {expect, it} from 'vitest';
import type {Report} from '../../src/findings/report.ts';
import gitlab from '../../src/findings/reporters/gitlab.ts';
import {anyReports, at, sampleFinding, sampleReport, sampleVerdict, waivedFinding} from './sample-report.ts';

const schema = JSON.parse(readFileSync(path.join(import.meta.dirname, 'schemas/gitlab-code-quality.json'), 'utf8'));
const validate = new Ajv({allErrors: true, strict: false}).compile(schema);
const render = (report: Report) => JSON.parse(gitlab.render(report, {color: false, sourceOf: () => undefined}));

it('is what GitLab documents, with no fingerprint twice, for any text', () => {
  fc.assert(
    fc.property(anyReports(8), report => {
      const list = render(report);
      expect(validate(list), JSON.stringify(validate.errors)).toBe(true);
      expect(new Set(list.map(({fingerprint}: {fingerprint: string}) => fingerprint)).size).toBe(list.length);
      expect(list).toHaveLength(report.summary.errors + report.summary.warnings + report.summary.notes);
    }),
  );
});

it('names place, rule, severity and what it is about', () => {
  const finding = sampleFinding({location: {...at(3, 5), endLine: 4}, clusters: ['production', 'staging']});
  expect(render(sampleReport([finding], [sampleVerdict('fail')]))).toEqual([
    {
      description: 'Topic a.b.c on production, staging: too many',
      check_name: 'topic/partitions',
      fingerprint: finding.fingerprint,
      severity: 'minor',
      location: {path: 'specs/a.yaml', lines: {begin: 3, end: 4}},
    },
    expect.objectContaining({check_name: 'proof/failover', severity: 'major'}),
  ]);
});

it('tells equal fingerprints apart by their order, so that moved lines change none', () => {
  const prints = (lines: number[]) =>
    render(sampleReport(lines.map(line => sampleFinding({location: at(line)})))).map(({fingerprint}: {fingerprint: string}) => fingerprint);
  const before = prints([1, 5, 9]);
  expect(new Set(before).size).toBe(3);
  expect(prints([2, 7, 30])).toEqual(before);
  expect(prints([1])).toEqual(before.slice(0, 1));
});

it('has nothing that is waived or in the baseline', () => {
  expect(render(sampleReport([waivedFinding(), sampleFinding({baselined: true})]))).toEqual([]);
});

it.each([
  ['an absolute path', {location: {path: '/a.yaml', lines: {begin: 1}}}],
  ['an unknown severity', {severity: 'error'}],
  ['no line', {location: {path: 'a.yaml'}}],
])('the schema refuses %s', (_what, parts) => {
  const [one] = render(sampleReport([sampleFinding()]));
  expect(validate([one])).toBe(true);
  expect(validate([{...one, ...parts}])).toBe(false);
});
