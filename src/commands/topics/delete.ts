import {roughSizeText} from '../../policy/quantities.ts';
import {isCarriedOut} from '../carry-out.ts';
import {onCluster} from '../live-cluster.ts';
import {textOrJson} from '../text-or-json.ts';
import {complainOf, factJson, factText, namesIn, outcomeJson, refuseDeclared, type TopicsAction} from './action.ts';

/** Deletes topics that no document declares, with all that is in them, which is shown first. */
const remove: TopicsAction = async (context, {words, options, usage}) => {
  const format = textOrJson(options.format);
  const names = namesIn(words, usage);
  return await onCluster(context, options, {name: 'topics delete', writes: true}, async ({model, managers}) => {
    refuseDeclared(model, names, options);
    const found = await managers.partitions.describe(names);
    const there = found.flatMap(one => ('value' in one ? [one] : []));
    for (const {name, value} of format === 'json' ? [] : there) {
      const size = 'known' in value.sizeBytes ? roughSizeText(value.sizeBytes.known) : 'an unknown size';
      context.result(`delete ${name}: partitions ${value.partitions.length}, offsets ${factText(value.offsetCount)}, ${size}\n`);
    }
    const question = `Delete ${there.length === 1 ? 'this topic' : 'these topics'} of ${model.cluster.name} with all records?`;
    const isDone = there.length > 0 && (await isCarriedOut(context, options, question));
    const outcomes = isDone ? await managers.topics.delete(there.map(({name}) => name)) : [];
    const missing = found.filter(one => 'error' in one);
    if (format === 'json') {
      const contents = there.map(({name, value}) => ({
        name,
        partitionCount: value.partitions.length,
        ...factJson('offsetCount', value.offsetCount),
        ...factJson('sizeBytes', value.sizeBytes),
      }));
      const topics = [...contents, ...[...outcomes.filter(one => 'error' in one), ...missing].map(outcomeJson)];
      context.result(`${JSON.stringify({cluster: model.cluster.name, done: isDone, topics}, null, 2)}\n`);
    } else for (const one of outcomes) if ('value' in one) context.say(`deleted ${one.name} of ${model.cluster.name}`);
    return complainOf(context, [...outcomes, ...missing]);
  });
};

export default remove;
