import {html, type Markup} from '../../findings/reporters/html/markup.ts';
import {page, type Section} from '../../findings/reporters/html/page.ts';
import {bindingText} from '../answer-text.ts';
import {columnKey, columnText, type MatrixColumn} from './columns.ts';
import {type Grid, type GridPart, type GridRow, gridOf, principalText} from './grid.ts';
import {legendOf, shownRights} from './letters.ts';
import type {AccessMatrix, MatrixCell, MatrixTable, Right} from './matrix.ts';
import {notesOf} from './notes.ts';
import {hostsText, rightLines} from './right-text.ts';
import {MATRIX_STYLE} from './style.ts';

/** One page: a table for each resource type, and every right with its origin. `by` is who wrote it: `weir 1.0`. */
export function matrixPage(matrix: AccessMatrix, by: string): string {
  const on = matrix.cluster === undefined ? '' : ` on ${matrix.cluster}`;
  const cells = matrix.tables.flatMap(table => table.cells);
  const anchors = new Map(cells.map((cell, index) => [cell, `cell-${index + 1}`]));
  const anchorOf = (cell: MatrixCell): string => anchors.get(cell) ?? '';
  return page({
    title: `Who may do what${on}`,
    header: html`<header><h1>Who may do what${on}</h1>
${notesOf(matrix).map(note => html`<p>${note}</p>\n`)}${legend(matrix)}</header>`,
    sections: [
      ...matrix.tables.map(table => section(table, gridOf(table, matrix), anchorOf)),
      ...(cells.length === 0 ? [] : [{id: 'origins', label: 'Every right', body: originsSection(matrix, anchorOf)}]),
    ],
    footer: html`<p>Written by ${by}. This page is complete in itself: it loads nothing and runs no script.</p>`,
    style: MATRIX_STYLE,
  });
}

function legend(matrix: AccessMatrix): Markup {
  return html`<ul class="legend">${legendOf(matrix).map(({sign, means}) => html`<li><code>${sign}</code> ${means}</li>\n`)}</ul>
<p class="muted">Point at a cell to see what gives it; follow it to the document.</p>`;
}

type AnchorOf = (cell: MatrixCell) => string;

function section({type}: MatrixTable, grid: Grid, anchorOf: AnchorOf): Section {
  const body = html`<section id="${type}" aria-labelledby="${type}-title">
<h2 id="${type}-title">${grid.title}</h2>
<div class="scroll" tabindex="0" role="region" aria-label="${grid.title}, can be scrolled"><table class="matrix${grid.pivoted ? ' pivoted' : ''}">
<thead>
${domainRow(grid)}<tr><th scope="col">${grid.corner}</th>${grid.head.map(name => html`<th scope="col" class="resource-name"><span>${name}</span></th>`)}</tr>
</thead>
<tbody>
${grid.rows.map(row => rowMarkup(row, anchorOf))}</tbody>
</table></div>
</section>`;
  return {id: type, label: grid.title, body};
}

function domainRow({groups}: Grid): Markup | undefined {
  if (!groups.some(({domain}) => domain !== undefined)) return undefined;
  return html`<tr class="domains"><td></td>${groups.map(({domain, span}) => html`<th scope="colgroup" colspan="${span}">${domain ?? ''}</th>`)}</tr>
`;
}

function rowMarkup({name, note, cells}: GridRow, anchorOf: AnchorOf): Markup {
  const about = note === undefined ? undefined : html`<span class="resource">${note}</span>`;
  return html`<tr><th scope="row"><code>${name}</code>${about}</th>${cells.map(parts => html`<td>${parts.map(part => partMarkup(part, anchorOf))}</td>`)}</tr>
`;
}

function partMarkup({who, letters, cell}: GridPart, anchorOf: AnchorOf): Markup {
  const title = shownRights(cell.rights).flatMap(rightLines);
  const link = html`<a href="#${anchorOf(cell)}" title="${title.map((line, index) => (index === 0 ? html`${line}` : html`\n${line}`))}"><code>${letters}</code></a>`;
  return who === undefined ? link : html`<span class="who">${who} ${link}</span> `;
}

function originsSection({tables}: AccessMatrix, anchorOf: AnchorOf): Markup {
  return html`<section id="origins" aria-labelledby="origins-title">
<h2 id="origins-title">Every right</h2>
<table class="stacked origins">
<thead><tr><th scope="col">Principal</th><th scope="col">Resource</th><th scope="col">May</th></tr></thead>
<tbody>
${tables.flatMap(({type, columns, cells}) => {
  const byKey = new Map(columns.map(column => [columnKey(column), column]));
  return cells.map(cell => originRow(type, byKey.get(cell.column), cell, anchorOf(cell)));
})}</tbody>
</table>
</section>`;
}

function originRow(type: MatrixTable['type'], column: MatrixColumn | undefined, cell: MatrixCell, anchor: string): Markup {
  return html`<tr id="${anchor}"><th scope="row"><code>${principalText(cell.principal)}</code></th><td data-label="Resource"><code>${column === undefined ? '' : columnText(column)}</code><span class="resource">${type}${column?.domain === undefined ? '' : `, ${column.domain}`}</span></td><td data-label="May"><ul>${shownRights(cell.rights).map(rightMarkup)}</ul></td></tr>
`;
}

function rightMarkup(right: Right): Markup {
  const {operation, effect, acl, origins} = right;
  return html`<li><b>${operation}</b>${effect === 'denied' ? html` <span class="badge fail">✗ denied</span>` : undefined} from ${hostsText(right)}: ${bindingText(acl)}${origins.length === 0 ? html`<span class="resource">no document declares this ACL</span>` : undefined}${origins.map(({kind, name, file, line, because, source}) => html`<span class="resource">${kind} ${name} <code>${file}:${line}</code>${because === undefined ? '' : `, ${because}`}${source === undefined ? '' : ` (${source})`}</span>`)}</li>`;
}
