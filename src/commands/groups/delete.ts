import {isCarriedOut} from '../carry-out.ts';
import {groupLagText} from '../lag/lag-words.ts';
import {onCluster} from '../live-cluster.ts';
import {textOrJson} from '../text-or-json.ts';
import {complainOf, outcomeJson} from '../topics/action.ts';
import {type GroupsAction, groupOwners, namesIn, ownerText} from './action.ts';

/** Deletes groups with their offsets, which are shown first; one with members is refused, and they are named. */
const remove: GroupsAction = async (context, {words, options, usage}) => {
  const format = textOrJson(options.format);
  const names = namesIn(words, usage);
  return await onCluster(context, options, {name: 'groups delete', writes: true}, async ({model, managers}) => {
    const owners = groupOwners(model);
    const described = await managers.groups.describe(names);
    const there = described.flatMap(one => ('value' in one ? [one] : []));
    for (const {name, value} of format === 'json' ? [] : there)
      context.result(`delete ${name}: ${value.state}, ${groupLagText(value)}; owner ${ownerText(owners.get(name))}\n`);
    const question = `Delete ${there.length === 1 ? 'this group' : 'these groups'} of ${model.cluster.name} with all offsets?`;
    const isDone = there.length > 0 && (await isCarriedOut(context, options, question));
    const outcomes = isDone ? await managers.groups.delete(there.map(({name}) => name)) : [];
    const failed = [...outcomes, ...described].filter(one => 'error' in one);
    if (format === 'json') {
      const groups = [
        ...there.filter(({name}) => !failed.some(one => one.name === name)).map(({name}) => ({name})),
        ...failed.map(outcomeJson),
      ];
      context.result(`${JSON.stringify({cluster: model.cluster.name, done: isDone, groups}, null, 2)}\n`);
    } else for (const one of outcomes) if ('value' in one) context.say(`deleted ${one.name} of ${model.cluster.name}`);
    return complainOf(context, failed);
  });
};

export default remove;
