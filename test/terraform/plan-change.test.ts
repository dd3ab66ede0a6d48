import {expect, it} from 'vitest';
import {readChanges} from '../../src/terraform/plan-change.ts';

const stack = {name: 'c.orders', domain: 'orders'};
const before = {name: 'orders.v1', partitions: 3};
const entry = (change: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  address: 'kafka_topic.topic_orders_2e_v1',
  type: 'kafka_topic',
  change: {before, after: before, ...change},
  ...more,
});
const read = (...entries: unknown[]) => readChanges(JSON.stringify({format_version: '1.2', resource_changes: entries}), stack);

it.each([
  ['create', entry({actions: ['create'], before: null})],
  ['update', entry({actions: ['update']})],
  ['delete', entry({actions: ['delete'], after: null})],
  ['replace', entry({actions: ['delete', 'create']})],
  ['replace', entry({actions: ['create', 'delete']})],
  ['import', entry({actions: ['no-op'], importing: {id: 'orders.v1'}})],
  ['forget', entry({actions: ['forget'], after: null})],
  ['rename', entry({actions: ['no-op']}, {previous_address: 'kafka_topic.old'})],
])('%s is read from the plan of either engine', (action, change) => {
  expect(read(change)).toEqual([expect.objectContaining({action, kind: 'Topic', name: 'orders.v1', stack: 'c.orders'})]);
});

it('what does not change, and what is not of Kafka, is no change', () => {
  expect(read(entry({actions: ['no-op']}), entry({actions: ['read']}), {...entry({actions: ['create']}), type: 'random_id'})).toEqual([]);
});

it('an import with a change is that change, and says what it imports', () => {
  expect(read(entry({actions: ['update'], importing: {id: 'orders.v1'}}))).toEqual([
    expect.objectContaining({action: 'update', importing: 'orders.v1'}),
  ]);
});

it('what a replacement left behind is told from what is deleted', () => {
  expect(read(entry({actions: ['delete'], after: null}, {deposed: '1a2b3c4d'}))[0]?.isLeftover).toBe(true);
  expect(read(entry({actions: ['delete'], after: null}))[0]?.isLeftover).toBeUndefined();
});

it.each([
  ['no plan', '[]', 'format_version'],
  ['no list', '{"format_version": "1.2", "resource_changes": {}}', 'no list'],
  ['no actions', '{"format_version": "1.2", "resource_changes": [{"address": "a", "type": "kafka_topic", "change": {}}]}', 'no actions'],
])('%s is an error, and not a plan without changes', (_what, text, message) => {
  expect(() => readChanges(text, stack)).toThrow(message);
});
