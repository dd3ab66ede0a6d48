import type {Log, ReportingDescriptor, Result, Suppression} from 'sarif';
import {atLeast, compareText, type Finding, type Level} from '../finding.ts';
import type {Report} from '../report.ts';
import {type RenderContext, type RuleInfo, reporter} from './reporter.ts';
import {allFindings, approvalWords, gravestFirst, waiverWords} from './selection.ts';

/** Code scanning refuses a run with more results: the gravest are kept, and the log says how many are not shown. */
const MAX_RESULTS = 25_000;
const LEVELS: readonly Level[] = ['error', 'warning', 'note'];

/**
 * SARIF 2.1.0 (OASIS), whole: what a waiver, an approval or the baseline covers is a result with an accepted suppression. GitHub's code
 * scanning does not read suppressions and would open an alert for each: the format `code-scanning` is for that.
 */
export default reporter({
  name: 'sarif',
  summary: 'SARIF 2.1.0 with suppressions, for editors and archives',
  render: (report, {rules}) => sarifLog(report, allFindings(report), rules),
});

/** A log of one run with these findings of the report, as JSON text. */
export function sarifLog({tool, command}: Report, findings: readonly Finding[], rules: RenderContext['rules']): string {
  const kept = gravest(findings);
  const ids = [...new Set(kept.map(({rule}) => rule))].sort(compareText);
  const indexOf = new Map(ids.map((id, index) => [id, index]));
  const log: Log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {driver: {name: tool.name, semanticVersion: tool.version, rules: ids.map(id => descriptor(id, rules?.get(id)))}},
        automationDetails: {id: `${tool.name}/${command}/`},
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            ...(kept.length === findings.length ? {} : {toolExecutionNotifications: [cutNotice(findings.length)]}),
          },
        ],
        results: kept.map(finding => result(finding, indexOf.get(finding.rule) ?? 0)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function gravest(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= MAX_RESULTS) return findings;
  return gravestFirst(findings).slice(0, MAX_RESULTS);
}

function cutNotice(total: number) {
  return {
    level: 'warning' as const,
    message: {text: `${total - MAX_RESULTS} of ${total} findings are left out: a run holds at most ${MAX_RESULTS}, the gravest first`},
  };
}

function descriptor(id: string, info: RuleInfo | undefined): ReportingDescriptor {
  // What the rule is about, to filter by: topic, acl, schema, ….
  const properties = {tags: ['kafka', id.split('/')[0] ?? id]};
  if (info === undefined) return {id, properties};
  const sources = info.sources.map(source => `- ${source}`).join('\n');
  const waive = info.waiveWhen === undefined ? '' : `\n\nWhen to waive: ${info.waiveWhen}`;
  return {
    id,
    shortDescription: {text: info.title},
    fullDescription: {text: info.rationale},
    help: {
      text: `${info.rationale}${waive}\n\nSources:\n${sources}`,
      markdown: `${info.rationale}${waive}\n\n**Sources**\n\n${sources}`,
    },
    ...(info.level === 'off' ? {} : {defaultConfiguration: {level: info.level}}),
    properties,
  };
}

function result(finding: Finding, ruleIndex: number): Result {
  const {rule, level, message, location, resource, fingerprint, clusters} = finding;
  const suppressions = suppressionsOf(finding);
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS.find(known => atLeast(level, known)) ?? 'error',
    message: {text: clusters.length === 0 ? message : `${message} (${clusters.join(', ')})`},
    locations: [
      {
        physicalLocation: {
          artifactLocation: {uri: location.file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%'},
          region: {
            startLine: Math.max(1, location.line),
            startColumn: Math.max(1, location.column),
            endLine: Math.max(1, location.endLine),
            endColumn: Math.max(1, location.endColumn),
          },
        },
        ...(resource === undefined
          ? {}
          : {
              logicalLocations: [
                {name: resource.name, fullyQualifiedName: `${resource.kind}/${resource.name}${location.pointer}`, kind: 'resource'},
              ],
            }),
      },
    ],
    partialFingerprints: {'weir/v1': fingerprint},
    ...(suppressions.length === 0 ? {} : {suppressions}),
  };
}

/** By whom, why and until when in words, and as properties for whoever reads them by program. */
function suppressionsOf({waivedBy, waiver, approval, baselined}: Finding): Suppression[] {
  const parts = {kind: 'external', status: 'accepted'} as const;
  const waived: Suppression[] =
    waivedBy === undefined
      ? []
      : [
          {
            ...parts,
            justification: `waived ${waiverWords({waivedBy, ...(waiver === undefined ? {} : {waiver})})}`,
            properties: {owner: waivedBy, ...(waiver === undefined ? {} : {reason: waiver.reason, expires: waiver.expires})},
          },
        ];
  const approved: Suppression[] =
    approval === undefined ? [] : [{...parts, justification: `approved ${approvalWords(approval)}`, properties: {...approval}}];
  const known: Suppression[] = baselined === true ? [{...parts, justification: 'in the baseline: known, and to be mended'}] : [];
  return [...waived, ...approved, ...known];
}
