import {EXIT, usageError} from '../../findings/error.ts';
import {readGlob} from '../../policy/glob.ts';
import {onCluster} from '../live-cluster.ts';
import {textOrJson} from '../text-or-json.ts';
import {textTable} from '../text-table.ts';
import {type GroupsAction, groupOwners, ownerJson, ownerText} from './action.ts';

/** Every group, and whose it is. `*` in a pattern stands for any characters. */
const list: GroupsAction = async (context, {words, options, usage}) => {
  const format = textOrJson(options.format);
  if (words.length > 1) throw usageError('groups/pattern', 'there is more than one pattern', `write ${usage}`);
  const [pattern = '*'] = words;
  const glob = readGlob(pattern);
  if (glob === undefined)
    throw usageError('groups/pattern', `${pattern} ends in a lone backslash`, 'a backslash takes the character after it as it is');
  return await onCluster(context, options, {name: 'groups list', writes: false}, async ({model, managers}) => {
    const owners = groupOwners(model);
    const groups = (await managers.groups.list()).filter(({name}) => glob.matches(name));
    if (format === 'json') {
      const rows = groups.map(one => ({...one, ...ownerJson(owners.get(one.name))}));
      context.result(`${JSON.stringify({cluster: model.cluster.name, groups: rows}, null, 2)}\n`);
    } else if (groups.length === 0) context.result(`no group on ${model.cluster.name}${pattern === '*' ? '' : ` is like ${pattern}`}\n`);
    else {
      const rows = groups.map(one => [one.name, one.state, one.protocolType || '(offsets alone)', ownerText(owners.get(one.name))]);
      context.result(`${textTable(['group', 'state', 'type', 'owner'], rows)}\n`);
    }
    return EXIT.ok;
  });
};

export default list;
