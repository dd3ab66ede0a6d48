import {lettersOf, openLetterLog} from '../../clients/dead-letters/read-letters.ts';
import {replayLetters} from '../../clients/dead-letters/replay-letters.ts';
import type {Admin} from '../../cluster/admin.ts';
import {readTopicSettings} from '../../cluster/topic-settings.ts';
import {readLayout} from '../../cluster/topics.ts';
import {EXIT, unfinished} from '../../findings/error.ts';
import {visible} from '../../findings/visible.ts';
import {isCarriedOut} from '../carry-out.ts';
import {onCluster} from '../live-cluster.ts';
import {textOrJson} from '../text-or-json.ts';
import {choiceOf, type DlqAction, knownPartitions, placeOf, topicOf} from './action.ts';

/** What a replay would send to one topic. */
interface Returning {
  origin: string;
  error: string;
  letters: number;
}

/** Sends letters back to where they came from; what was sent once is not sent again, also by another run at the same time. */
const replay: DlqAction = async (context, {words, options, usage}) => {
  const format = textOrJson(options.format);
  const topic = topicOf(words, usage);
  const places = words.slice(1).map(placeOf);
  const isChosen = choiceOf(options, places);
  return await onCluster(context, options, {name: 'dlq replay', writes: true}, async ({model, admin}) => {
    const partitions = await knownPartitions(admin, topic, model);
    await refuseCompacted(admin, topic);
    const {returning, replayed, strange} = await planned(admin, topic, partitions, isChosen);
    const total = returning.reduce((sum, one) => sum + one.letters, 0);
    if (format === 'pretty') {
      for (const one of returning) context.result(`replay ${one.letters} letters to ${visible(one.origin)}, of ${visible(one.error)}\n`);
      if (replayed > 0) context.result(`leave ${replayed} that were replayed before\n`);
      if (strange > 0) context.result(`leave ${strange} that are no dead letters of Weir\n`);
      if (total === 0) context.result('nothing to replay\n');
    }
    const isDone = total > 0 && (await isCarriedOut(context, options, `Send ${total} letters of ${topic} on ${model.cluster.name} back?`));
    let sent = 0;
    if (isDone) {
      for (const partition of partitions)
        sent += await context.progress.run(`replay ${topic}-${partition}`, () =>
          replayLetters(admin.connection, admin, {topic, partition}, isChosen),
        );
    }
    if (format === 'json')
      context.result(
        `${JSON.stringify({cluster: model.cluster.name, topic, returning, replayed, strange, done: isDone, sent}, null, 2)}\n`,
      );
    else if (isDone) context.say(`sent ${sent} letters of ${topic} back`);
    return EXIT.ok;
  });
};

async function planned(admin: Admin, topic: string, partitions: readonly number[], isChosen: ReturnType<typeof choiceOf>) {
  const returning = new Map<string, Returning>();
  let replayed = 0;
  let strange = 0;
  for (const partition of partitions) {
    const log = await openLetterLog(admin, {topic, partition});
    for await (const letter of lettersOf(admin, log)) {
      if (!isChosen(letter)) continue;
      if (letter.origin === undefined) strange++;
      else if (letter.isReplayed) replayed++;
      else {
        const {topic: origin, errorCode: error} = letter.origin;
        const one = returning.get(`${origin}\n${error}`) ?? {origin, error, letters: 0};
        one.letters++;
        returning.set(`${origin}\n${error}`, one);
      }
    }
  }
  return {returning: [...returning.values()], replayed, strange};
}

/** Compaction keeps one record a key: letters, and the markers that say what was replayed, would go. */
async function refuseCompacted(admin: Admin, topic: string): Promise<void> {
  const {topics} = await readLayout(admin, [topic]);
  const settings = (await readTopicSettings(admin, topics)).get(topic);
  const policy = settings?.overrides['cleanup.policy'] ?? settings?.defaults['cleanup.policy'] ?? '';
  if (!policy.split(',').includes('compact')) return;
  throw unfinished('dlq/compacted', `${topic} is compacted: which of its letters were replayed cannot be kept there`, {
    hint: 'Let cleanup.policy of a dead-letter topic be delete.',
  });
}

export default replay;
