import {stripVTControlCharacters} from 'node:util';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import type {Finding} from '../../src/findings/finding.ts';
import html from '../../src/findings/reporters/html.ts';
import pretty from '../../src/findings/reporters/pretty.ts';
import {anyFinding, at, sampleFinding, sampleReport, sampleVerdict, waivedFinding} from './sample-report.ts';

const SOURCE = ['kind: Topic', 'spec:', '  partitions: 500', '  password: hunter2-hunter2', '  replicationFactor: 3', 'x: y', ''].join(
  '\n',
);
const plain = {color: false, sourceOf: () => SOURCE};

describe('a code frame', () => {
  it('marks the value, from its first column to its last', () => {
    const text = pretty.render(sampleReport([sampleFinding({location: at(3, 15, 18)})]), plain);
    expect(text).toContain('  > 3 |   partitions: 500\n      |               ^^^\n');
  });

  it('marks the first line of a long value only', () => {
    const location = {...at(1, 1), endLine: 6, endColumn: 5};
    const text = pretty.render(sampleReport([sampleFinding({location})]), plain);
    expect(text).toContain('> 1 | kind: Topic\n      | ^^^^^^^^^^^\n    2 | spec:\n');
    expect(text).not.toContain('partitions:');
  });

  it('is left out where the source cannot be had or ends before', () => {
    expect(pretty.render(sampleReport([sampleFinding()]), {...plain, sourceOf: () => undefined})).not.toContain('|');
    expect(pretty.render(sampleReport([sampleFinding({location: at(99)})]), plain)).not.toContain('|');
  });

  it('shows a line that may hold a secret to no finding', () => {
    const secret = sampleFinding({rule: 'document/no-literal-secrets', location: at(4, 13, 28), redacted: true});
    const text = pretty.render(
      sampleReport([secret, sampleFinding({location: at(3, 15, 18)}), sampleFinding({location: at(5, 22, 23)})]),
      plain,
    );
    expect(text).toContain('> 5 |   replicationFactor: 3');
    expect(text).toContain('4 | (not shown: it may hold a secret)');
    expect(text).not.toContain('hunter2');
  });

  it('keeps columns right in files with CRLF, and after characters of two units', () => {
    const text = pretty.render(sampleReport([sampleFinding({location: at(2, 5, 6)})]), {...plain, sourceOf: () => 'a: 1\r\n😀: x\r\n'});
    expect(text).toContain('> 2 | 😀: x\n      |     ^\n');
  });
});

describe('a line of any length', () => {
  const longest = (text: string) => Math.max(...text.split('\n').map(({length}) => length));
  const frameOf = (source: string, column: number, endColumn: number) => {
    const report = sampleReport([sampleFinding({location: at(2, column, endColumn)})]);
    return pretty.render(report, {color: false, sourceOf: () => source});
  };
  const long = `${'a'.repeat(20_000)}MARKED${'b'.repeat(20_000)}`;

  it('is shown around the marker', () => {
    const text = frameOf(`${long}\n${long}\nshort`, 20_001, 20_007);
    expect(longest(text)).toBeLessThan(180);
    const [line = '', marker = ''] = text.split('\n').filter(one => /^ +(>.*MARKED|.*\^)/.test(one));
    expect(line).toMatch(/> 2 \| …a+MARKEDb+…$/);
    expect(marker.indexOf('^')).toBe(line.indexOf('MARKED'));
    expect(marker).toMatch(/^ +\| +\^{6}$/);
  });

  it('is shown from its start where the marker stands there, or its end', () => {
    expect(frameOf(`x\n${long}`, 1, 3)).toMatch(/> 2 \| aa+…\n +\| \^\^\n/);
    expect(frameOf(`x\n${'a'.repeat(500)}Z`, 501, 502)).toMatch(/> 2 \| …a{39}Z\n {6}\| {41}\^\n/);
  });

  it('is marked as far as it is shown', () => expect(longest(frameOf(`x\n${long}`, 1, 40_007))).toBeLessThan(180));
  it('is clipped in a page too', () => {
    const report = sampleReport([sampleFinding({location: at(2, 20_001, 20_007)})]);
    expect(html.render(report, {color: false, sourceOf: () => `x\n${long}`})).not.toContain('a'.repeat(200));
  });
});

it('lets no text steer the terminal', () => {
  fc.assert(
    fc.property(fc.array(anyFinding, {maxLength: 3}), fc.string({unit: 'binary'}), (findings, source) => {
      const text = pretty.render(sampleReport(findings), {color: false, sourceOf: () => source});
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through
      expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }),
  );
});

it('has the same words in colour', () => {
  const report = sampleReport([sampleFinding({location: at(3, 15, 18), clusters: ['production']})], [sampleVerdict('unknown')]);
  const colored = pretty.render(report, {...plain, color: true});
  expect(colored).toContain('\u001b[');
  expect(stripVTControlCharacters(colored)).toBe(pretty.render(report, plain));
});

it('shows verdicts as a table, and a failed one at its line too', () => {
  const text = pretty.render(sampleReport([], [sampleVerdict('pass'), sampleVerdict('fail'), sampleVerdict('unknown')]), plain);
  expect(text).toContain(
    'specs/a.yaml:2:1 Topic a.b.c [sandbox]\n  error no acknowledged record is lost: 3 records are missing  proof/failover',
  );
  expect(text).toMatch(/^claim +evidence +verdict$/m);
  expect(text).toMatch(/^no acknowledged record is lost \(Topic a\.b\.c\) +acknowledged: 100; lost: 3; 3 records are missing +fail$/m);
  expect(text).toMatch(/1 error, 0 warnings, 1 passed, 1 failed, 1 unknown in 2 documents of 1 file\n$/);
});

