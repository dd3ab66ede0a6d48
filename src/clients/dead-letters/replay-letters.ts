import type {Admin} from '../../cluster/admin.ts';
import type {Connection} from '../../cluster/connection.ts';
import type {OutgoingRecord, TopicPartition} from '../records.ts';
import {bytes} from '../serialisers/bytes.ts';
import {createTransactionalProducer, type TransactionalProducer} from '../transactions/transactional-producer.ts';
import {replayMarker, replayOf} from './dead-letter.ts';
import {OffsetRanges} from './offset-ranges.ts';
import {type Letter, lettersOf, openLetterLog} from './read-letters.ts';

/** Letters a transaction: as many as a reader of the origin waits for at a time. */
const LETTERS_AT_ONCE = 100;

/**
 * Sends letters of a partition back to where they came from, each once however often this is done: the records and a marker
 * of what was sent are one transaction, and the transactional id is taken before the markers are read, so that what another
 * replay left open is over by then and that one can send nothing more. Returns how many were sent.
 */
export async function replayLetters(
  connection: Connection,
  admin: Admin,
  of: TopicPartition,
  isChosen: (letter: Letter) => boolean,
): Promise<number> {
  const producer = await createTransactionalProducer<Buffer, Buffer>(connection, {
    transactionalId: `weir-dlq-replay-${of.topic}-${of.partition}`,
    clientId: 'weir-dlq-replay',
    keySerializer: bytes,
    valueSerializer: bytes,
  });
  try {
    const log = await openLetterLog(admin, of);
    let sent = 0;
    let records: OutgoingRecord<Buffer, Buffer>[] = [];
    let offsets = new OffsetRanges();
    for await (const letter of lettersOf(admin, log)) {
      if (letter.origin === undefined || letter.isReplayed || !isChosen(letter)) continue;
      records.push(replayOf(letter.record, letter.origin));
      offsets.add(letter.record.offset);
      if (records.length < LETTERS_AT_ONCE) continue;
      sent += await sendWithMarker(producer, of, records, offsets);
      records = [];
      offsets = new OffsetRanges();
    }
    return sent + (await sendWithMarker(producer, of, records, offsets));
  } finally {
    await producer.close();
  }
}

async function sendWithMarker(
  producer: TransactionalProducer<Buffer, Buffer>,
  of: TopicPartition,
  records: readonly OutgoingRecord<Buffer, Buffer>[],
  offsets: OffsetRanges,
): Promise<number> {
  if (records.length === 0) return 0;
  const transaction = await producer.begin();
  try {
    await transaction.sendAll([...records, replayMarker(of, offsets)]);
  } catch (thrown) {
    await transaction.abort();
    throw thrown;
  }
  // Not aborted where it fails: it may be committed, and the next replay reads whether it was.
  await transaction.commit();
  return records.length;
}
