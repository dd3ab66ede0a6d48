import type {Log, ReportingDescriptor, Result} from 'sarif';
import {atLeast, compareText, type Finding, type Level} from '../finding.ts';
import {type RuleInfo, reporter} from './reporter.ts';

/** Code scanning refuses a run with more results: the gravest are kept, and the log says how many are not shown. */
const MAX_RESULTS = 25_000;
const LEVELS: readonly Level[] = ['error', 'warning', 'note'];

/** SARIF 2.1.0 (OASIS), with what code scanning services ask for. */
export default reporter({
  name: 'sarif',
  summary: 'SARIF 2.1.0, for code scanning services and editors',
  render({tool, command, findings, verdicts}, {rules}) {
    const all = [...findings, ...verdicts.flatMap(({finding}) => (finding === undefined ? [] : [finding]))];
    const kept = gravest(all);
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
              ...(kept.length === all.length ? {} : {toolExecutionNotifications: [cutNotice(all.length)]}),
            },
          ],
          results: kept.map(finding => result(finding, indexOf.get(finding.rule) ?? 0)),
        },
      ],
    };
    return `${JSON.stringify(log, null, 2)}\n`;
  },
});

function gravest(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= MAX_RESULTS) return findings;
  return LEVELS.flatMap(level => findings.filter(one => one.level === level)).slice(0, MAX_RESULTS);
}

function cutNotice(total: number) {
  return {
    level: 'warning' as const,
    message: {text: `${total - MAX_RESULTS} of ${total} findings are left out: a run holds at most ${MAX_RESULTS}, the gravest first`},
  };
}

function descriptor(id: string, info: RuleInfo | undefined): ReportingDescriptor {
  if (info === undefined) return {id};
  const sources = info.sources.map(source => `- ${source}`).join('\n');
  return {
    id,
    shortDescription: {text: info.title},
    fullDescription: {text: info.rationale},
    help: {text: `${info.rationale}\n\nSources:\n${sources}`, markdown: `${info.rationale}\n\n**Sources**\n\n${sources}`},
    ...(info.level === 'off' ? {} : {defaultConfiguration: {level: info.level}}),
  };
}

function result(finding: Finding, ruleIndex: number): Result {
  const {rule, level, message, location, resource, fingerprint, waivedBy, clusters} = finding;
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
    ...(waivedBy === undefined ? {} : {suppressions: [{kind: 'external', justification: `waived by ${waivedBy}`}]}),
  };
}
