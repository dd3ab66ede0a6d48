import type {SettingChange} from '../../clients/admin/setting-changes.ts';
import {usageError} from '../../findings/error.ts';
import {isCarriedOut} from '../carry-out.ts';
import {onCluster} from '../live-cluster.ts';
import {textOrJson} from '../text-or-json.ts';
import {textTable} from '../text-table.ts';
import {complainOf, namesIn, outcomeJson, refuseDeclared, type TopicsAction} from './action.ts';
import {knownSetting, settingsIn} from './settings.ts';

/** Changes settings of topics one by one, old and new side by side; what is not named stays as it is. */
const configure: TopicsAction = async (context, {words, options, usage}) => {
  const format = textOrJson(options.format);
  const names = namesIn(words, usage);
  if (options.set === undefined && options.unset === undefined) throw usageError('topics/setting', 'no setting is named', `write ${usage}`);
  return await onCluster(context, options, {name: 'topics configure', writes: true}, async ({model, managers}) => {
    refuseDeclared(model, names, options);
    const {version} = model.cluster.spec.brokers ?? {};
    const set = settingsIn(options.set, version);
    const unset = (options.unset ?? []).map(name => knownSetting(name, version).name);
    const changes = names.map(name => ({name, set, unset}));
    const judged = await managers.topics.configure(changes, {validateOnly: true});
    const good = judged.flatMap(one => ('value' in one ? [one] : []));
    for (const one of format === 'json' ? [] : good) context.result(`${one.name}\n${changesText(one.value)}\n`);
    const isDone = good.length > 0 && (await isCarriedOut(context, options, `Change these settings on ${model.cluster.name}?`));
    const refused = judged.filter(one => 'error' in one);
    const outcomes = isDone
      ? [...(await managers.topics.configure(changes.filter(({name}) => good.some(one => one.name === name)))), ...refused]
      : judged;
    if (format === 'json') {
      const topics = outcomes.map(one => ('value' in one ? {name: one.name, changes: one.value.map(changeJson)} : outcomeJson(one)));
      context.result(`${JSON.stringify({cluster: model.cluster.name, done: isDone, topics}, null, 2)}\n`);
    } else if (isDone) for (const one of outcomes) if ('value' in one) context.say(`changed ${one.name} on ${model.cluster.name}`);
    return complainOf(context, outcomes);
  });
};

export default configure;

function changeJson({
  setting,
  from = null,
  to = null,
  wasOwn,
  isOwn,
}: SettingChange | {setting: string; from: null; to: null; wasOwn: boolean; isOwn: boolean}) {
  return {setting, from, to, wasOwn, isOwn};
}

function changesText(changes: readonly SettingChange[]): string {
  const value = (text: string | undefined, isOwn: boolean) => `${text ?? '?'}${isOwn ? '' : ' (inherited)'}`;
  return textTable(
    ['setting', 'now', 'then'],
    changes.map(one => [one.setting, value(one.from, one.wasOwn), value(one.to, one.isOwn)]),
  );
}