it('shows the phrase of a proof in place of all that it measured', () => {
  const text = pretty.render(sampleReport([], [{...sampleVerdict('pass'), measured: '100 acknowledged, 0 lost'}]), plain);
  expect(text).toMatch(/100 acknowledged, 0 lost +pass$/m);
  expect(text).not.toContain('acknowledged: 100');
});

describe('what is covered', () => {
  it('by a waiver is listed in a line each, without its source', () => {
    const text = pretty.render(sampleReport([waivedFinding({location: at(3, 15, 18), clusters: ['production']}), sampleFinding()]), plain);
    expect(text).toContain(
      'waived: 1\n  specs/a.yaml:3:15 topic/partitions Topic a.b.c [production] by team-a until 2027-01-31: moves in January\n',
    );
    expect(text).not.toContain('> 3 |');
    expect(text).toMatch(/0 errors, 1 warning, 1 waived in 2 documents of 1 file\n$/);
  });

  it('by the baseline is counted, with what to do', () => {
    const text = pretty.render(sampleReport([sampleFinding({baselined: true}), sampleFinding({baselined: true, location: at(2)})]), plain);
    expect(text).toBe(
      '0 errors, 0 warnings in 2 documents of 1 file\n2 in the baseline: mend them, then shrink it with weir check --update-baseline\n',
    );
  });

  it('by both is waived', () => {
    const text = pretty.render(sampleReport([waivedFinding({baselined: true})]), plain);
    expect(text).toContain('waived: 1');
    expect(text).not.toContain('baseline');
  });

  it('hides its lines from the frames of others all the same', () => {
    const secret = waivedFinding({location: at(3, 15, 18), redacted: true});
    expect(pretty.render(sampleReport([secret, sampleFinding({location: at(5, 22, 23)})]), plain)).not.toContain('500');
  });
});

it('says that findings of before are not shown', () => {
  expect(pretty.render(sampleReport([], [], 12), plain)).toContain(
    '12 findings that stood there before are not shown: weir check shows all\n',
  );
  expect(pretty.render(sampleReport([], [], 0), plain)).not.toContain('before');
});

describe('what is waived', () => {
  const many = (owner: string, count: number, expires: string) =>
    Array.from({length: count}, (_, index) =>
      waivedFinding({waivedBy: owner, waiver: {owner, reason: 'r', expires}, location: at(index + 1)}),
    );

  it('is listed one by one as long as a glance takes it in', () => {
    const text = pretty.render(sampleReport(many('team-a', 5, '2027-01-31')), plain);
    expect(text).toContain('waived: 5\n  specs/a.yaml:1:1 topic/partitions Topic a.b.c by team-a until 2027-01-31: r\n');
  });

  it('is counted by rule and owner where it is more', () => {
    const text = pretty.render(
      sampleReport([...many('team-a', 10, '2027-02-28'), ...many('team-a', 1, '2027-01-31'), ...many('team-b', 1, '2027-03-31')]),
      plain,
    );
    expect(text).toContain(
      'waived: 12\n  11  topic/partitions by team-a, the first until 2027-01-31\n   1  topic/partitions by team-b until 2027-03-31\n\n',
    );
  });
});

describe('the summary by rule', () => {
  const of = (rule: string, count: number, level: Finding['level'] = 'warning') =>
    Array.from({length: count}, (_, index) => sampleFinding({rule, level, location: at(index + 1)}));
  const rules = new Map([
    ['topic/b', {id: 'topic/b', title: 'Topics are b', rationale: 'Because', level: 'warning' as const, sources: []}],
  ]);

  it('stands where the findings are too many to count, the gravest rule first', () => {
    const findings = [...of('topic/a', 2), ...of('topic/b', 9), ...of('topic/c', 1, 'error'), ...of('topic/b', 1, 'note')];
    expect(pretty.render(sampleReport(findings), {...plain, rules})).toContain(
      [
        'by rule:',
        '   1  error    topic/c',
        '  10  warning  topic/b  Topics are b',
        '   2  warning  topic/a',
        '  weir explain topic/c says why, with examples',
        '',
      ].join('\n'),
    );
    expect(pretty.render(sampleReport(of('topic/a', 10)), plain)).not.toContain('by rule');
  });

  it('counts open findings only', () => {
    const findings = [...of('topic/a', 10), waivedFinding(), sampleFinding({baselined: true})];
    expect(pretty.render(sampleReport(findings), plain)).not.toContain('by rule');
  });

  it('has fifteen rules at most, and drops no finding above', () => {
    const findings = Array.from({length: 20}, (_, index) => of(`topic/r${index + 10}`, 2)).flat();
    const text = pretty.render(sampleReport(findings), plain);
    expect(text.match(/^ {2}\d+ {2}warning {2}topic/gm)).toHaveLength(15);
    expect(text).toContain('  and 10 findings of 5 more rules\n');
    expect(text.match(/^specs\/a\.yaml/gm)).toHaveLength(40);
  });
});
