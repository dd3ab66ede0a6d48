import {EXIT, usageError} from '../../findings/error.ts';
import {readGlob} from '../../policy/glob.ts';
import {onCluster} from '../live-cluster.ts';
import {textOrJson} from '../text-or-json.ts';
import {textTable} from '../text-table.ts';
import type {TopicsAction} from './action.ts';

/** Every topic, and which document declares it. `*` in a pattern stands for any characters. */
const list: TopicsAction = async (context, {words, options, usage}) => {
  const format = textOrJson(options.format);
  if (words.length > 1) throw usageError('topics/pattern', 'there is more than one pattern', `write ${usage}`);
  const [pattern = '*'] = words;
  const glob = readGlob(pattern);
  if (glob === undefined)
    throw usageError('topics/pattern', `${pattern} ends in a lone backslash`, 'a backslash takes the character after it as it is');
  return await onCluster(context, options, {name: 'topics list', writes: false}, async ({model, managers}) => {
    const all = await managers.topics.list({internal: options.internal === true});
    const declared = new Map(model.topics.map(one => [one.name, one]));
    const rows = all
      .filter(({name}) => glob.matches(name))
      .map(topic => ({...topic, owner: declared.get(topic.name)?.metadata.owner ?? null, isDeclared: declared.has(topic.name)}));
    if (format === 'json') context.result(`${JSON.stringify({cluster: model.cluster.name, topics: rows}, null, 2)}\n`);
    else if (rows.length === 0) context.result(`no topic on ${model.cluster.name}${pattern === '*' ? '' : ` is like ${pattern}`}\n`);
    else
      context.result(
        `${textTable(
          ['topic', 'partitions', 'copies', 'under-replicated', 'owner'],
          rows.map(one => [
            one.name,
            String(one.partitionCount),
            String(one.replicationFactor),
            one.underReplicatedCount === 0 ? '' : String(one.underReplicatedCount),
            one.owner ?? (one.isDeclared ? '(no owner)' : one.internal ? "(Kafka's own)" : '(in no document)'),
          ]),
          ['partitions', 'copies', 'under-replicated'],
        )}\n`,
      );
    return EXIT.ok;
  });
};

export default list;
