import {styleText} from 'node:util';
import {visible} from '../findings/visible.ts';
import type {ChangeAction, PlannedChange} from '../terraform/plan-change.ts';
import {type ChangeWords, changeWords, countsText} from './change-words.ts';

const MARKS: Record<ChangeAction, {mark: string; color: 'green' | 'yellow' | 'red'}> = {
  create: {mark: '+', color: 'green'},
  update: {mark: '~', color: 'yellow'},
  replace: {mark: '-/+', color: 'red'},
  delete: {mark: '-', color: 'red'},
  import: {mark: '<=', color: 'green'},
  forget: {mark: '=>', color: 'yellow'},
  rename: {mark: '=', color: 'yellow'},
};
const NAMES_TOLD = 5;

/** What is shown of a plan: its stacks with their changes. */
export interface ShownChanges {
  plans: readonly {stack: {name: string}; changes: readonly PlannedChange[]}[];
  changes: readonly PlannedChange[];
  /** Stacks without a change that were not planned. */
  settled?: readonly unknown[];
}

/** The changes by stack, what is alike in one line, and their count. */
export function changesText({plans, changes, settled = []}: ShownChanges, color: boolean): string {
  const paint = (style: 'green' | 'yellow' | 'red' | 'bold', text: string): string =>
    color ? styleText(style, text, {validateStream: false}) : text;
  let isFolded = false;
  const blocks = plans
    .filter(one => one.changes.length > 0)
    .map(({stack, changes: own}) => {
      const lines = changeWords(own).map(words => {
        const {mark, color: hue} = MARKS[words.action];
        isFolded ||= words.count > 1;
        return `  ${paint(hue, mark.padStart(3))} ${visible(lineOf(words))}`;
      });
      return [`${paint('bold', stack.name)}  ${countsText(own)}`, ...lines].join('\n');
    });
  const summary =
    changes.length === 0
      ? `No changes in ${counted(plans.length + settled.length, 'stack')}: the cluster is as declared.`
      : `${counted(changes.length, 'change')} in ${counted(blocks.length, 'stack')}: ${countsText(changes, {all: true})}`;
  const rest = isFolded ? '; --format json has each' : '';
  return `${[...blocks, `${summary}${rest}`].join('\n\n')}\n`;
}

function lineOf({kind, names, count, details}: ChangeWords): string {
  const separator = kind === 'Acl' ? '; ' : ', ';
  const said = details.join(separator);
  if (kind === 'Acl') return `Acl ${names.join(', ')}  ${count === 1 ? said : `${count}: ${said}`}`;
  if (names.length === 1) return `${kind} ${names[0]}${said === '' ? '' : `  ${said}`}`;
  const more = names.length - NAMES_TOLD;
  const told = `${names.slice(0, NAMES_TOLD).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `${counted(count, kind)}  ${said === '' ? told : `${said}: ${told}`}`;
}

export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
