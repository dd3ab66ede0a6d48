import type {Finding, Level, Location, Verdict, VerdictStatus} from '../finding.ts';
import {failureReason, type Report} from '../report.ts';
import {evidenceWords} from './evidence-words.ts';
import {fixSteps} from './fix-steps.ts';
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

/** GitHub refuses a comment of more than 65,536 characters; a service that adds a line of its own still fits. */
const LENGTH_MAX = 65_000;
const CLUSTERS_SHOWN = 5;
const LEVEL_SIGNS: Record<Level, string> = {error: '✗ error', warning: '! warning', note: 'i note'};
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
    const closing = sections.length === 0 ? '' : `\n${code('weir explain RULE')} says why a rule is there and how to satisfy it.\n`;
    // An empty row, so that every table has its head: what is said around the rows never takes more than this.
    const around = sections.map(one => written({...one, rows: ['']}, one.rows.length)).join('');
    let room = LENGTH_MAX - opening.length - closing.length - around.length;
    const parts = sections.map(one => {
      const rows = one.rows.slice(0, fitting(one.rows, room));
      room -= rows.reduce((sum, row) => sum + row.length, 0);
      return written({...one, rows}, one.rows.length - rows.length);
    });
    return `${opening}${parts.join('')}${closing}`;
  },
});

interface Section {
  /** Folded under these words; a section without them stands open. */
  title?: string;
  columns: readonly string[];
  /** Each ends with a line feed. */
  rows: readonly string[];
}

function sectionsOf(report: Report): Section[] {
  const findings = gravestFirst(allFindings(report));
  const open = openFindings(findings);
  const notes = open.filter(({level}) => level === 'note');
  const verdicts = [...report.verdicts].sort((a, b) => GRAVITY[a.status] - GRAVITY[b.status]);
  const passed = verdicts.filter(({status}) => status === 'pass');
  const [waived, approved, baselined] = [waivedFindings(findings), approvedFindings(findings), baselinedFindings(findings)];
  const findingColumns = ['level', 'where', 'finding'];
  const verdictColumns = ['verdict', 'where', 'claim', 'evidence'];
  return [
    {columns: findingColumns, rows: open.filter(({level}) => level !== 'note').map(findingRow)},
    {columns: verdictColumns, rows: verdicts.filter(({status}) => status !== 'pass').map(verdictRow)},
    {title: counted(notes.length, 'note'), columns: findingColumns, rows: notes.map(findingRow)},
    {title: `${waived.length} waived`, columns: [...findingColumns, 'by', 'until', 'reason'], rows: waived.map(waivedRow)},
    {title: `${approved.length} approved`, columns: [...findingColumns, 'by', 'until', 'reason', 'plan'], rows: approved.map(approvedRow)},
    {title: `${baselined.length} in the baseline`, columns: findingColumns, rows: baselined.map(findingRow)},
    {title: counted(passed.length, 'claim that holds', 'claims that hold'), columns: verdictColumns, rows: passed.map(verdictRow)},
  ].filter(({rows}) => rows.length > 0);
}

/** How many rows, from the first on, take no more than `room` characters. */
function fitting(rows: readonly string[], room: number): number {
  let left = room;
  const beyond = rows.findIndex(row => {
    left -= row.length;
    return left < 0;
  });
  return beyond === -1 ? rows.length : beyond;
}

function written({title, columns, rows}: Section, leftOut: number): string {
  const head = `| ${columns.join(' | ')} |\n|${columns.map(() => ' --- |').join('')}\n`;
  const table = rows.length === 0 ? '' : `${head}${rows.join('')}`;
  const more = `${table === '' ? '' : '\n'}${leftOut} ${table === '' ? '' : 'more '}left out: a comment has no room for ${leftOut === 1 ? 'it' : 'them'}.\n`;
  const body = `${table}${leftOut === 0 ? '' : more}`;
  return title === undefined ? `\n${body}` : `\n<details><summary>${title}</summary>\n\n${body}\n</details>\n`;
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

function placeOf({file, line, column}: Location): string {
  return code(`${file}:${line}:${column}`);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}

function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}
