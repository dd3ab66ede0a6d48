import fc from 'fast-check';
import {type Finding, finding, type Level, type Location, type Verdict, verdict} from '../../src/findings/finding.ts';
import {type Report, reportOf} from '../../src/findings/report.ts';

export const at = (line: number, column = 1, endColumn = column + 1, file = 'specs/a.yaml'): Location => ({
  file,
  line,
  column,
  endLine: line,
  endColumn,
  pointer: '/spec/partitions',
});

export function sampleFinding(parts: Partial<Finding> = {}): Finding {
  return finding({
    rule: 'topic/partitions',
    level: 'warning',
    message: 'too many',
    resource: {kind: 'Topic', name: 'a.b.c'},
    location: at(1),
    ...parts,
  });
}

export function waivedFinding(parts: Partial<Finding> = {}): Finding {
  const waiver = {owner: 'team-a', reason: 'moves in January', expires: '2027-01-31'};
  return sampleFinding({waivedBy: waiver.owner, waiver, ...parts});
}

/** A risk of a plan that somebody has approved. */
export function approvedFinding(parts: Partial<Finding> = {}): Finding {
  const approval = {owner: 'team-a', reason: 'test data only', expires: '2027-01-31', plan: 'ab'.repeat(32)};
  return sampleFinding({rule: 'plan/topic-destroyed', level: 'error', stack: 'production.orders', approval, ...parts});
}

/** Reports with findings whose texts are anything at all, and a verdict of each status. */
export function anyReports(maxLength = 5): fc.Arbitrary<Report> {
  const verdicts = (['fail', 'unknown', 'pass'] as const).map(status => sampleVerdict(status));
  return fc.array(anyFinding, {maxLength}).map(findings => sampleReport(findings, verdicts));
}

export function sampleVerdict(status: Verdict['status']): Verdict {
  return verdict({
    rule: 'proof/failover',
    claim: 'no acknowledged record is lost',
    resource: {kind: 'Topic', name: 'a.b.c'},
    clusters: ['sandbox'],
    location: at(2),
    status,
    ...(status === 'pass' ? {} : {reason: '3 records are missing'}),
    evidence: {acknowledged: 100, lost: status === 'fail' ? 3 : 0},
  });
}

export function sampleReport(findings: Finding[], verdicts: Verdict[] = [], unchanged?: number): Report {
  return reportOf({version: '1.2.3', command: 'check', findings, verdicts, documents: 2, files: 1, unchanged});
}

/** As a run judges them by its flags: `--fail-on`, and with a number `--max-warnings`. */
export function limitedReport(findings: Finding[], failOn: Level, maxWarnings?: number): Report {
  return reportOf({version: '1.2.3', command: 'check', findings, documents: 2, files: 1, limits: {failOn, maxWarnings}});
}

/** Text that has a meaning in some format, or none that can be written in it. */
export const anyText = fc.oneof(
  fc.string({unit: 'binary', minLength: 1}),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          ...[
            ']]>',
            '<!--',
            '-->',
            '<script>',
            '</details>',
            '&amp;',
            '&#64;',
            '|',
            '\\',
            '`',
            '``',
            '**',
            '__',
            '~~',
            '[a](b)',
            '![',
            '\n',
            '\r\n',
          ],
          ...[
            '\t',
            ' ',
            '\0',
            '\u001b[31m',
            '\u202e',
            '\ud800',
            '\uffff',
            '@user',
            '@org/team',
            '#12',
            '!7',
            '$x$',
            ':smile:',
            '1. ',
            '- ',
            '> ',
          ],
          ...['http://a.b/', 'www.a.b', 'a@b.com', '\n\n| --- |\n', '::error::', '%0A', '"', "'"],
        ),
        fc.string({unit: 'grapheme', maxLength: 4}),
      ),
      {minLength: 1, maxLength: 6},
    )
    .map(parts => parts.join(''))
    .filter(text => text !== ''),
);

/** Findings whose texts are anything at all, open and covered ones. */
export const anyFinding: fc.Arbitrary<Finding> = fc
  .record({
    rule: fc.constantFrom('topic/partitions', 'schema/value', 'acl/no-all-operation'),
    level: fc.constantFrom('error' as const, 'warning' as const, 'note' as const),
    message: anyText,
    name: fc.oneof(anyText, fc.constant('')),
    file: fc.string({unit: 'grapheme', minLength: 1}).map(name => `specs/${name}`),
    line: fc.integer({min: 1, max: 9}),
    column: fc.integer({min: 1, max: 30}),
    width: fc.integer({min: 0, max: 30}),
    clusters: fc.uniqueArray(fc.constantFrom('production', 'staging')),
    waivedBy: fc.option(anyText, {nil: undefined, freq: 3}),
    reason: fc.option(anyText, {nil: undefined}),
    baselined: fc.boolean(),
    approvedBy: fc.option(anyText, {nil: undefined, freq: 3}),
    fix: fc.option(fc.dictionary(anyText, anyText, {maxKeys: 2}), {nil: undefined}),
    redacted: fc.boolean(),
  })
  .map(({rule, level, message, name, file, line, column, width, clusters, waivedBy, reason, baselined, approvedBy, fix, redacted}) =>
    finding({
      rule,
      level,
      message,
      resource: {kind: 'Topic', name},
      clusters,
      location: {file, line, column, endLine: line, endColumn: column + width, pointer: '/spec'},
      ...(waivedBy === undefined ? {} : {waivedBy}),
      ...(waivedBy === undefined || reason === undefined ? {} : {waiver: {owner: waivedBy, reason, expires: '2027-01-31'}}),
      ...(baselined ? {baselined} : {}),
      ...(approvedBy === undefined
        ? {}
        : {stack: 'a.b', approval: {owner: approvedBy, reason: approvedBy, expires: '2027-01-31', plan: '0'.repeat(64)}}),
      ...(fix === undefined ? {} : {fix}),
      ...(redacted ? {redacted} : {}),
    }),
  );
