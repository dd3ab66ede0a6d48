import {lettersOf, openLetterLog} from '../../clients/dead-letters/read-letters.ts';
import type {Admin} from '../../cluster/admin.ts';
import {deleteRecordsBefore} from '../../cluster/delete-records.ts';
import {EXIT} from '../../findings/error.ts';
import {isCarriedOut} from '../carry-out.ts';
import {onCluster} from '../live-cluster.ts';
import {textOrJson} from '../text-or-json.ts';
import {type DlqAction, knownPartitions, topicOf} from './action.ts';

/** What would be deleted of one partition: everything before `before`, which was read and counted. */
interface Purged {
  partition: number;
  before: bigint;
  letters: number;
  replayed: number;
}

/** Deletes letters, each partition up to an offset that was read: what came after it was shown is never deleted. */
const purge: DlqAction = async (context, {words, options, usage}) => {
  const format = textOrJson(options.format);
  const topic = topicOf(words, usage);
  return await onCluster(context, options, {name: 'dlq purge', writes: true}, async ({model, admin}) => {
    const partitions = await knownPartitions(admin, topic, model);
    const all = await Promise.all(partitions.map(partition => countedUpTo(admin, topic, partition, options.replayed === true)));
    const purged = all.filter(({letters}) => letters > 0);
    const open = purged.reduce((sum, {letters, replayed}) => sum + letters - replayed, 0);
    const total = purged.reduce((sum, {letters}) => sum + letters, 0);
    if (format === 'pretty') {
      for (const {partition, before, letters, replayed} of purged)
        context.result(
          `delete ${letters} letters of ${topic}-${partition}, before offset ${before}; ${letters - replayed} of them not replayed\n`,
        );
      if (total === 0) context.result('nothing to purge\n');
    }
    const question = `Delete ${total} letters of ${topic} on ${model.cluster.name}${open > 0 ? `, ${open} of them never replayed` : ''}?`;
    const isDone = total > 0 && (await isCarriedOut(context, options, question));
    if (isDone) {
      await deleteRecordsBefore(
        admin,
        purged.map(({partition, before}) => ({topic, partition, offset: before})),
      );
    }
    if (format === 'json') {
      const document = {
        cluster: model.cluster.name,
        topic,
        purged: purged.map(one => ({...one, before: String(one.before)})),
        done: isDone,
      };
      context.result(`${JSON.stringify(document, null, 2)}\n`);
    } else if (isDone) context.say(`deleted ${total} letters of ${topic}`);
    return EXIT.ok;
  });
};

async function countedUpTo(admin: Admin, topic: string, partition: number, onlyReplayed: boolean): Promise<Purged> {
  const log = await openLetterLog(admin, {topic, partition});
  const purged: Purged = {partition, before: log.startOffset, letters: 0, replayed: 0};
  for await (const {record, isReplayed} of lettersOf(admin, log)) {
    if (onlyReplayed && !isReplayed) return {...purged, before: record.offset};
    purged.letters++;
    if (isReplayed) purged.replayed++;
  }
  // Markers behind the last letter go with them.
  return {...purged, before: log.endOffset};
}

export default purge;
