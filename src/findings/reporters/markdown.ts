import type {AreaCount} from '../areas.ts';
import type {Finding, Level, Location, Verdict, VerdictStatus} from '../finding.ts';
import {failureReason, type Report} from '../report.ts';
import {evidenceWords} from './evidence-words.ts';
import {fixSteps} from './fix-steps.ts';
import {layOut, row, type Section} from './markdown-sections.ts';
import {code, text} from './markdown-text.ts';
import {reporter} from './reporter.ts';
import {
  type ApprovedFinding,
  allFindings,
  approvedFindings,
  baselinedFindings,
  gravestFirst,
  openFindings,
  type WaivedFinding,
  waivedFindings,
} from './selection.ts';

/** Closes a comment that shows findings. */
export const EXPLAIN = `\n${code('weir explain RULE')} says why a rule is there and how to satisfy it.\n`;

const CLUSTERS_SHOWN = 5;
export const LEVEL_SIGNS: Record<Level, string> = {error: '✗ error', warning: '! warning', note: 'i note'};
const STATUS_SIGNS: Record<VerdictStatus, string> = {fail: '✗ fail', unknown: '? unknown', pass: '✓ pass'};
const GRAVITY: Record<VerdictStatus, number> = {fail: 0, unknown: 1, pass: 2};

/**
 * A comment on a pull request, in GitHub's Markdown, which GitLab reads too. Its first line is a hidden marker by which a
 * pipeline finds the comment of the run before and replaces it. What does not fit is left out from the least grave on,
 * and counted.
 */
export default reporter({
  name: 'markdown',
  summary: 'a comment for a pull request, with counts and folded details',
  render(report) {
    const sections = sectionsOf(report);
    const opening = `<!-- kafka-weir:${report.command.replace(/[^a-z -]/g, '')} -->\n${headlineOf(report)}`;
    return layOut(opening, sections, sections.length === 0 ? '' : EXPLAIN);
  },
});

/** The findings and verdicts of a report, the gravest first; what counts no more is folded. */
export function sectionsOf(report: Report): Section[] {
  const findings = gravestFirst(allFindings(report));
  const open = openFindings(findings);
  const notes = open.filter(({level}) => level === 'note');
  const verdicts = [...report.verdicts].sort((a, b) => GRAVITY[a.status] - GRAVITY[b.status]);
  const passed = verdicts.filter(({status}) => status === 'pass');
  const [waived, approved, baselined] = [waivedFindings(findings), approvedFindings(findings), baselinedFindings(findings)];
  const findingColumns = ['level', 'where', 'finding'];
  const verdictColumns = ['verdict', 'where', 'claim', 'evidence'];
  return [
    {heading: 'By area', columns: ['area', 'passed', 'failed', 'unknown'], rows: areaRows(report.summary.areas)},
    {columns: findingColumns, rows: open.filter(({level}) => level !== 'note').map(findingRow)},
    {columns: verdictColumns, rows: verdicts.filter(({status}) => status !== 'pass').map(verdictRow)},
    {title: counted(notes.length, 'note'), columns: findingColumns, rows: notes.map(findingRow)},
    {title: `${waived.length} waived`, columns: [...findingColumns, 'by', 'until', 'reason'], rows: waived.map(waivedRow)},
    {title: `${approved.length} approved`, columns: [...findingColumns, 'by', 'until', 'reason', 'plan'], rows: approved.map(approvedRow)},
    {title: `${baselined.length} in the baseline`, columns: findingColumns, rows: baselined.map(findingRow)},
    {title: counted(passed.length, 'claim that holds', 'claims that hold'), columns: verdictColumns, rows: passed.map(verdictRow)},
  ].filter(({rows}) => rows.length > 0);
}

function headlineOf(report: Report): string {
  const {command, summary, verdicts} = report;
  const {errors, warnings, notes, waived, baselined, approved = 0, unchanged = 0, documents, files} = summary;
  const parts = [counted(errors, 'error'), counted(warnings, 'warning'), ...(notes > 0 ? [counted(notes, 'note')] : [])];
  const of = (wanted: VerdictStatus) => verdicts.filter(({status}) => status === wanted).length;
  if (verdicts.length > 0) parts.push(`${of('pass')} passed`, `${of('fail')} failed`, `${of('unknown')} unknown`);
  const words = errors + warnings + notes + verdicts.length === 0 ? 'nothing found' : parts.join(', ');
  const aside = [
    ...(waived > 0 ? [`${waived} waived`] : []),
    ...(approved > 0 ? [`${approved} approved`] : []),
    ...(baselined > 0 ? [`${baselined} in the baseline`] : []),
    ...(unchanged > 0 ? [`${unchanged} that stood there before and ${unchanged === 1 ? 'is' : 'are'} not shown`] : []),
  ];
  const reason = failureReason(report);
  const fails = reason === undefined ? '' : `\n\n**Fails:** ${text(reason)}.`;
  const beside = aside.length === 0 ? '' : ` Beside these: ${aside.join(', ')}.`;
  return `### weir ${text(command)}: ${words}\n\nJudged ${counted(documents, 'document')} of ${counted(files, 'file')}.${beside}${fails}\n`;
}

/** One area says no more than the headline. */
function areaRows(areas: readonly AreaCount[] = []): string[] {
  return areas.length < 2 ? [] : areas.map(({area, pass, fail, unknown}) => row([text(area), String(pass), String(fail), String(unknown)]));
}

function findingRow(finding: Finding): string {
  return row(findingCells(finding));
}

function waivedRow(finding: WaivedFinding): string {
  const {waivedBy, waiver} = finding;
  return row([...findingCells(finding), text(waivedBy), text(waiver?.expires ?? ''), text(waiver?.reason ?? '')]);
}

function approvedRow(finding: ApprovedFinding): string {
  const {owner, expires, reason, plan} = finding.approval;
  return row([...findingCells(finding), text(owner), text(expires), text(reason), code(plan.slice(0, 12))]);
}

function findingCells(finding: Finding): string[] {
  const {level, message, rule, resource, clusters, location} = finding;
  const about = [code(rule), resource === undefined ? '' : `${text(resource.kind)} ${code(resource.name)}`, clustersOf(clusters)];
  const fixes = fixSteps(finding).map(
    ({action, pointer, to}) => `<br>fix: ${action} ${code(pointer)}${to === undefined ? '' : ` to ${code(to)}`}`,
  );
  return [LEVEL_SIGNS[level], placeOf(location), `${text(message)}<br>${about.filter(part => part !== '').join(' · ')}${fixes.join('')}`];
}

function verdictRow(verdict: Verdict): string {
  const {status, claim, resource, clusters, location} = verdict;
  const about = [`${text(resource.kind)} ${code(resource.name)}`, clustersOf(clusters)].filter(part => part !== '').join(' · ');
  return row([STATUS_SIGNS[status], placeOf(location), `${text(claim)}<br>${about}`, text(evidenceWords(verdict))]);
}

function clustersOf(clusters: readonly string[]): string {
  const rest = clusters.length - CLUSTERS_SHOWN;
  return `${clusters.slice(0, CLUSTERS_SHOWN).map(text).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

export function placeOf({file, line, column}: Location): string {
  return code(`${file}:${line}:${column}`);
}

export function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}
