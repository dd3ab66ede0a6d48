import {EVERYBODY} from '../authorize.ts';
import {columnKey, columnText, type MatrixColumn} from './columns.ts';
import {cellText} from './letters.ts';
import type {AccessMatrix, MatrixCell, MatrixPrincipal, MatrixTable} from './matrix.ts';

/** A table to be printed: principals across resources, or with many of these a row for each and its principals in a cell. */
export interface Grid {
  /** What the table is about: `Topics`. */
  title: string;
  pivoted: boolean;
  /** Above the names of the rows. */
  corner: string;
  /** Columns side by side that are of one domain; empty where pivoted. */
  groups: {domain: string | undefined; span: number}[];
  head: string[];
  rows: GridRow[];
}

export interface GridRow {
  name: string;
  /** Beside the name: the Applications of a principal, the domain of a resource. */
  note: string | undefined;
  cells: GridPart[][];
}

/** A cell of the matrix in a cell of the grid; with the principal where the cell has several. */
export interface GridPart {
  who: string | undefined;
  letters: string;
  cell: MatrixCell;
}

/** With more columns than this a person loses the row. */
const COLUMNS_MAX = 30;

const TITLES: Record<MatrixTable['type'], {many: string; one: string}> = {
  topic: {many: 'Topics', one: 'topic'},
  group: {many: 'Consumer groups', one: 'group'},
  'transactional-id': {many: 'Transactional ids', one: 'transactional id'},
  cluster: {many: 'The cluster', one: 'resource'},
  'delegation-token': {many: 'Delegation tokens', one: 'token'},
  user: {many: 'Users', one: 'user'},
};

/** `columnsMax`: from how many columns on resources become rows. */
export function gridOf(table: MatrixTable, {principals}: Pick<AccessMatrix, 'principals'>, columnsMax: number = COLUMNS_MAX): Grid {
  const {many, one} = TITLES[table.type];
  const named = new Set(table.cells.map(({principal}) => principal));
  const rows = principals.filter(({principal}) => named.has(principal));
  if (table.columns.length > columnsMax) return {...pivoted(table, rows), title: many, corner: one, pivoted: true};
  const cells = new Map(table.cells.map(cell => [`${cell.column}\n${cell.principal}`, cell]));
  return {
    title: many,
    corner: 'principal',
    pivoted: false,
    groups: groupsOf(table.columns),
    head: table.columns.map(columnText),
    rows: rows.map(row => ({
      name: principalText(row.principal),
      note: noteOf(row),
      cells: table.columns.map(column => {
        const cell = cells.get(`${columnKey(column)}\n${row.principal}`);
        return cell === undefined ? [] : [{who: undefined, letters: cellText(cell.rights), cell}];
      }),
    })),
  };
}

function pivoted({columns, cells}: MatrixTable, principals: readonly MatrixPrincipal[]): Pick<Grid, 'groups' | 'head' | 'rows'> {
  const order = new Map(principals.map(({principal}, index) => [principal, index]));
  const byColumn = Map.groupBy(cells, ({column}) => column);
  const rank = ({principal}: MatrixCell): number => order.get(principal) ?? 0;
  return {
    groups: [],
    head: ['who may what'],
    rows: columns.map(column => {
      const own = (byColumn.get(columnKey(column)) ?? []).toSorted((one, other) => rank(one) - rank(other));
      const parts = own.map(cell => ({who: principalText(cell.principal), letters: cellText(cell.rights), cell}));
      return {name: columnText(column), note: column.domain, cells: [parts]};
    }),
  };
}

function groupsOf(columns: readonly MatrixColumn[]): Grid['groups'] {
  const groups: Grid['groups'] = [];
  for (const {domain} of columns) {
    const last = groups.at(-1);
    if (last !== undefined && last.domain === domain) last.span++;
    else groups.push({domain, span: 1});
  }
  return groups;
}

export function principalText(principal: string): string {
  return principal === EVERYBODY ? 'everybody else' : principal;
}

/** Who runs as a principal, where its name does not say it already. */
function noteOf({principal, users, applications}: MatrixPrincipal): string | undefined {
  const names = applications.length > 0 ? applications : users;
  const telling = names.filter(name => principal !== `User:${name}`);
  return telling.length === 0 ? undefined : names.join(', ');
}
