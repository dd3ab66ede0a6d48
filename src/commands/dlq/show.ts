import {originalHeaders} from '../../clients/dead-letters/dead-letter.ts';
import {type Letter, lettersOf, openLetterLog} from '../../clients/dead-letters/read-letters.ts';
import type {Admin} from '../../cluster/admin.ts';
import {EXIT, unfinished, usageError} from '../../findings/error.ts';
import {visible} from '../../findings/visible.ts';
import type {Model} from '../../specs/model.ts';
import {onCluster} from '../live-cluster.ts';
import {textOrJson} from '../text-or-json.ts';
import {choiceOf, type DlqAction, knownPartitions, type LetterPlace, placeOf, topicOf} from './action.ts';
import {letterJson, letterLine, readable, timeText} from './words.ts';

const LIMIT = 20;

/** The newest letters of a topic, a line each, or one letter whole. */
const show: DlqAction = async (context, {words, options, usage}) => {
  const format = textOrJson(options.format);
  const topic = topicOf(words, usage);
  const [, place, more] = words;
  if (more !== undefined) throw usageError('dlq/words', 'one letter is shown at a time', `write ${usage}`);
  const wanted = place === undefined ? undefined : placeOf(place);
  const limit = limitOf(options.limit);
  return await onCluster(context, options, {name: 'dlq show', writes: false}, async ({model, admin}) => {
    if (wanted !== undefined) {
      const letter = await oneLetter(admin, topic, wanted, model);
      context.result(format === 'json' ? `${JSON.stringify(letterJson(letter), null, 2)}\n` : `${whole(letter)}\n`);
      return EXIT.ok;
    }
    const {newest, chosen} = await newestLetters(admin, topic, {limit, isChosen: choiceOf(options), model});
    if (format === 'json') context.result(`${JSON.stringify({topic, letters: newest.map(letterJson), chosen}, null, 2)}\n`);
    else if (newest.length === 0) context.result(`${topic}: no such letters\n`);
    else {
      const rest = chosen > newest.length ? `\n… and ${chosen - newest.length} older: --limit ${chosen}` : '';
      context.result(`${newest.map(letterLine).join('\n')}${rest}\n`);
    }
    return EXIT.ok;
  });
};

function limitOf(text: string | undefined): number {
  if (text === undefined) return LIMIT;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw usageError('dlq/limit', `--limit ${text} is no number of letters`, 'a whole number above 0');
}

async function newestLetters(
  admin: Admin,
  topic: string,
  {limit, isChosen, model}: {limit: number; isChosen: (letter: Letter) => boolean; model: Pick<Model, 'applications'>},
): Promise<{newest: Letter[]; chosen: number}> {
  let newest: Letter[] = [];
  let chosen = 0;
  const sortNewest = (): void => {
    newest = newest.sort((a, b) => b.record.timestampMs - a.record.timestampMs).slice(0, limit);
  };
  for (const partition of await knownPartitions(admin, topic, model)) {
    const log = await openLetterLog(admin, {topic, partition});
    for await (const letter of lettersOf(admin, log)) {
      if (!isChosen(letter)) continue;
      chosen++;
      newest.push(letter);
      if (newest.length > limit * 2) sortNewest();
    }
  }
  sortNewest();
  return {newest, chosen};
}

async function oneLetter(
  admin: Admin,
  topic: string,
  {partition, offset}: LetterPlace,
  model: Pick<Model, 'applications'>,
): Promise<Letter> {
  const partitions = await knownPartitions(admin, topic, model);
  if (!partitions.includes(partition))
    throw unfinished('dlq/letter', `${topic} has no partition ${partition}: it has ${partitions.length}`);
  const log = await openLetterLog(admin, {topic, partition});
  for await (const letter of lettersOf(admin, log)) if (letter.record.offset === offset) return letter;
  throw unfinished('dlq/letter', `${topic}-${partition} has no letter at offset ${offset}`, {
    hint: `Its offsets are ${log.startOffset} to ${log.endOffset - 1n}; weir dlq show ${topic} lists the newest letters.`,
  });
}

function whole({record, origin, isReplayed}: Letter): string {
  const lines = [`letter     ${record.topic} ${record.partition}:${record.offset}${isReplayed ? ', replayed' : ''}`];
  if (origin !== undefined) {
    lines.push(`origin     ${origin.topic}-${origin.partition} at offset ${origin.offset}, ${timeText(origin.timestampMs)}`);
    lines.push(`failed     ${timeText(origin.failedAtMs)} in group ${origin.group}, after ${origin.attempts} attempts, to ${origin.stage}`);
    lines.push(`error      ${origin.errorCode}: ${origin.errorMessage}`);
  } else lines.push('origin     unknown: it was not written as a dead letter of Weir');
  for (const [name, value] of originalHeaders(record.headers)) lines.push(`header     ${name}: ${readable(value)}`);
  const shown = lines.flatMap(line => line.split('\n')).map(line => visible(line));
  return [...shown, 'key', indented(readable(record.key)), 'value', indented(readable(record.value))].join('\n');
}

function indented(text: string): string {
  return text
    .split('\n')
    .map(line => `  ${line}`)
    .join('\n');
}

export default show;
