import {expect, it} from 'vitest';
import {explained, sortChanges} from '../../src/import/zero-plan.ts';
import type {Orphan} from '../../src/terraform/adoption.ts';
import type {PlannedChange} from '../../src/terraform/plan-change.ts';
import {liveFacts} from '../fixtures/live-facts.ts';
import {quota} from '../fixtures/model.ts';

const change = (
  action: PlannedChange['action'],
  kind: PlannedChange['kind'],
  address: string,
  more: Partial<PlannedChange> = {},
): PlannedChange => ({
  ...{action, kind, name: address, stack: 'shop.a', domain: 'a', address, replacedBy: []},
  ...more,
});
const orphan = (kind: Orphan['kind'], address: string, more: Partial<Orphan> = {}): Orphan => ({
  ...{stack: 'shop.a', kind, name: address, address, by: 'identical write', document: quota('q', {entity: {type: 'user', name: 'q'}})},
  ...more,
});
const topic = (config: Record<string, string>, more: Record<string, unknown> = {}) => ({name: 't', partitions: 1, config, ...more});

it('counts as written as it is only what was compared and is equal', () => {
  const planned = [
    change('create', 'Quota', 'equal'),
    change('create', 'Quota', 'differs'),
    change('create', 'Quota', 'not-live'),
    change('update', 'Quota', 'equal'),
  ];
  const sorted = sortChanges(planned, [
    orphan('Quota', 'equal'),
    orphan('Quota', 'differs', {differs: 'producer_byte_rate 1 would become 2'}),
  ]);
  expect(sorted.written).toEqual({Topic: 0, Acl: 0, Quota: 1, User: 0});
  expect(sorted.changes.map(({action, address}) => `${action} ${address}`)).toEqual(['create differs', 'create not-live', 'update equal']);
});

it('takes what only a state notices for no change, and an import with a change for one', () => {
  const planned = [
    change('import', 'Topic', 'a'),
    change('forget', 'Acl', 'b'),
    change('rename', 'Acl', 'c'),
    change('update', 'Topic', 'd', {importing: 'd'}),
    change('delete', 'Acl', 'e'),
  ];
  const sorted = sortChanges(planned, [orphan('Topic', 'a', {by: {import: 'a'}}), orphan('Topic', 'd', {by: {import: 'd'}})]);
  expect([sorted.imported.Topic, sorted.changes.map(({address}) => address)]).toEqual([1, ['d', 'e']]);
});

it.each<[what: string, before: Record<string, unknown>, after: Record<string, unknown>, isReordered: boolean]>([
  ['a list in another order', topic({'cleanup.policy': 'delete,compact'}), topic({'cleanup.policy': 'compact,delete'}), true],
  ['a list with more in it', topic({'cleanup.policy': 'delete'}), topic({'cleanup.policy': 'compact,delete'}), false],
  [
    'another setting beside',
    topic({'cleanup.policy': 'delete,compact', 'retention.ms': '1'}),
    topic({'cleanup.policy': 'compact,delete'}),
    false,
  ],
  [
    'another attribute beside',
    topic({'cleanup.policy': 'delete,compact'}),
    topic({'cleanup.policy': 'compact,delete'}, {partitions: 2}),
    false,
  ],
  ['a text that is no list', topic({'compression.type': 'a,b'}), topic({'compression.type': 'b,a'}), false],
])('tells a list in another order from a change: %s', (_what, before, after, isReordered) => {
  const {reordered, changes} = sortChanges([change('update', 'Topic', 't', {before, after})], []);
  expect([reordered.length, changes.length]).toEqual(isReordered ? [1, 0] : [0, 1]);
});

it('explains what the provider plans for a setting of one broker, and nothing else', () => {
  const facts = liveFacts({topics: [{name: 't', config: {'segment.ms': '1'}}]});
  const update = (before: Record<string, string>, after: Record<string, string>) =>
    explained(change('update', 'Topic', 't', {before: {config: before}, after: {config: after}}), facts).because;
  expect(update({'segment.ms': '1', 'retention.ms': '2'}, {'segment.ms': '1'})).toMatch(/^retention\.ms is set on one broker alone/);
  expect(update({'segment.ms': '1'}, {})).toBeUndefined();
  expect(update({'retention.ms': '2'}, {'retention.ms': '3'})).toBeUndefined();
});
