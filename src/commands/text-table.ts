import Table from 'cli-table3';
import {visible} from '../findings/visible.ts';

/** A table for a terminal or a log, without colours; columns that are named in `right` hold numbers. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[], right: readonly string[] = []): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map(one => (right.includes(one) ? 'right' : 'left')),
    style: {head: [], border: [], compact: true, 'padding-left': 0},
    chars: BARE,
  });
  for (const row of rows) table.push(row.map(visible));
  return table
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n');
}

/** Columns apart by two spaces: lines that can be copied. */
const BARE = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: ' ',
} as const;
