import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {Lexer} from 'marked';
import {describe, expect, it} from 'vitest';
import {changeWords} from '../../src/commands/change-words.ts';
import {type CommentedPlan, planMarkdown} from '../../src/commands/plan-markdown.ts';
import {changesText, type ShownChanges} from '../../src/commands/plan-pretty.ts';
import type {PlannedChange} from '../../src/terraform/plan-change.ts';
import {change, commented, risk} from '../fixtures/planned-changes.ts';

const GOLDEN = path.join(import.meta.dirname, 'golden', 'plans');
const topic = (name: string, more: object = {}) => ({name, ...more});
const acl = (action: 'create' | 'delete', principal: string, operation: string, resource: string, more: object = {}) =>
  change(action, 'Acl', {acl_principal: principal, acl_operation: operation, resource_name: resource, ...more});
const numbered = <T>(count: number, make: (index: number) => T): T[] => Array.from({length: count}, (_, index) => make(index));

/** One of each, in two stacks, with what is risky about it. */
const everything = commented(
  {
    'staging.orders': [
      change(
        'create',
        'Topic',
        topic('orders.placed.v2', {partitions: 12, config: {'retention.ms': '604800000', 'cleanup.policy': 'delete'}}),
      ),
      change('update', 'Topic', topic('orders.paid.v1', {config: {'retention.ms': '604800000', 'max.message.bytes': '1048576'}}), {
        partitions: 6,
        config: {'retention.ms': '86400000', 'min.insync.replicas': '2'},
      }),
      change('replace', 'Topic', topic('orders.placed.v1'), {partitions: 2}, {replacedBy: ['partitions']}),
      change('delete', 'Topic', topic('orders.old.v1')),
      ...['Read', 'Describe'].map(operation => acl('create', 'User:billing', operation, 'orders.placed.v2')),
      acl('create', 'User:billing', 'Read', 'billing-', {resource_type: 'Group', resource_pattern_type_filter: 'Prefixed'}),
      acl('delete', 'User:audit', 'Read', 'orders.old.v1', {acl_permission_type: 'Deny', acl_host: '10.0.0.7'}),
      change('replace', 'Quota', {entity_name: ''}, {config: {producer_byte_rate: 2_097_152, request_percentage: 12.5}}),
      change('create', 'Quota', {entity_type: 'ip', entity_name: '10.0.0.7', config: {connection_creation_rate: 25}}),
      change('replace', 'User', {scram_mechanism: 'SCRAM-SHA-256'}, {scram_mechanism: 'SCRAM-SHA-512'}),
      change('forget', 'Topic', topic('orders.moved.v1'), {}, {movedTo: 'staging.payments'}),
    ],
    'staging.payments': [
      change('import', 'Topic', topic('orders.moved.v1'), {}, {movedFrom: 'staging.orders', importing: 'orders.moved.v1'}),
      change('rename', 'User', {username: 'payments'}),
    ],
    'staging.quiet': [],
  },
  [
    risk(),
    risk({
      rule: 'plan/topic-destroyed',
      message: 'this plan destroys the topic orders.old.v1 with all its records: no document declares it any more',
      resource: {kind: 'Topic', name: 'orders.old.v1'},
    }),
    risk({
      rule: 'plan/retention-cut',
      level: 'warning',
      message: 'records of 6 days will go',
      resource: {kind: 'Topic', name: 'orders.paid.v1'},
    }),
    risk({rule: 'plan/quota-window', level: 'note', message: 'a waived one', waivedBy: 'team-orders'}),
  ],
);

/** A first apply of a big team beside a sweeping edit. */
const large = commented({
  'staging.big': [
    ...numbered(200, index =>
      change('create', 'Topic', topic(`big.topic-${String(index).padStart(3, '0')}.v1`, {partitions: 1 + (index % 50)})),
    ),
    ...numbered(120, index =>
      change('update', 'Topic', topic(`big.old-${index}.v1`, {config: {'retention.ms': '604800000'}}), {
        config: {'retention.ms': '1209600000'},
      }),
    ),
    ...numbered(150, index => acl('create', `User:app-${index % 3}`, ['Read', 'Describe'][index % 2] ?? '', `big.topic-${index % 25}.v1`)),
    ...numbered(20, index => acl('delete', 'User:gone', 'Write', `big.old-${index}.v1`)),
    ...numbered(10, index => change('delete', 'Topic', topic(`big.dead-${index}.v1`))),
  ],
});

/** Names that Markdown, HTML and terminals would read otherwise. */
const hostile = commented(
  {
    'staging.orders': [
      acl('create', 'User:a | b `c` <img src=x onerror=alert(1)>', 'Read', 'line\nfeed | @everyone #1'),
      change('create', 'Quota', {entity_type: 'client-id', entity_name: '</details><!-- kafka-weir:plan staging -->'}),
      change('delete', 'User', {username: '**bold** [link](http://x) \u001b[31m'}),
    ],
  },
  [risk({message: 'a | `b` <script> @team\n### head', resource: {kind: 'User', name: '| `x` |'}, evidence: {text: '<b>|\n', list: ['`']}})],
  {out: undefined},
);

const CASES = {everything, large, hostile, nothing: commented({'staging.orders': [], 'staging.payments': []})};

