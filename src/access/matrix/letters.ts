import type {AclOperation} from '../../specs/model.ts';
import {grantingOperations} from '../authorize.ts';
import type {AccessMatrix, Right} from './matrix.ts';

/** A letter for each operation, in the order in which a cell has them. */
export const LETTERS: Readonly<Record<Exclude<AclOperation, 'all'>, string>> = {
  read: 'R',
  write: 'W',
  create: 'C',
  delete: 'D',
  alter: 'A',
  'alter-configs': 'a',
  describe: 'd',
  'describe-configs': 'c',
  'idempotent-write': 'I',
  'cluster-action': 'K',
  'create-tokens': 'T',
  'describe-tokens': 't',
};

/** What stands beside a letter. */
export const MARKS = {
  denied: {sign: '!', means: 'denied by an ACL (before the letter)'},
  pattern: {sign: '*', means: 'given by a prefix or for all names'},
  hosts: {sign: '@', means: 'not from every host'},
} as const;

/** `RW*` or `!R`; describe is left out where another right gives it. */
export function cellText(rights: readonly Right[]): string {
  return shownRights(rights).map(letterOf).join('');
}

function letterOf(right: Right): string {
  const {operation, effect} = right;
  const letter = operation === 'all' ? '' : LETTERS[operation];
  const hosts = isHostLimited(right) ? MARKS.hosts.sign : '';
  if (effect === 'denied') return MARKS.denied.sign + letter + hosts;
  return letter + (right.given === 'literal' ? '' : MARKS.pattern.sign) + hosts;
}

export function isHostLimited({hosts, deniedFrom}: Pick<Right, 'hosts' | 'deniedFrom'>): boolean {
  return hosts !== '*' || deniedFrom.length > 0;
}

/** In the order of the letters, without what goes without saying. */
export function shownRights(rights: readonly Right[]): Right[] {
  const order = Object.keys(LETTERS);
  return rights
    .filter(right => !isImplied(right, rights))
    .sort((one, other) => order.indexOf(one.operation) - order.indexOf(other.operation));
}

/** Whether a right that is shown anyway gives this one, from at least as many hosts. */
function isImplied({operation, effect, acl}: Right, rights: readonly Right[]): boolean {
  if (effect === 'denied' || (operation !== 'describe' && operation !== 'describe-configs')) return false;
  if (acl.operation !== operation && acl.operation !== 'all') return true;
  const granting = grantingOperations(operation).filter(one => one !== operation && one !== 'all');
  return rights.some(one => one.effect === 'allowed' && granting.includes(one.operation) && !isHostLimited(one));
}

/** Letters and marks that a matrix uses, with their meaning. */
export function legendOf({tables}: AccessMatrix): {sign: string; means: string}[] {
  const shown = tables.flatMap(({cells}) => cells.flatMap(({rights}) => shownRights(rights)));
  const used = new Set(shown.map(({operation}) => operation));
  const allowed = shown.filter(({effect}) => effect === 'allowed');
  return [
    ...Object.entries(LETTERS).flatMap(([operation, sign]) => (used.has(operation as AclOperation) ? [{sign, means: operation}] : [])),
    ...(allowed.some(({given}) => given !== 'literal') ? [MARKS.pattern] : []),
    ...(shown.some(isHostLimited) ? [MARKS.hosts] : []),
    ...(shown.length > allowed.length ? [MARKS.denied] : []),
  ];
}
