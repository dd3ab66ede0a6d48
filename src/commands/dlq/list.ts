import Table from 'cli-table3';
import {lettersOf, openLetterLog} from '../../clients/dead-letters/read-letters.ts';
import type {Admin} from '../../cluster/admin.ts';
import {EXIT, unfinished} from '../../findings/error.ts';
import {visible} from '../../findings/visible.ts';
import type {Model} from '../../specs/model.ts';
import {onCluster} from '../live-cluster.ts';
import {textOrJson} from '../text-or-json.ts';
import {type DlqAction, deadLetterTopics, knownPartitions} from './action.ts';
import {timeText} from './words.ts';

/** Letters of one origin and error. */
interface Count {
  topic: string;
  origin: string;
  error: string;
  letters: number;
  replayed: number;
  oldestMs: number;
  newestMs: number;
}

/** Counts the letters of dead-letter topics, those of the documents unless they are named. */
const list: DlqAction = async (context, {words, options}) => {
  const format = textOrJson(options.format);
  return await onCluster(context, options, {name: 'dlq list', writes: false}, async ({model, admin}) => {
    const named = deadLetterTopics(model);
    const topics = words.length > 0 ? [...new Set(words)] : [...named.keys()].sort();
    if (topics.length === 0)
      throw unfinished('dlq/none', `no Application of ${model.cluster.name} names a dead-letter topic`, {
        hint: 'State it where a group consumes: consumes[].deadLetter; or name the topic: weir dlq list TOPIC',
      });
    const counts = await context.progress.run('read dead letters', async note => {
      const all: Count[] = [];
      for (const topic of topics) {
        note(topic);
        all.push(...(await countsOf(admin, topic, model)));
      }
      return all;
    });
    if (format === 'json') {
      context.result(`${JSON.stringify({cluster: model.cluster.name, topics, counts: counts.map(countJson)}, null, 2)}\n`);
      return EXIT.ok;
    }
    const table = new Table({
      head: ['dead-letter topic', 'origin', 'error', 'letters', 'replayed', 'oldest', 'newest'],
      style: {head: [], border: []},
    });
    for (const {topic, origin, error, letters, replayed, oldestMs, newestMs} of counts)
      table.push([visible(topic), visible(origin), visible(error), letters, replayed, timeText(oldestMs), timeText(newestMs)]);
    const empty = topics.filter(topic => !counts.some(one => one.topic === topic));
    const lines = counts.length === 0 ? [] : [table.toString()];
    for (const topic of empty) lines.push(`${topic}: no letters${named.has(topic) ? ` of ${named.get(topic)?.join(', ')}` : ''}`);
    context.result(`${lines.join('\n')}\n`);
    return EXIT.ok;
  });
};

async function countsOf(admin: Admin, topic: string, model: Pick<Model, 'applications'>): Promise<Count[]> {
  const counts = new Map<string, Count>();
  for (const partition of await knownPartitions(admin, topic, model)) {
    const log = await openLetterLog(admin, {topic, partition});
    for await (const {record, origin, isReplayed} of lettersOf(admin, log)) {
      const from = origin?.topic ?? '(no dead letter of Weir)';
      const error = origin?.errorCode ?? '–';
      const atMs = origin?.failedAtMs ?? record.timestampMs;
      const count = counts.get(`${from}\n${error}`) ?? {
        topic,
        origin: from,
        error,
        letters: 0,
        replayed: 0,
        oldestMs: atMs,
        newestMs: atMs,
      };
      count.letters++;
      if (isReplayed) count.replayed++;
      count.oldestMs = Math.min(count.oldestMs, atMs);
      count.newestMs = Math.max(count.newestMs, atMs);
      counts.set(`${from}\n${error}`, count);
    }
  }
  return [...counts.values()].sort((a, b) => b.letters - a.letters);
}

function countJson({oldestMs, newestMs, ...count}: Count) {
  return {...count, oldest: timeText(oldestMs), newest: timeText(newestMs)};
}

export default list;
