import {visible} from '../../findings/visible.ts';
import {groupLagJson} from '../lag/lag-json.ts';
import {groupLagText, partitionTable} from '../lag/lag-words.ts';
import {onCluster} from '../live-cluster.ts';
import {textOrJson} from '../text-or-json.ts';
import {textTable} from '../text-table.ts';
import {complainOf, outcomeJson} from '../topics/action.ts';
import {type GroupsAction, groupOwners, namesIn, ownerJson, ownerText} from './action.ts';

/** State, members with their partitions, and lag. */
const describe: GroupsAction = async (context, {words, options, usage}) => {
  const format = textOrJson(options.format);
  const names = namesIn(words, usage);
  return await onCluster(context, options, {name: 'groups describe', writes: false}, async ({model, managers}) => {
    const owners = groupOwners(model);
    const described = await managers.groups.describe(names);
    if (format === 'json') {
      const groups = described.map(one =>
        'value' in one ? {...groupLagJson(one.value), ...ownerJson(owners.get(one.name))} : outcomeJson(one),
      );
      context.result(`${JSON.stringify({cluster: model.cluster.name, groups}, null, 2)}\n`);
    } else
      for (const one of described) {
        if ('error' in one) continue;
        const {name, state, protocol, protocolType, members, partitions} = one.value;
        const kind = [
          protocol === 'consumer' ? 'protocol consumer' : `protocol classic, type ${protocolType || 'none: it only committed offsets'}`,
        ];
        context.result(
          `${visible(name)}  ${state}, ${kind.join(', ')}; owner ${ownerText(owners.get(name))}\n${groupLagText(one.value)}\n`,
        );
        if (partitions.length > 0) context.result(`${partitionTable(partitions)}\n`);
        if ('unknown' in members) context.result(`members: ${members.unknown}\n`);
        else if (members.known.length === 0) context.result('no members\n');
        else {
          const rows = members.known.map(member => [
            member.clientId,
            member.host,
            member.memberId,
            member.assignment.map(({topic, partitions: own}) => `${topic}: ${own.join(',')}`).join('; '),
          ]);
          context.result(`${textTable(['client', 'host', 'member', 'partitions'], rows)}\n`);
        }
      }
    return complainOf(context, described);
  });
};

export default describe;
