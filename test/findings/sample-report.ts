import fc from 'fast-check';
import {type Finding, finding, type Location, type Verdict, verdict} from '../../src/findings/finding.ts';
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

export function sampleReport(findings: Finding[], verdicts: Verdict[] = []): Report {
  return reportOf({version: '1.2.3', command: 'check', findings, verdicts, documents: 2, files: 1});
}

/** Findings whose texts are anything at all. */
export const anyFinding: fc.Arbitrary<Finding> = fc
  .record({
    rule: fc.constantFrom('topic/partitions', 'schema/value', 'acl/no-all-operation'),
    level: fc.constantFrom('error' as const, 'warning' as const, 'note' as const),
    message: fc.string({unit: 'binary', minLength: 1}),
    name: fc.string({unit: 'binary'}),
    file: fc.string({unit: 'grapheme', minLength: 1}),
    line: fc.integer({min: 1, max: 9}),
    column: fc.integer({min: 1, max: 30}),
    width: fc.integer({min: 0, max: 30}),
    clusters: fc.uniqueArray(fc.constantFrom('production', 'staging')),
    waivedBy: fc.option(fc.string(), {nil: undefined}),
    redacted: fc.boolean(),
  })
  .map(({rule, level, message, name, file, line, column, width, clusters, waivedBy, redacted}) =>
    finding({
      rule,
      level,
      message,
      resource: {kind: 'Topic', name},
      clusters,
      location: {file, line, column, endLine: line, endColumn: column + width, pointer: '/spec'},
      ...(waivedBy === undefined ? {} : {waivedBy}),
      ...(redacted ? {redacted} : {}),
    }),
  );
