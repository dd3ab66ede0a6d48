import {styleText} from 'node:util';
import {foldPasses} from '../areas.ts';
import type {Finding, Verdict, VerdictStatus} from '../finding.ts';
import {failureReason, type Report, type Summary} from '../report.ts';
import {CodeFrames, visible} from './code-frame.ts';
import {fixSteps, fixWords} from './fix-steps.ts';
import {approvedList, groupedSummary, LEVEL_STYLE, waivedList} from './grouped-summary.ts';
import {reporter} from './reporter.ts';
import {allFindings, approvedFindings, openFindings, waivedFindings} from './selection.ts';
import {areaTable, type Paint, type Style, verdictTable} from './verdict-table.ts';

/**
 * For people: each open finding with the lines it is about; then, where there are many, how many there are of each rule,
 * what is waived or approved, and a line that sums up. Findings of the baseline are counted only: they are known, and a list of them
 * would hide what is new.
 */
export default reporter({
  name: 'pretty',
  summary: 'for people, with code frames',
  render(report, {color, sourceOf, rules}) {
    // The caller decides about colour: standard output may be no terminal and still be meant for one.
    const paint: Paint = (style, text) => (color ? styleText(style, text, {validateStream: false}) : text);
    const all = allFindings(report);
    const open = openFindings(all);
    // Of all: the frame of an open finding may reach a line that another one must hide.
    const frames = new CodeFrames(all, sourceOf);
    const parts = [
      ...open.map(finding => block(finding, frames, paint)),
      groupedSummary(open, rules, paint),
      waivedList(waivedFindings(all), paint),
      approvedList(approvedFindings(all), paint),
      report.verdicts.length === 0 ? undefined : verdictTable(foldPasses(report.verdicts), paint),
      areaTable(report.summary.areas, paint),
      summaryLine(report, paint),
    ];
    return `${parts.filter(part => part !== undefined).join('\n\n')}\n`;
  },
});

function block(finding: Finding, frames: CodeFrames, paint: Paint): string {
  const {file, line, column} = finding.location;
  const where = finding.clusters.length === 0 ? '' : paint('dim', ` [${finding.clusters.map(visible).join(', ')}]`);
  const resource = finding.resource === undefined ? '' : ` ${paint('dim', `${finding.resource.kind} ${visible(finding.resource.name)}`)}`;
  const frame = frames.of(finding);
  return [
    `${paint('cyan', `${visible(file)}:${line}:${column}`)}${resource}${where}`,
    `  ${paint(LEVEL_STYLE[finding.level], finding.level)} ${visible(finding.message)}  ${paint('dim', visible(finding.rule))}`,
    ...(frame === undefined ? [] : [indent(frame)]),
    ...fixSteps(finding).map(step => `  fix: ${visible(fixWords(step))}`),
  ].join('\n');
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}

function summaryLine(report: Report, paint: Paint): string {
  const {summary, verdicts} = report;
  const {errors, warnings, notes, waived, baselined, approved = 0, unchanged = 0, documents, files} = summary;
  const parts = [count(errors, 'error'), count(warnings, 'warning')];
  if (notes > 0) parts.push(count(notes, 'note'));
  if (waived > 0) parts.push(`${waived} waived`);
  if (approved > 0) parts.push(`${approved} approved`);
  if (verdicts.length > 0) parts.push(verdictCounts(verdicts));
  const text = `${parts.join(', ')} in ${count(documents, 'document')} of ${count(files, 'file')}`;
  const aside = [
    ...(baselined > 0
      ? [`${baselined} in the baseline: mend ${baselined === 1 ? 'it' : 'them'}, then shrink it with weir check --update-baseline`]
      : []),
    ...(unchanged > 0
      ? [`${count(unchanged, 'finding')} that stood there before ${unchanged === 1 ? 'is' : 'are'} not shown: weir check shows all`]
      : []),
  ];
  const reason = failureReason(report);
  return [
    paint(reason === undefined ? styleOf(summary, verdicts) : FAILED, text),
    ...aside.map(line => paint('dim', line)),
    ...(reason === undefined ? [] : [paint(FAILED, `fails: ${reason}`)]),
  ].join('\n');
}

const FAILED: Style = ['red', 'bold'];

function styleOf({errors, warnings}: Summary, verdicts: readonly Verdict[]): Style {
  if (errors > 0) return FAILED;
  return warnings > 0 || verdicts.some(({status}) => status !== 'pass') ? ['yellow', 'bold'] : ['green', 'bold'];
}

function verdictCounts(verdicts: readonly Verdict[]): string {
  const of = (status: VerdictStatus) => verdicts.filter(one => one.status === status).length;
  return `${of('pass')} passed, ${of('fail')} failed, ${of('unknown')} unknown`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
