import {describe, expect, it} from 'vitest';
import {columnText} from '../../src/access/matrix/columns.ts';
import {csvMatrix} from '../../src/access/matrix/csv.ts';
import {gridOf} from '../../src/access/matrix/grid.ts';
import {cellText, legendOf} from '../../src/access/matrix/letters.ts';
import {type AccessMatrix, accessMatrix} from '../../src/access/matrix/matrix.ts';
import {rightLines} from '../../src/access/matrix/right-text.ts';
import {authorizerSettings} from '../../src/access/settings.ts';
import {declaredBindings} from '../../src/access/statements.ts';
import type {AclOperation, Model, Resource} from '../../src/specs/model.ts';
import {acl, cluster, model, onGroup, onTopic, topic, user} from '../fixtures/model.ts';

function matrixOf(parts: Partial<Model>, domain?: string): AccessMatrix {
  const judged = model(parts);
  return accessMatrix(judged, {bindings: declaredBindings(judged), settings: authorizerSettings(judged.cluster), domain});
}

/** Letters by resource and principal, of all tables. */
function letters(matrix: AccessMatrix): Record<string, string> {
  return Object.fromEntries(
    matrix.tables.flatMap(({columns, cells}) =>
      cells.map(({principal, column, rights}) => {
        const found = columns.find(({pattern, name}) => `${pattern}:${name}` === column);
        return [`${found === undefined ? '' : columnText(found)} ${principal}`, cellText(rights)];
      }),
    ),
  );
}

const allow = (name: string, operations: AclOperation[], on: Parameters<typeof acl>[3], more: Parameters<typeof acl>[4] = {}) =>
  acl(`${name}-${JSON.stringify([operations, on, more])}`, `User:${name}`, operations, on, more);
const deny = {permission: 'deny'} as const;

