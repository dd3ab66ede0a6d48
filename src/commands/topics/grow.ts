import {isCarriedOut} from '../carry-out.ts';
import {onCluster} from '../live-cluster.ts';
import {textOrJson} from '../text-or-json.ts';
import {complainOf, countIn, namesIn, outcomeJson, refuseDeclared, type TopicsAction} from './action.ts';

/** Gives topics more partitions. There is no way back, and keys go to other partitions from then on: it says so. */
const grow: TopicsAction = async (context, {words, options, usage}) => {
  const format = textOrJson(options.format);
  const names = namesIn(words, usage);
  const partitions = countIn(options.partitions, 'partitions', usage);
  return await onCluster(context, options, {name: 'topics grow', writes: true}, async ({model, managers}) => {
    refuseDeclared(model, names, options);
    const growths = names.map(name => ({name, partitions}));
    const judged = await managers.topics.grow(growths, {validateOnly: true});
    const more = judged.flatMap(one => ('value' in one && one.value.to > one.value.from ? [one] : []));
    const contents = new Map((await managers.partitions.describe(more.map(({name}) => name))).map(one => [one.name, one]));
    for (const {name, value} of format === 'json' ? [] : more) {
      const one = contents.get(name);
      const isCompacted = one !== undefined && 'value' in one && one.value.isCompacted === true;
      const warning = isCompacted
        ? 'compaction keeps a latest value in the old partition and one in the new'
        : 'a key may go to another partition than before';
      context.result(`grow ${name}: ${value.from} → ${value.to} partitions; never back, and ${warning}\n`);
    }
    const isDone = more.length > 0 && (await isCarriedOut(context, options, `Add these partitions on ${model.cluster.name}?`));
    const others = judged.filter(one => !more.some(({name}) => name === one.name));
    const outcomes = isDone ? [...(await managers.topics.grow(more.map(({name}) => ({name, partitions})))), ...others] : judged;
    if (format === 'json')
      context.result(`${JSON.stringify({cluster: model.cluster.name, done: isDone, topics: outcomes.map(outcomeJson)}, null, 2)}\n`);
    else for (const one of isDone ? outcomes : others) if ('value' in one) context.say(`${one.name} has ${one.value.to} partitions`);
    return complainOf(context, outcomes);
  });
};

export default grow;
