import {styleText} from 'node:util';
import type {Finding, Level, Verdict, VerdictStatus} from '../finding.ts';
import type {Report, Summary} from '../report.ts';
import {CodeFrames, visible} from './code-frame.ts';
import {reporter} from './reporter.ts';
import {verdictTable} from './verdict-table.ts';

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const LEVEL_STYLE: Record<Level, Style> = {error: ['red', 'bold'], warning: ['yellow', 'bold'], note: ['blue', 'bold']};

/** For people: each finding with the lines it is about, and a line that sums up. */
export default reporter({
  name: 'pretty',
  summary: 'for people, with code frames',
  render(report, {color, sourceOf}) {
    // The caller decides about colour: standard output may be no terminal and still be meant for one.
    const paint: Paint = (style, text) => (color ? styleText(style, text, {validateStream: false}) : text);
    const all = [...report.findings, ...report.verdicts.flatMap(({finding}) => (finding === undefined ? [] : [finding]))];
    const frames = new CodeFrames(all, sourceOf);
    const blocks = all.map(finding => block(finding, frames, paint));
    const table = report.verdicts.length === 0 ? [] : [verdictTable(report.verdicts, paint)];
    return `${[...blocks, ...table, summaryLine(report, paint)].join('\n\n')}\n`;
  },
});

function block(finding: Finding, frames: CodeFrames, paint: Paint): string {
  const {file, line, column} = finding.location;
  const waived = finding.waivedBy === undefined ? '' : paint('dim', ` (waived by ${visible(finding.waivedBy)})`);
  const where = finding.clusters.length === 0 ? '' : paint('dim', ` [${finding.clusters.map(visible).join(', ')}]`);
  const resource = finding.resource === undefined ? '' : ` ${paint('dim', `${finding.resource.kind} ${visible(finding.resource.name)}`)}`;
  const frame = frames.of(finding);
  return [
    `${paint('cyan', `${visible(file)}:${line}:${column}`)}${resource}${where}`,
    `  ${paint(LEVEL_STYLE[finding.level], finding.level)} ${visible(finding.message)}  ${paint('dim', visible(finding.rule))}${waived}`,
    ...(frame === undefined ? [] : [indent(frame)]),
    ...Object.entries(finding.fix ?? {}).map(
      ([pointer, value]) => `  fix: set ${visible(pointer)} to ${visible(JSON.stringify(value) ?? 'nothing')}`,
    ),
  ].join('\n');
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}

function summaryLine({summary, verdicts}: Report, paint: Paint): string {
  const {errors, warnings, notes, waived, documents, files} = summary;
  const parts = [count(errors, 'error'), count(warnings, 'warning')];
  if (notes > 0) parts.push(count(notes, 'note'));
  if (waived > 0) parts.push(`${waived} waived`);
  if (verdicts.length > 0) parts.push(verdictCounts(verdicts));
  const text = `${parts.join(', ')} in ${count(documents, 'document')} of ${count(files, 'file')}`;
  return paint(styleOf(summary, verdicts), text);
}

function styleOf({errors, warnings}: Summary, verdicts: readonly Verdict[]): Style {
  if (errors > 0) return ['red', 'bold'];
  return warnings > 0 || verdicts.some(({status}) => status !== 'pass') ? ['yellow', 'bold'] : ['green', 'bold'];
}

function verdictCounts(verdicts: readonly Verdict[]): string {
  const of = (status: VerdictStatus) => verdicts.filter(one => one.status === status).length;
  return `${of('pass')} passed, ${of('fail')} failed, ${of('unknown')} unknown`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
