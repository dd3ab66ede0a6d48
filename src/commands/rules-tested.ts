import {styleText} from 'node:util';
import type {RuleProblem, TestedRule} from '../policy/rule-tests.ts';

/** What the examples of rules showed, for a terminal: a line a rule, and below it what does not hold. */
export function testedText(tested: readonly TestedRule[], color: boolean): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) => (color ? styleText(style, text, {validateStream: false}) : text);
  const width = Math.max(0, ...tested.map(({id}) => id.length));
  const rows = tested.map(one => {
    const {id, examples, problems} = one;
    const verdict = problems.length === 0 ? paint('green', 'ok   ') : paint('red', 'fails');
    const row = `${verdict}  ${id.padEnd(width)}  ${examples.good} good, ${examples.bad} bad`;
    return [row, ...problems.map(problem => `       ${placeOf(one, problem)}${problem.message}`)].join('\n');
  });
  const failed = tested.filter(({problems}) => problems.length > 0).length;
  const summary =
    failed === 0
      ? `the examples of ${count(tested.length)} hold`
      : `${failed} of ${count(tested.length)} ${failed === 1 ? 'fails' : 'fail'}`;
  return `${[...rows, '', summary].join('\n')}\n`;
}

/** For programs. */
export function testedJson(tested: readonly TestedRule[]): string {
  const failed = tested.filter(({problems}) => problems.length > 0).length;
  return `${JSON.stringify({version: 1, summary: {rules: tested.length, failed}, rules: tested}, null, 2)}\n`;
}

/** The example as it is found: by its place in a file of YAML, else by its number, counted from 1. */
function placeOf({file}: TestedRule, {example, location}: RuleProblem): string {
  const where = location === undefined ? file : `${location.file}:${location.line}:${location.column}`;
  const which = example === undefined ? undefined : `${example.which} example ${example.index + 1}`;
  const parts = [where, which].filter(part => part !== undefined);
  return parts.length === 0 ? '' : `${parts.join(' ')}: `;
}

function count(rules: number): string {
  return `${rules} ${rules === 1 ? 'rule' : 'rules'}`;
}
