import type {styleText} from 'node:util';
import Table from 'cli-table3';
import type {Verdict, VerdictStatus} from '../finding.ts';
import {visible} from './code-frame.ts';
import {evidenceWords} from './evidence-words.ts';

export type Style = Parameters<typeof styleText>[0];
export type Paint = (style: Style, text: string) => string;

const STATUS_STYLE: Record<VerdictStatus, Style> = {pass: 'green', fail: ['red', 'bold'], unknown: 'yellow'};

/** What a row of the table shows of a verdict. */
export type VerdictRow = Pick<Verdict, 'claim' | 'status' | 'reason' | 'measured'> & {
  resource?: Verdict['resource'];
  evidence?: Verdict['evidence'];
};

/** Claim, evidence and verdict, a row each; without frames around each row, so that many can be read. */
export function verdictTable(rows: readonly VerdictRow[], paint: Paint): string {
  const table = new Table({
    head: ['claim', 'evidence', 'verdict'].map(title => paint('bold', title)),
    style: {head: [], border: [], 'padding-left': 0, 'padding-right': 2},
    chars: Object.fromEntries(BORDERS.map(border => [border, ''])),
    wordWrap: true,
    colWidths: [64, 54, 9],
  });
  for (const row of rows) {
    const about = row.resource === undefined ? '' : ` (${row.resource.kind} ${row.resource.name})`;
    table.push([visible(`${row.claim}${about}`), visible(evidenceWords(row)), paint(STATUS_STYLE[row.status], row.status)]);
  }
  return table
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n');
}

const BORDERS = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left',
  'left-mid',
  'mid',
  'mid-mid',
  'right',
  'right-mid',
  'middle',
];