describe.each(Object.entries(CASES))('a plan of %s', (name, plan) => {
  it.each([
    ['comment.md', () => planMarkdown(plan)],
    ['terminal.txt', () => changesText(plan, false)],
  ] as const)('is shown as in %s', (file, render) => {
    const golden = path.join(GOLDEN, name, file);
    const shown = render();
    if (process.env['UPDATE_GOLDEN'] === '1') {
      mkdirSync(path.dirname(golden), {recursive: true});
      writeFileSync(golden, shown);
    }
    expect(shown).toBe(readFileSync(golden, 'utf8'));
  });
});

it('500 changes are read on one screen', () => {
  expect(large.changes).toHaveLength(500);
  expect(changesText(large, false).split('\n').length).toBeLessThan(40);
});

const anyName = fc.string({unit: 'binary', minLength: 1, maxLength: 80});
const anyChange: fc.Arbitrary<PlannedChange> = fc.oneof(
  fc
    .record({action: fc.constantFrom('create', 'update', 'replace', 'delete'), name: anyName, partitions: fc.integer({min: 1, max: 9})})
    .map(({action, name, partitions}) => change(action as 'create', 'Topic', {name}, {partitions})),
  fc
    .record({action: fc.constantFrom('create', 'delete'), principal: anyName, resource: anyName})
    .map(({action, principal, resource}) => acl(action as 'create', principal, 'Read', resource)),
  fc.record({name: anyName}).map(({name}) => change('replace', 'Quota', {entity_name: name}, {config: {consumer_byte_rate: 1}})),
);

describe('whatever a plan holds', () => {
  it('no change is lost in folding', () => {
    fc.assert(
      fc.property(fc.array(anyChange, {maxLength: 60}), changes => {
        const words = changeWords(changes);
        expect(words.reduce((sum, {count}) => sum + count, 0)).toBe(changes.length);
        for (const action of ['create', 'update', 'replace', 'delete'] as const) {
          const told = words.filter(one => one.action === action).reduce((sum, {count}) => sum + count, 0);
          expect(told, action).toBe(changes.filter(one => one.action === action).length);
        }
        const lossy = changes.filter(({kind, action}) => kind === 'Topic' && (action === 'delete' || action === 'replace'));
        expect(
          words.filter(one => one.kind === 'Topic' && one.names.length === 1 && one.action !== 'create' && one.action !== 'update'),
        ).toHaveLength(lossy.length);
      }),
    );
  });

  it('a comment is one that GitHub takes, begins with its marker, and says what it left out', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyChange, {minLength: 1, maxLength: 300}), {minLength: 1, maxLength: 80}), stacks => {
        const plan = commented(
          Object.fromEntries(stacks.map((changes, index) => [`staging.d${index}`, changes])),
          stacks.map((_, index) => risk({message: `risk ${index} ${'x'.repeat(300)}`})),
        );
        const comment = planMarkdown(plan);
        expect(comment.length).toBeLessThanOrEqual(65_000);
        expect(comment.startsWith('<!-- kafka-weir:plan staging -->\n')).toBe(true);
        expect(toldIn(comment) + untold(plan)).toBe(plan.changes.length);
      }),
      {numRuns: 15},
    );
  });
});

it('a comment that would be too long says how many changes it leaves out', () => {
  const deletions = (stack: number) =>
    numbered(30, index => change('delete', 'Topic', topic(`stack-${stack}.${'x'.repeat(100)}.${index}`)));
  const plan = commented(Object.fromEntries(numbered(50, stack => [`staging.d${stack}`, deletions(stack)])));
  const comment = planMarkdown(plan);
  expect(comment.length).toBeLessThanOrEqual(65_000);
  expect(comment.length).toBeGreaterThan(60_000);
  expect(comment).toContain('| 10 more stacks | · | · | · | 300 |');
  expect(comment).toContain('The changes of 10 more stacks stand in `weir plan --format json`.');
  expect(comment).toContain('30 left out: a comment has no room for them.');
  expect(toldIn(comment) + untold(plan)).toBe(1500);
});

it('a comment counts what is left out of a folded line', () => {
  const texts = numbered(40, index => 'y'.repeat(550) + index);
  const plan = commented({
    'staging.orders': [
      ...texts.flatMap(text => numbered(2, index => change('delete', 'Topic', topic(`${index}${text}`)))),
      ...texts.flatMap(principal => numbered(3, index => acl('create', principal, 'Read', `${index}${'z'.repeat(300)}`))),
    ],
  });
  const comment = planMarkdown(plan);
  expect(comment.length).toBeLessThanOrEqual(65_000);
  expect(comment).toMatch(/\d+ more left out/);
  expect(toldIn(comment)).toBe(200);
});

/** Changes that the tables of a comment tell of, and those that it says it left out. */
function toldIn(comment: string): number {
  const details = [...comment.matchAll(/<details><summary>staging[\s\S]*?<\/details>/g)].map(([block]) => block);
  return details.reduce((sum, block) => {
    const rows = new Lexer({gfm: true})
      .lex(block.replace(/<\/?details>|<summary>.*<\/summary>/g, ''))
      .flatMap(token => (token.type === 'table' ? token['rows'] : []));
    const counts = rows.map(cells => {
      expect(cells).toHaveLength(4);
      return Number(/^(\d+) ×/.exec(cells[1].text)?.[1] ?? 1);
    });
    const left = Number(/^(\d+) (?:more )?left out/m.exec(block)?.[1] ?? 0);
    return sum + counts.reduce((a, b) => a + b, left);
  }, 0);
}

/** Changes of the stacks that a comment only counts. */
function untold({plans}: Pick<CommentedPlan, 'plans'> & Pick<ShownChanges, 'changes'>): number {
  return plans.slice(40).reduce((sum, {changes}) => sum + changes.length, 0);
}
