import type {styleText} from 'node:util';
import Table from 'cli-table3';
import type {Verdict, VerdictStatus} from '../finding.ts';
import {visible} from './code-frame.ts';

export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

const STATUS_STYLE: Record<VerdictStatus, Parameters<Paint>[0]> = {pass: 'green', fail: ['red', 'bold'], unknown: 'yellow'};

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
    table.push([visible(`${row.claim}${about}`), visible(evidenceOf(row)), paint(STATUS_STYLE[row.status], row.status)]);
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

/** The phrase of the proof where it gave one, else all that it measured. */
function evidenceOf({measured, evidence = {}, reason}: VerdictRow): string {
  const facts = Object.entries(evidence).map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [...(measured === undefined ? facts : [measured]), ...(reason === undefined ? [] : [reason])].join('; ');
}
