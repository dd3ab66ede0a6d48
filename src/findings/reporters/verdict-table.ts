import type {styleText} from 'node:util';
import Table from 'cli-table3';
import type {AreaCount} from '../areas.ts';
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

/** One area says no more than the line that sums up. */
const AREAS_MIN = 2;

/** What each part of a run came to; undefined where there is one part alone. */
export function areaTable(areas: readonly AreaCount[] | undefined, paint: Paint): string | undefined {
  if (areas === undefined || areas.length < AREAS_MIN) return undefined;
  const width = Math.max(...areas.map(({area}) => visible(area).length));
  const cell = (count: number, word: string, status: VerdictStatus): string => {
    const text = `${String(count).padStart(5)} ${word}`;
    return count === 0 ? paint('dim', text) : paint(STATUS_STYLE[status], text);
  };
  const rows = areas.map(
    ({area, pass, fail, unknown}) =>
      `  ${visible(area).padEnd(width)}  ${cell(pass, 'passed', 'pass')}  ${cell(fail, 'failed', 'fail')}  ${cell(unknown, 'unknown', 'unknown')}`,
  );
  return [paint('bold', 'by area:'), ...rows].join('\n');
}
