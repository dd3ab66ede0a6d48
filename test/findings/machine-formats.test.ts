import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {Ajv} from 'ajv';
import fc from 'fast-check';
import {beforeAll, describe, expect, it} from 'vitest';
import {type Finding, isOpen} from '../../src/findings/finding.ts';
import type {Report} from '../../src/findings/report.ts';
import {FORMATS, loadReporter} from '../../src/findings/reporters/index.ts';
import {anyFinding, anyReports, at, limitedReport, sampleFinding, sampleReport, sampleVerdict, waivedFinding} from './sample-report.ts';

const context = {color: true, sourceOf: () => 'apiVersion: weir/v1\n'};
const json = await loadReporter('json');
const sarif = await loadReporter('sarif');
const github = await loadReporter('github');
const reports = anyReports();

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
    ['a waiver without its owner', report => ({...report, findings: [{...waivedFinding(), waivedBy: undefined}].map(dropUndefined)})],
    [
      'a waiver that ends on no day',
      report => ({...report, findings: [waivedFinding({waiver: {owner: 'a', reason: 'b', expires: 'soon'}})]}),
    ],
    ['a finding that is not in the baseline and says so', report => ({...report, findings: [{...sampleFinding(), baselined: false}]})],
  ])('the schema refuses %s', (_what, broken) => {
    expect(problems(broken(sampleReport([sampleFinding()])))).not.toEqual([]);
  });

  it('knows what was left out as unchanged, and the phrase of a proof', () => {
    const report = sampleReport([waivedFinding(), sampleFinding({baselined: true})], [{...sampleVerdict('pass'), measured: '0 lost'}], 12);
    expect(problems(JSON.parse(json.render(report, context)))).toEqual([]);
    expect(report.summary).toMatchObject({waived: 1, baselined: 1, unchanged: 12});
  });

  it('says from what on the run fails, and whether it did', () => {
    const report = limitedReport([sampleFinding()], 'error', 0);
    expect(problems(JSON.parse(json.render(report, context)))).toEqual([]);
    expect(report).toMatchObject({failed: true, failOn: 'error', maxWarnings: 0});
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

  it('keeps what is covered, with who accepts it, why and until when', () => {
    const {results} = run(
      sampleReport([waivedFinding(), sampleFinding({baselined: true, location: at(2)}), sampleFinding({location: at(3)})]),
    );
    expect(results).toMatchObject([
      {
        suppressions: [
          {
            kind: 'external',
            status: 'accepted',
            justification: 'waived by team-a until 2027-01-31: moves in January',
            properties: {owner: 'team-a', expires: '2027-01-31'},
          },
        ],
      },
      {suppressions: [{kind: 'external', status: 'accepted', justification: 'in the baseline: known, and to be mended'}]},
      {},
    ]);
    expect(results[2]).not.toHaveProperty('suppressions');
  });

  it('describes its rules, with what they are about to filter by', () => {
    const rules = new Map([
      [
        'topic/partitions',
        {id: 'topic/partitions', title: 'Few', rationale: 'Because', level: 'warning' as const, sources: ['KIP-1'], waiveWhen: 'Never'},
      ],
    ]);
    const report = sampleReport([sampleFinding(), sampleFinding({rule: 'schema/value'})]);
    expect(JSON.parse(sarif.render(report, {...context, rules})).runs[0].tool.driver.rules).toMatchObject([
      {id: 'schema/value', properties: {tags: ['kafka', 'schema']}},
      {
        id: 'topic/partitions',
        shortDescription: {text: 'Few'},
        help: {text: 'Because\n\nWhen to waive: Never\n\nSources:\n- KIP-1'},
        defaultConfiguration: {level: 'warning'},
        properties: {tags: ['kafka', 'topic']},
      },
    ]);
  });

  it('for code scanning has what is open only', async () => {
    const codeScanning = await loadReporter('code-scanning');
    fc.assert(
      fc.property(reports, report => {
        const log = JSON.parse(codeScanning.render(report, context));
        expect(problems(log)).toEqual([]);
        expect(log.runs[0].results).toHaveLength(report.summary.errors + report.summary.warnings + report.summary.notes);
        expect(log.runs[0].results.filter((one: object) => 'suppressions' in one)).toEqual([]);
      }),
    );
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
        expect(lines).toHaveLength(findings.filter(isOpen).length);
        for (const line of lines)
          expect(line).toMatch(/^::(?:error|warning|notice) file=[^,:]*,line=\d+,endLine=\d+,col=\d+,endColumn=\d+,title=[^,:]*::[^\r]+$/);
      }),
    );
  });

  it('has the gravest first, because GitHub shows ten of a level at most', () => {
    const levels = (['note', 'error', 'warning'] as const).map((level, index) => sampleFinding({level, location: at(index + 1)}));
    const text = github.render(sampleReport(levels), context);
    expect([...text.matchAll(/^::(\w+)/gm)].map(([, level]) => level)).toEqual(['error', 'warning', 'notice']);
  });

  it('escapes what ends a property or a message', () => {
    const finding = sampleFinding({
      level: 'note',
      clusters: ['one', 'two'],
      message: '100%\r\nof a:b,c',
      location: at(2, 3, 8, 'a,b:c.yaml'),
    });
    expect(github.render(sampleReport([finding]), context)).toBe(
      '::notice file=a%2Cb%3Ac.yaml,line=2,endLine=2,col=3,endColumn=7,title=topic/partitions%3A Topic a.b.c [one%2C two]::100%25%0D%0Aof a:b,c\n',
    );
  });
});

function dropUndefined(value: object): object {
  return JSON.parse(JSON.stringify(value));
}

it.each(FORMATS)('%s writes the same report the same way, whatever the order of findings', async name => {
  const reporter = await loadReporter(name);
  const findings = [sampleFinding(), waivedFinding({location: at(2)}), sampleFinding({rule: 'topic/b'}), sampleFinding({level: 'error'})];
  const render = (list: Finding[]) => reporter.render(sampleReport(list), {...context, color: false});
  expect(render([...findings].reverse())).toBe(render(findings));
});

it.each(FORMATS.filter(name => name !== 'pretty'))('%s has no colour', async name => {
  const text = (await loadReporter(name)).render(sampleReport([sampleFinding()], [sampleVerdict('fail')]), context);
  expect(text).not.toContain('\u001b');
});
