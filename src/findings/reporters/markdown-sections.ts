/** GitHub refuses a comment of more than 65,536 characters; a service that adds a line of its own still fits. */
const LENGTH_MAX = 65_000;

/** A table of a comment. */
export interface Section {
  /** Folded under these words; a section without them stands open. Markdown already. */
  title?: string;
  /** Stands above an open section. */
  heading?: string;
  columns: readonly string[];
  /** Each ends with a line feed. */
  rows: readonly string[];
  /** How many things each row tells of, where that is not one. */
  counts?: readonly number[];
}

/**
 * Lays sections out between what opens and what closes a comment. What does not fit is left out, from the end of each
 * section on, earlier sections first, and counted.
 */
export function layOut(opening: string, sections: readonly Section[], closing: string): string {
  // An empty row, so that every table has its head: what is said around the rows never takes more than this.
  const around = sections.map(one => written({...one, rows: ['']}, countOf(one, 0))).join('');
  let room = LENGTH_MAX - opening.length - closing.length - around.length;
  const parts = sections.map(one => {
    const rows = one.rows.slice(0, fitting(one.rows, room));
    room -= rows.reduce((sum, row) => sum + row.length, 0);
    return written({...one, rows}, countOf(one, rows.length));
  });
  return `${opening}${parts.join('')}${closing}`;
}

/** A row of a table. */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}

/** What the rows from `from` on tell of. */
function countOf({rows, counts}: Section, from: number): number {
  return counts === undefined ? rows.length - from : counts.slice(from).reduce((sum, count) => sum + count, 0);
}

/** How many rows, from the first on, take no more than `room` characters. */
function fitting(rows: readonly string[], room: number): number {
  let left = room;
  const beyond = rows.findIndex(row => {
    left -= row.length;
    return left < 0;
  });
  return beyond === -1 ? rows.length : beyond;
}

function written({title, heading, columns, rows}: Section, leftOut: number): string {
  const head = `| ${columns.join(' | ')} |\n|${columns.map(() => ' --- |').join('')}\n`;
  const table = rows.length === 0 ? '' : `${head}${rows.join('')}`;
  const more = `${table === '' ? '' : '\n'}${leftOut} ${table === '' ? '' : 'more '}left out: a comment has no room for ${leftOut === 1 ? 'it' : 'them'}.\n`;
  const body = `${table}${leftOut === 0 ? '' : more}`;
  const above = heading === undefined ? '' : `\n#### ${heading}\n`;
  return title === undefined ? `${above}\n${body}` : `\n<details><summary>${title}</summary>\n\n${body}\n</details>\n`;
}