describe('the matrix of access', () => {
  it('shows what is left after a denial, and that something was taken away', () => {
    const acls = [
      allow('a', ['read', 'write', 'describe'], onTopic('orders')),
      allow('a', ['write'], onTopic('orders'), deny),
      allow('b', ['read'], onTopic('orders')),
      // For everybody: shown where it takes something away, not at a, who has no right to create.
      allow('*', ['create'], onTopic('orders'), deny),
      allow('b', ['create'], onTopic('orders')),
    ];
    expect(letters(matrixOf({topics: [topic('orders')], acls}))).toEqual({
      'orders User:a': 'R!W',
      'orders User:b': 'R!C',
      'orders User:*': '!C',
    });
  });

  it('marks what a prefix or a wildcard gives, and what only some hosts have', () => {
    const acls = [
      allow('p', ['read'], onTopic('ord', 'prefixed')),
      allow('w', ['write'], onTopic('*')),
      allow('h', ['read'], onTopic('orders'), {host: '10.0.0.1'}),
      allow('x', ['read'], onTopic('orders')),
      allow('x', ['read'], onTopic('orders'), {...deny, host: '10.0.0.9'}),
    ];
    const matrix = matrixOf({topics: [topic('orders')], acls});
    expect(letters(matrix)).toEqual({
      'ord* User:p': 'R*',
      'ord* User:w': 'W*',
      'orders User:p': 'R*',
      'orders User:w': 'W*',
      'orders User:h': 'R@',
      'orders User:x': 'R@',
      'any other User:w': 'W*',
    });
    expect(legendOf(matrix).map(({sign}) => sign)).toEqual(['R', 'W', '*', '@']);
    const cell = matrix.tables[0]?.cells.find(({principal}) => principal === 'User:x');
    expect(cell?.rights.map(({hosts, deniedFrom}) => [hosts, deniedFrom])).toContainEqual(['*', ['10.0.0.9']]);
  });

  it('judges a prefix by names that no longer one is about', () => {
    const acls = [
      allow('p', ['read'], onTopic('o', 'prefixed')),
      allow('p', ['read'], onTopic('o.eu.', 'prefixed'), deny),
      allow('p', ['read'], onTopic('o.secret'), deny),
      // The first name that is asked about for others.
      allow('p', ['read'], onTopic('o\ue000'), deny),
    ];
    const odd = {'o\ue000 User:p': '!R'};
    expect(letters(matrixOf({acls}))).toEqual({'o* User:p': 'R*', 'o.eu.* User:p': '!R', 'o.secret User:p': '!R', ...odd});
  });

  it('leaves describe out where another right gives it from as many hosts', () => {
    const acls = [
      allow('alone', ['describe'], onTopic('t')),
      allow('both', ['read', 'describe'], onTopic('t')),
      allow('all', ['all'], onGroup('g')),
      allow('far', ['describe'], onTopic('t')),
      allow('far', ['read'], onTopic('t'), {host: '10.0.0.1'}),
      allow('configs', ['alter-configs'], onTopic('t')),
    ];
    expect(letters(matrixOf({acls}))).toEqual({
      't User:alone': 'd',
      't User:both': 'R',
      'g User:all': 'RDa',
      't User:far': 'R@d',
      't User:configs': 'a',
    });
  });

  it('says of super users and open resources once, and shows neither empty rows nor empty columns', () => {
    const brokers = {config: {'super.users': 'User:root;User:CN=node'}, authorizer: {allowIfNoAcl: true, auditLog: false}};
    const matrix = matrixOf({
      cluster: cluster({brokers, sandbox: false}),
      topics: [topic('orders'), topic('unused')],
      users: [user('a'), user('idle')],
      acls: [allow('a', ['read'], onTopic('orders'))],
    });
    expect(matrix.superUsers).toEqual(['User:root', 'User:CN=node']);
    expect(matrix.openWithoutAcl).toBe(true);
    expect(matrix.principals.map(({principal}) => principal)).toEqual(['User:a']);
    expect(matrix.tables.map(({type, columns}) => [type, columns.map(columnText)])).toEqual([['topic', ['orders']]]);
  });

  it('keeps of a domain its columns and those of none', () => {
    const inDomain = (name: string, domain: string): Resource<'Topic'> => ({...topic(name), domain});
    const acls = [
      allow('a', ['read'], onTopic('orders')),
      allow('a', ['read'], onTopic('payments')),
      allow('a', ['read'], onTopic('pay', 'prefixed')),
    ];
    const matrix = matrixOf({topics: [inDomain('orders', 'orders'), inDomain('payments', 'payments')], acls}, 'orders');
    expect(matrix.tables[0]?.columns.map(columnText)).toEqual(['orders']);
  });

  it('tells of every right the ACL and the document behind it', () => {
    const [right] = matrixOf({acls: [allow('a', ['read'], onTopic('orders'))]}).tables[0]?.cells[0]?.rights ?? [];
    expect(right === undefined ? [] : rightLines(right)).toEqual([
      'read: allow read on topic orders for User:a from any address',
      expect.stringMatching(/^Acl-a-.*\.yaml:1:1 Acl a-/),
    ]);
    const judged = model({});
    const bindings = declaredBindings(model({acls: [allow('a', ['read'], onTopic('orders'))]}));
    const [live] = accessMatrix(judged, {bindings, settings: authorizerSettings(undefined)}).tables[0]?.cells[0]?.rights ?? [];
    expect(live === undefined ? [] : rightLines(live)).toContain('no document declares this ACL');
  });

  it('turns many columns into rows, with the same cells', () => {
    const names = Array.from({length: 31}, (_, index) => `t${index}`);
    const acls = names.flatMap(name => [allow('a', ['read'], onTopic(name)), allow('*', ['describe'], onTopic(name))]);
    const matrix = matrixOf({acls});
    const [table] = matrix.tables;
    if (table === undefined) throw new Error('no table');
    const [wide, tall] = [gridOf(table, matrix, 31), gridOf(table, matrix)];
    expect([wide.pivoted, tall.pivoted]).toEqual([false, true]);
    expect([wide.rows.length, wide.head.length]).toEqual([2, 31]);
    expect(tall.rows).toHaveLength(31);
    expect(tall.rows[0]?.cells[0]?.map(({who, letters: text}) => `${who} ${text}`)).toEqual(['User:a R', 'everybody else d']);
    const cells = (grid: typeof wide) => new Set(grid.rows.flatMap(row => row.cells.flat().map(({cell}) => cell)));
    expect(cells(tall)).toEqual(cells(wide));
  });
});

describe('the work for a matrix', () => {
  /** How often a document is looked at for its name, however often its list is walked. */
  function readsOf(count: number): number {
    let reads = 0;
    const counted = <T extends {name: string}>(one: T): T => {
      const {name} = one;
      return Object.defineProperty(one, 'name', {
        get() {
          reads++;
          return name;
        },
      });
    };
    const numbers = Array.from({length: count}, (_, index) => index);
    matrixOf({
      topics: numbers.map(index => counted(topic(`t${index}`))),
      users: numbers.map(index => counted(user(`u${index}`))),
      acls: numbers.map(index => counted(acl(`a${index}`, `User:u${index}`, ['read'], onGroup(`g${index}`)))),
    });
    return reads;
  }

  it('grows with the documents, and not with their square', () => {
    expect(readsOf(200) / readsOf(20)).toBeLessThan(20);
  });
});

describe('the matrix as CSV', () => {
  it('quotes what holds its signs, and lets no spreadsheet run a name', () => {
    const acls = [allow('a,"b"', ['read'], onTopic('=cmd|x'))];
    const [head, line] = csvMatrix(matrixOf({acls})).split('\n');
    expect(head?.startsWith('principal,applications,type,resource')).toBe(true);
    expect(line?.startsWith(`"User:a,""b""",,topic,'=cmd|x,literal,`)).toBe(true);
  });
});
