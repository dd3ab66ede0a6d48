import {atLeast, compareFindings, compareText, type Finding, type Level, type Verdict} from '../finding.ts';
import {failingLevel} from '../report.ts';
import {CodeFrames} from './code-frame.ts';
import {fixSteps, fixWords} from './fix-steps.ts';
import {reporter} from './reporter.ts';
import {allFindings, approvalWords, resourceWords, waiverWords} from './selection.ts';
import {type Element, element, xmlDocument} from './xml.ts';

/**
 * JUnit XML as Jenkins publishes it (junit-10.xsd of its xUnit plugin), which GitLab and GitHub's actions read too.
 *
 * A suite is a file, because that is where a reader goes next. A test is a rule, a resource and
 * a pointer, without line and message: services follow a test across runs by suite, class and name, so those must not change when lines move, and
 * of two tests with one name GitLab keeps only one. The schema knows no `file` or `line` of a test; both stand in its
 * text.
 *
 * Only an open finding that fails the run is a failure: an error, and what is below it where --fail-on or --max-warnings
 * says so. Services call a build broken for any failure, while a run with warnings may well pass: so the others are
 * skipped tests with their text, as waived, approved and baselined findings are with their reason.
 * An unknown verdict is an error, which in JUnit is a test that came to no result.
 */
export default reporter({
  name: 'junit',
  summary: 'JUnit XML, for the test reports of CI services',
  render(report, {sourceOf}) {
    const frames = new CodeFrames(allFindings(report), sourceOf);
    const failOn = failingLevel(report);
    const tests = [
      ...[...report.findings].sort(compareFindings).map(finding => findingTest(finding, frames, failOn)),
      ...report.verdicts.map(verdict => verdictTest(verdict, frames)),
    ];
    // Services take a report without a test for a broken one.
    if (tests.length === 0) tests.push({file: `weir ${report.command}`, name: 'nothing was found'});
    const files = [...Map.groupBy(tests, ({file}) => file)].sort(([a], [b]) => compareText(a, b));
    const suites = files.map(([file, group]) => suite(file, group));
    return xmlDocument(element('testsuites', {name: `weir ${report.command}`, ...counts(tests)}, ...suites));
  },
});

/** A test; without a result it has passed. */
interface Test {
  file: string;
  name: string;
  result?: {status: 'failure' | 'error' | 'skipped'; type: string; message: string; text: string};
}

function findingTest(finding: Finding, frames: CodeFrames, failOn: Level): Test {
  return {
    file: finding.location.file,
    name: nameOf([finding.rule, resourceWords(finding), finding.location.pointer]),
    result: resultOf(finding, frames, failOn),
  };
}

function verdictTest(verdict: Verdict, frames: CodeFrames): Test {
  const {claim, clusters, location, status, reason, measured, finding} = verdict;
  const test = {file: location.file, name: nameOf([claim, resourceWords(verdict), clusters.join(', ')])};
  if (finding !== undefined) return {...test, result: resultOf(finding, frames, 'error')};
  if (status === 'pass') return test;
  const message = reason ?? 'no evidence was gathered';
  const text = [`${placeOf(location)} ${message}`, ...(measured === undefined ? [] : [`measured: ${measured}`])].join('\n');
  return {...test, result: {status: status === 'fail' ? 'failure' : 'error', type: status, message, text}};
}

function resultOf(finding: Finding, frames: CodeFrames, failOn: Level): NonNullable<Test['result']> {
  const {rule, level, message, clusters, location, waivedBy, baselined, approval} = finding;
  const frame = frames.of(finding);
  const text = [
    `${placeOf(location)} ${level}: ${message}`,
    ...(clusters.length === 0 ? [] : [`clusters: ${clusters.join(', ')}`]),
    ...(frame === undefined ? [] : [frame]),
    ...fixSteps(finding).map(step => `fix: ${fixWords(step)}`),
    `weir explain ${rule}`,
  ].join('\n');
  if (waivedBy !== undefined) {
    return {status: 'skipped', type: 'waived', message: `waived ${waiverWords({...finding, waivedBy})}`, text};
  }
  if (approval !== undefined) return {status: 'skipped', type: 'approved', message: `approved ${approvalWords(approval)}`, text};
  if (baselined === true) return {status: 'skipped', type: 'baselined', message: `in the baseline: ${message}`, text};
  if (atLeast(level, failOn)) return {status: 'failure', type: level, message, text};
  return {status: 'skipped', type: level, message: `${level}: ${message}`, text};
}

function suite(file: string, tests: readonly Test[]): Element {
  const used = new Map<string, number>();
  const cases = tests.map(({name, result}) => {
    const attributes = {name: unused(name, used), classname: file, time: 0};
    if (result === undefined) return element('testcase', attributes);
    const {status, type, message, text} = result;
    return element('testcase', attributes, element(status, {type, message}, text));
  });
  const skipped = tests.filter(({result}) => result?.status === 'skipped').length;
  return element('testsuite', {name: file, ...counts(tests), skipped, time: 0}, ...cases);
}

/** The name, with a number where an earlier test of the suite has it. `used`: how often each was given. */
function unused(name: string, used: Map<string, number>): string {
  let times = (used.get(name) ?? 0) + 1;
  let candidate = times === 1 ? name : `${name} (${times})`;
  // A resource may be called like that.
  while (times > 1 && used.has(candidate)) candidate = `${name} (${++times})`;
  used.set(name, times);
  if (candidate !== name) used.set(candidate, 1);
  return candidate;
}

function counts(tests: readonly Test[]): {tests: number; failures: number; errors: number} {
  const of = (status: string) => tests.filter(({result}) => result?.status === status).length;
  return {tests: tests.length, failures: of('failure'), errors: of('error')};
}

function nameOf(parts: readonly string[]): string {
  return parts.filter(part => part !== '').join(' ');
}

function placeOf({file, line, column}: Finding['location']): string {
  return `${file}:${line}:${column}`;
}
