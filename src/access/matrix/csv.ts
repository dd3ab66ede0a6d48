import {visible} from '../../findings/visible.ts';
import {bindingText} from '../answer-text.ts';
import {columnKey, type MatrixColumn} from './columns.ts';
import type {AccessMatrix, Right} from './matrix.ts';
import {hostsText} from './right-text.ts';

const HEAD = [
  'principal',
  'applications',
  'type',
  'resource',
  'pattern',
  'domain',
  'operation',
  'effect',
  'hosts',
  'acl',
  'stated at',
  'because',
];

/**
 * A line for each right, which a spreadsheet can pivot: RFC 4180 with line feeds alone. A cell that a spreadsheet would run
 * as a formula has an apostrophe before it (OWASP, CSV injection).
 */
export function csvMatrix({principals, tables}: AccessMatrix): string {
  const applications = new Map(principals.map(one => [one.principal, one.applications.join(' ')]));
  const lines = tables.flatMap(({type, columns, cells}) => {
    const byKey = new Map(columns.map(column => [columnKey(column), column]));
    return cells.flatMap(({principal, column: key, rights}) => {
      const column = byKey.get(key);
      if (column === undefined) return [];
      return rights.map(right => [principal, applications.get(principal) ?? '', type, ...about(column, right)]);
    });
  });
  return [HEAD, ...lines].map(cells => `${cells.map(cell).join(',')}\n`).join('');
}

function about({name, pattern, domain}: MatrixColumn, right: Right): string[] {
  const places = right.origins.map(({file, line}) => `${file}:${line}`);
  const reasons = right.origins.flatMap(({because}) => because ?? []);
  const once = (texts: readonly string[]): string => [...new Set(texts)].join('; ');
  return [
    name,
    pattern,
    domain ?? '',
    right.operation,
    right.effect,
    hostsText(right),
    bindingText(right.acl),
    once(places),
    once(reasons),
  ];
}

function cell(text: string): string {
  const shown = visible(text.toWellFormed());
  const inert = /^[=+\-@\t]/.test(shown) ? `'${shown}` : shown;
  return /[",]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
