import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {Ajv} from 'ajv';
import fc from 'fast-check';
import {beforeAll, describe, expect, it} from 'vitest';
import type {Finding} from '../../src/findings/finding.ts';
import type {Report} from '../../src/findings/report.ts';
import {FORMATS, loadReporter} from '../../src/findings/reporters/index.ts';
import {anyFinding, at, sampleFinding, sampleReport, sampleVerdict} from './sample-report.ts';

const context = {color: true, sourceOf: () => 'apiVersion: weir/v1\n'};
const json = await loadReporter('json');
const sarif = await loadReporter('sarif');
const github = await loadReporter('github');
const reports = fc
  .array(anyFinding, {maxLength: 5})
  .map(findings => sampleReport(findings, [sampleVerdict('fail'), sampleVerdict('unknown'), sampleVerdict('pass')]));

/** A validator of a JSON Schema file, which says what is wrong. */
function validator(file: string): (value: unknown) => string[] {
  // The schema of SARIF names draft 4; it uses nothing in which draft 7 differs but these two keys.
  const {$schema: _draft, id: _id, ...schema} = JSON.parse(readFileSync(file, 'utf8'));
  const validate = new Ajv({strict: false, validateFormats: false, unicodeRegExp: false, allErrors: true}).compile(schema);
  return value => (validate(value) === true ? [] : (validate.errors ?? []).map(({instancePath, message}) => `${instancePath} ${message}`));
}

describe('json', () => {
  const problems = validator(path.join(import.meta.dirname, '../../docs/schemas/report.schema.json'));

  it('is what the published schema says, for any text', () => {
    fc.assert(
      fc.property(reports, report => {
        expect(problems(JSON.parse(json.render(report, context)))).toEqual([]);
      }),
    );
  });

  it.each<[string, (report: Report) => unknown]>([
    ['a line below 1', report => ({...report, findings: [sampleFinding({location: at(0)})]})],
    ['a failed verdict without its finding', report => ({...report, verdicts: [{...sampleVerdict('pass'), status: 'fail'}]})],
    ['a passed verdict with a finding', report => ({...report, verdicts: [{...sampleVerdict('fail'), status: 'pass'}]})],
    ['no findings', ({findings: _, ...report}) => report],
  ])('the schema refuses %s', (_what, broken) => {
    expect(problems(broken(sampleReport([sampleFinding()])))).not.toEqual([]);
  });

  it('counts waived findings nowhere else', () => {
    expect(sampleReport([sampleFinding({level: 'error', waivedBy: 'anna'}), sampleFinding()]).summary).toMatchObject({
      errors: 0,
      warnings: 1,
      waived: 1,
    });
  });

  it('counts the findings of failed verdicts', () => {
    expect(sampleReport([], [sampleVerdict('fail')]).summary.errors).toBe(1);
  });
});

describe('sarif', () => {
  let problems: ReturnType<typeof validator>;
  beforeAll(() => {
    const schemas = path.dirname(createRequire(import.meta.url).resolve('@microsoft/jest-sarif/package.json'));
    problems = validator(path.join(schemas, 'lib/schemas/sarif-2.1.0-rtm.5.json'));
  });
  const run = (report: Report) => JSON.parse(sarif.render(report, context)).runs[0];

  it('is what the schema of OASIS says, for any text', () => {
    fc.assert(
      fc.property(reports, report => {
        expect(problems(JSON.parse(sarif.render(report, context)))).toEqual([]);
      }),
    );
  });

  it('would not pass with a line below 1', () => {
    const log = sarif.render(sampleReport([sampleFinding()]), context).replace('"startLine": 1', '"startLine": 0');
    expect(problems(JSON.parse(log))).toContain('/runs/0/results/0/locations/0/physicalLocation/region/startLine must be >= 1');
  });

  it('has results where nothing was found', () => {
    expect(run(sampleReport([])).results).toEqual([]);
  });

  it('names place, resource, fingerprint and waiver', () => {
    const finding = sampleFinding({location: at(3, 5, 9, 'specs/ä b.yaml'), clusters: ['production'], waivedBy: 'anna'});
    expect(run(sampleReport([finding])).results).toMatchObject([
      {
        ruleId: 'topic/partitions',
        level: 'warning',
        message: {text: 'too many (production)'},
        locations: [
          {
            physicalLocation: {
              artifactLocation: {uri: 'specs/%C3%A4%20b.yaml'},
              region: {startLine: 3, startColumn: 5, endLine: 3, endColumn: 9},
            },
            logicalLocations: [{fullyQualifiedName: 'Topic/a.b.c/spec/partitions'}],
          },
        ],
        partialFingerprints: {'weir/v1': finding.fingerprint},
        suppressions: [{kind: 'external'}],
      },
    ]);
  });

  it('reports a failed verdict, and no other', () => {
    const {results} = run(sampleReport([], [sampleVerdict('fail'), sampleVerdict('pass'), sampleVerdict('unknown')]));
    expect(results).toMatchObject([{ruleId: 'proof/failover', level: 'error'}]);
  });

  it('keeps the gravest of too many, and says how many are left out', () => {
    const notes = Array.from({length: 25_000}, (_, index): Finding => sampleFinding({level: 'note', location: at(index + 1)}));
    const {results, invocations} = run(sampleReport([...notes, sampleFinding({level: 'error', location: at(30_000)})]));
    expect(results).toHaveLength(25_000);
    expect(results[0].level).toBe('error');
    expect(invocations[0].toolExecutionNotifications[0].message.text).toContain('1 of 25001 findings are left out');
  });
});

describe('github', () => {
  it('keeps a finding on one line, whatever its text', () => {
    fc.assert(
      fc.property(fc.array(anyFinding, {maxLength: 4}), findings => {
        const lines = github.render(sampleReport(findings), context).split('\n').slice(0, -1);
        expect(lines).toHaveLength(findings.filter(({waivedBy}) => waivedBy === undefined).length);
        for (const line of lines)
          expect(line).toMatch(/^::(?:error|warning|notice) file=[^,:]*,line=\d+,endLine=\d+,col=\d+,endColumn=\d+,title=[^,:]*::[^\r]+$/);
      }),
    );
  });

  it('escapes what ends a property or a message', () => {
    const finding = sampleFinding({level: 'note', message: '100%\r\nof a:b,c', location: at(2, 3, 8, 'a,b:c.yaml')});
    expect(github.render(sampleReport([finding]), context)).toBe(
      '::notice file=a%2Cb%3Ac.yaml,line=2,endLine=2,col=3,endColumn=7,title=topic/partitions%3A Topic a.b.c::100%25%0D%0Aof a:b,c\n',
    );
  });
});

it.each(FORMATS.filter(name => name !== 'pretty'))('%s has no colour', async name => {
  const text = (await loadReporter(name)).render(sampleReport([sampleFinding()], [sampleVerdict('fail')]), context);
  expect(text).not.toContain('\u001b');
});
