import type {ResetPlan} from '../../clients/admin/groups.ts';
import type {ResetRefusal, ResetStep} from '../../clients/admin/reset-plan.ts';
import {EXIT, type ExitCode, usageError} from '../../findings/error.ts';
import {visible} from '../../findings/visible.ts';
import {isCarriedOut} from '../carry-out.ts';
import {onCluster} from '../live-cluster.ts';
import {textOrJson} from '../text-or-json.ts';
import {textTable} from '../text-table.ts';
import {complainOf, outcomeJson} from '../topics/action.ts';
import {type GroupsAction, groupOwners, ownerText} from './action.ts';
import {partitionsIn, targetOf} from './reset-target.ts';

/** Shows a group's offsets beside what they would become, and sets them where somebody says so. Exit 3 where a partition is refused. */
const reset: GroupsAction = async (context, {words, options, usage}) => {
  const format = textOrJson(options.format);
  const [group, ...others] = words;
  if (group === undefined || others.length > 0)
    throw usageError('groups/name', group === undefined ? 'no group is named' : 'one group at a time', `write ${usage}`);
  const target = targetOf(options, usage);
  const partitions = partitionsIn(options.partition);
  if (partitions !== undefined && options.topic !== undefined)
    throw usageError('groups/scope', '--topic and --partition contradict each other', 'give one of them');
  return await onCluster(context, options, {name: 'groups reset', writes: true}, async ({model, managers}): Promise<ExitCode> => {
    const plan = await managers.groups.planReset(group, target, {
      ...(options.topic === undefined ? {} : {topics: options.topic}),
      ...(partitions === undefined ? {} : {partitions}),
      create: options.create === true,
    });
    if (plan.steps.length + plan.refused.length === 0)
      throw usageError('groups/nothing', `group ${group} has committed no offsets`, 'name what is to be set: --topic TOPIC');
    const changed = plan.steps.filter(({from, to}) => from !== to);
    if (format === 'pretty') {
      context.result(`${visible(group)} on ${model.cluster.name}; owner ${ownerText(groupOwners(model).get(group))}\n${planText(plan)}\n`);
      if (changed.length === 0) context.say('nothing would change');
    }
    const isDone = changed.length > 0 && (await isCarriedOut(context, options, `Set these offsets of ${group}?`));
    const outcomes = isDone ? await managers.groups.reset(plan) : [];
    if (format === 'json')
      context.result(
        `${JSON.stringify(planJson(plan, {cluster: model.cluster.name, done: isDone, outcomes: outcomes.filter(one => 'error' in one).map(outcomeJson)}), null, 2)}\n`,
      );
    else if (isDone) context.say(`set ${outcomes.filter(one => 'value' in one).length} partitions of ${group}`);
    const exit = complainOf(context, outcomes);
    return plan.refused.length > 0 ? EXIT.unfinished : exit;
  });
};

export default reset;

function planText({steps, refused}: ResetPlan): string {
  const rows = steps.map(one => [
    one.topic,
    String(one.partition),
    one.from === undefined ? '-' : String(one.from),
    String(one.to),
    one.rereadCount === undefined
      ? ''
      : one.rereadCount === 0n
        ? 'stays'
        : one.rereadCount > 0n
          ? `reads ${one.rereadCount} again`
          : `skips ${-one.rereadCount}`,
    remark(one),
  ]);
  const table = rows.length === 0 ? [] : [textTable(['topic', 'partition', 'now', 'then', '', ''], rows, ['partition', 'now', 'then'])];
  return [...table, ...refused.map(one => `  ? ${visible(placeOf(one))}: ${visible(one.reason)}`)].join('\n');
}

function placeOf({topic, partition}: ResetRefusal): string {
  return partition < 0 ? topic : `${topic}-${partition}`;
}

function remark({clamped, note}: ResetStep): string {
  if (clamped === undefined) return note ?? '';
  return `${clamped.asked} lies ${clamped.to === 'beginning' ? 'before the beginning' : 'beyond the end'}: the ${clamped.to}`;
}

function planJson({group, target, steps, refused}: ResetPlan, more: Record<string, unknown>): Record<string, unknown> {
  const number = (offset: bigint | undefined) => (offset === undefined ? null : Number(offset));
  return {
    group,
    to: target.to,
    ...more,
    steps: steps.map(({topic, partition, from, to, rereadCount, clamped, note}) => ({
      topic,
      partition,
      from: number(from),
      to: number(to),
      rereadCount: number(rereadCount),
      ...(clamped === undefined ? {} : {clamped: {asked: number(clamped.asked), to: clamped.to}}),
      ...(note === undefined ? {} : {note}),
    })),
    refused,
  };
}
