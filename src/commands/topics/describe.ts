import type {PartitionsOfTopic} from '../../clients/admin/partitions.ts';
import type {TopicDescription} from '../../clients/admin/topics.ts';
import {visible} from '../../findings/visible.ts';
import {roughSizeText} from '../../policy/quantities.ts';
import type {ClusterModel} from '../choose-cluster.ts';
import {onCluster} from '../live-cluster.ts';
import {textOrJson} from '../text-or-json.ts';
import {textTable} from '../text-table.ts';
import {complainOf, factJson, factText, namesIn, outcomeJson, type TopicsAction} from './action.ts';

/** Partitions with what lies in them, and the settings of topics. */
const describe: TopicsAction = async (context, {words, options, usage}) => {
  const format = textOrJson(options.format);
  const names = namesIn(words, usage);
  return await onCluster(context, options, {name: 'topics describe', writes: false}, async ({model, managers}) => {
    const described = await managers.topics.describe(names);
    const found = described.flatMap(one => ('value' in one ? [one.value] : []));
    const contents = new Map(
      (await managers.partitions.describe(found.map(({name}) => name))).flatMap(one =>
        'value' in one ? [[one.name, one.value] as const] : [],
      ),
    );
    if (format === 'json') {
      const topics = described.map(one => ('value' in one ? topicJson(one.value, contents.get(one.name), model) : outcomeJson(one)));
      context.result(`${JSON.stringify({cluster: model.cluster.name, topics}, null, 2)}\n`);
    } else for (const one of found) context.result(topicText(one, contents.get(one.name), {model, all: options.all === true}));
    return complainOf(context, described);
  });
};

export default describe;

function placeOf(name: string, {topics}: ClusterModel): string | undefined {
  const declared = topics.find(one => one.name === name)?.locate('/metadata/name');
  return declared === undefined ? undefined : `${declared.file}:${declared.line}:${declared.column}`;
}

function topicJson(topic: TopicDescription, contents: PartitionsOfTopic | undefined, model: ClusterModel): Record<string, unknown> {
  const {name, id, internal, overrides, defaults} = topic;
  return {
    name,
    id,
    internal,
    declaredAt: placeOf(name, model) ?? null,
    isCompacted: contents?.isCompacted ?? null,
    ...factJson('offsetCount', contents?.offsetCount),
    ...factJson('sizeBytes', contents?.sizeBytes),
    partitions: contents?.partitions.map(({beginning, end, offsetCount, sizeBytes, leaderId, ...rest}) => ({
      ...rest,
      leaderId: leaderId ?? null,
      ...factJson('beginning', beginning),
      ...factJson('end', end),
      ...factJson('offsetCount', offsetCount),
      ...factJson('sizeBytes', sizeBytes),
    })),
    overrides,
    defaults,
  };
}

function topicText(
  topic: TopicDescription,
  contents: PartitionsOfTopic | undefined,
  {model, all}: {model: ClusterModel; all: boolean},
): string {
  const {name, overrides, defaults} = topic;
  const place = placeOf(name, model);
  const head = `${visible(name)}  ${place === undefined ? '(in no document)' : `(${place})`}`;
  const offsets = contents?.offsetCount ?? {unknown: ''};
  const bytes = contents?.sizeBytes ?? {unknown: ''};
  const what = contents?.isCompacted === true ? 'offsets, of which compaction leaves fewer records' : 'offsets from beginning to end';
  const sums = `${factText(offsets)} ${what}; ${'known' in bytes ? roughSizeText(bytes.known) : '?'} on the leaders`;
  const rows = (contents?.partitions ?? []).map(one => [
    String(one.partition),
    one.leaderId === undefined ? 'none' : String(one.leaderId),
    one.replicas.join(','),
    one.isr.join(','),
    factText(one.beginning),
    factText(one.end),
    'known' in one.sizeBytes ? roughSizeText(one.sizeBytes.known) : '?',
    one.isUnderReplicated ? 'under-replicated' : '',
  ]);
  const columns = ['partition', 'leader', 'copies', 'in sync', 'beginning', 'end', 'size', ''];
  const table = textTable(columns, rows, ['partition', 'leader', 'beginning', 'end', 'size']);
  const settings = Object.entries(all ? {...defaults, ...overrides} : overrides).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = settings.map(
    ([setting, value]) => `  ${setting}: ${visible(value)}${all && Object.hasOwn(overrides, setting) ? '  (its own)' : ''}`,
  );
  const own = settings.length === 0 ? ['  no setting of its own; --all shows what it inherits'] : lines;
  return `${[head, sums, table, ...own].join('\n')}\n`;
}
