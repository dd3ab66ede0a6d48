import {expect, it} from 'vitest';
import {isPartOf} from '../../src/commands/apply-rest.ts';
import {plannedTopic} from '../../src/terraform/plan-examples.ts';

const create = plannedTopic('create');
const update = {...plannedTopic('update', {after: {partitions: 24}}), address: 'kafka_topic.other'};

it('what is left of a plan is part of it, and so is nothing', () => {
  expect(isPartOf([update], [create, update])).toBe(true);
  expect(isPartOf([], [create])).toBe(true);
});

it.each([
  ['another resource', {...update, address: 'kafka_topic.third'}],
  ['another stack', {...update, stack: 'production.other'}],
  ['another action', {...update, action: 'delete' as const}],
  ['a deletion', plannedTopic('delete')],
  ['another value', {...update, after: {...update.after, partitions: 48}}],
])('%s is not', (_what, change) => {
  expect(isPartOf([change], [create, update])).toBe(false);
});
