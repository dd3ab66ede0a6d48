import {code, text} from '../../findings/reporters/markdown-text.ts';
import {type Grid, gridOf} from './grid.ts';
import {legendOf} from './letters.ts';
import type {AccessMatrix} from './matrix.ts';
import {notesOf} from './notes.ts';

/** Tables of GitHub's Markdown, for a page or a pull request. */
export function markdownMatrix(matrix: AccessMatrix): string {
  const on = matrix.cluster === undefined ? '' : ` on ${text(matrix.cluster)}`;
  const legend = legendOf(matrix).map(({sign, means}) => `${code(sign)} ${text(means)}`);
  const parts = [
    `# Who may do what${on}`,
    ...matrix.tables.map(table => tableText(gridOf(table, matrix))),
    ...(legend.length === 0 ? [] : [legend.join(', ')]),
    ...notesOf(matrix).map(text),
  ];
  return `${parts.join('\n\n')}\n`;
}

function tableText({title, corner, groups, head, rows, pivoted}: Grid): string {
  const domains = groups.flatMap(({domain, span}) => Array.from({length: span}, () => domain));
  const heads = head.map((name, index) => {
    const domain = domains[index];
    return `${pivoted ? text(name) : code(name)}${domain === undefined ? '' : `<br>${text(domain)}`}`;
  });
  const lines = rows.map(({name, note, cells}) => [
    `${code(name)}${note === undefined ? '' : `<br>${text(note)}`}`,
    ...cells.map(parts => parts.map(({who, letters}) => `${who === undefined ? '' : `${code(who)} `}${code(letters)}`).join(', ')),
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [`## ${title}\n`, line([text(corner), ...heads]), `|${' --- |'.repeat(head.length + 1)}`, ...lines.map(line)].join('\n');
}
