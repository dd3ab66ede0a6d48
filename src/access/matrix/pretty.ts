import Table from 'cli-table3';
import {visible} from '../../findings/visible.ts';
import {type Grid, type GridRow, gridOf} from './grid.ts';
import {legendOf} from './letters.ts';
import type {AccessMatrix} from './matrix.ts';
import {notesOf} from './notes.ts';

/** A wider table would break its rows on most terminals: then resources become rows. In columns of the terminal. */
const WIDTH_MAX = 130;
const PIVOTED_WIDTHS = [44, 84];

/** For a terminal. */
export function prettyMatrix(matrix: AccessMatrix): string {
  const tables = matrix.tables.map(table => {
    const grid = gridOf(table, matrix);
    return gridText(widthOf(grid) > WIDTH_MAX ? gridOf(table, matrix, 0) : grid);
  });
  const legend = legendOf(matrix).map(({sign, means}) => `${sign} ${means}`);
  return `${[...tables, ...(legend.length === 0 ? [] : [legend.join('  ')]), ...notesOf(matrix).map(visible)].join('\n\n')}\n`;
}

function gridText(grid: Grid): string {
  const {title, groups, corner, head, rows, pivoted} = grid;
  const table = new Table({style: {head: [], border: []}, ...(pivoted ? {colWidths: PIVOTED_WIDTHS, wordWrap: true} : {})});
  if (groups.some(({domain}) => domain !== undefined))
    table.push(['', ...groups.map(({domain, span}) => ({content: visible(domain ?? ''), colSpan: span}))]);
  table.push([corner, ...head.map(visible)], ...rows.map(row => [nameOf(row), ...row.cells.map(partsText)]));
  return `${title}\n${table.toString()}`;
}

function widthOf({corner, head, rows}: Grid): number {
  const names = Math.max(corner.length, ...rows.map(row => nameOf(row).length));
  return head.reduce(
    (sum, name, index) => sum + 3 + Math.max(name.length, ...rows.map(row => partsText(row.cells[index] ?? []).length)),
    names + 4,
  );
}

function nameOf({name, note}: Pick<GridRow, 'name' | 'note'>): string {
  return visible(note === undefined ? name : `${name} (${note})`);
}

/** A line each: the name of a principal may hold commas. */
function partsText(parts: Grid['rows'][number]['cells'][number]): string {
  return parts.map(({who, letters}) => (who === undefined ? letters : `${visible(who)} ${letters}`)).join('\n');
}
