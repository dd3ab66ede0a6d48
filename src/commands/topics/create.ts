import {isCarriedOut} from '../carry-out.ts';
import {onCluster} from '../live-cluster.ts';
import {textOrJson} from '../text-or-json.ts';
import {complainOf, countIn, namesIn, outcomeJson, refuseDeclared, type TopicsAction} from './action.ts';
import {settingsIn} from './settings.ts';

/** Creates topics that no document declares; the brokers judge the request first, and nothing is made until somebody says so. */
const create: TopicsAction = async (context, {words, options, usage}) => {
  const format = textOrJson(options.format);
  const names = namesIn(words, usage);
  const partitions = countIn(options.partitions, 'partitions', usage);
  const replicationFactor = countIn(options.replicationFactor, 'replication-factor', usage);
  return await onCluster(context, options, {name: 'topics create', writes: true}, async ({model, managers}) => {
    refuseDeclared(model, names, options);
    const config = settingsIn(options.set, model.cluster.spec.brokers?.version);
    const topics = names.map(name => ({name, partitions, replicationFactor, config}));
    const judged = await managers.topics.create(topics, {validateOnly: true});
    const good = topics.filter(({name}) => judged.some(one => one.name === name && 'value' in one));
    for (const {name} of format === 'json' ? [] : good)
      context.result(`create ${name}: partitions ${partitions}, copies ${replicationFactor}${settingsText(config)}\n`);
    const question = `Create ${good.length === 1 ? 'this topic' : 'these topics'} on ${model.cluster.name}?`;
    const isDone = good.length > 0 && (await isCarriedOut(context, options, question));
    const refused = judged.filter(one => 'error' in one);
    const outcomes = isDone ? [...(await managers.topics.create(good)), ...refused] : judged;
    if (format === 'json')
      context.result(`${JSON.stringify({cluster: model.cluster.name, done: isDone, topics: outcomes.map(outcomeJson)}, null, 2)}\n`);
    else if (isDone) for (const one of outcomes) if ('value' in one) context.say(`created ${one.name} on ${model.cluster.name}`);
    return complainOf(context, outcomes);
  });
};

export default create;

function settingsText(config: Readonly<Record<string, string>>): string {
  const parts = Object.entries(config).map(([name, value]) => `${name}=${value}`);
  return parts.length === 0 ? '' : `, ${parts.join(', ')}`;
}
