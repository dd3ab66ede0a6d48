import {expect, it} from 'vitest';
import {isPartOf, withRest} from '../../src/commands/apply-rest.ts';
import {unfinished} from '../../src/findings/error.ts';
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

const planned = (...changes: (typeof create)[]) => ({plans: [], changes, risks: []});
const lost = unfinished('terraform/broker-connection', 'a broker closed its connection');

it('what a lost connection left is planned again and applied, once', async () => {
  const applied: string[] = [];
  const apply = async ({changes}: {changes: readonly {action: string}[]}) => {
    applied.push(changes.map(({action}) => action).join());
    if (applied.length === 1) throw lost;
    return 'done';
  };
  const say = (): void => undefined;
  expect(await withRest(planned(create, update), {planAgain: async () => planned(update), apply, say})).toBe('done');
  expect(applied).toEqual(['create,update', 'update']);
});

it.each([
  ['what was not shown', lost, planned(plannedTopic('delete'))],
  ['after any other failure', unfinished('terraform/failed', 'something else'), planned(update)],
])('nothing more is applied: %s', async (_what, failure, rest) => {
  let runs = 0;
  const apply = async () => {
    runs += 1;
    throw failure;
  };
  await expect(withRest(planned(create, update), {planAgain: async () => rest, apply, say: () => undefined})).rejects.toBe(failure);
  expect(runs).toBe(1);
});
