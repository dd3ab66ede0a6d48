import {type Letter, partitionsOf} from '../../clients/dead-letters/read-letters.ts';
import type {Admin} from '../../cluster/admin.ts';
import {unfinished, usageError, WeirError} from '../../findings/error.ts';
import {suggestion} from '../../findings/suggest.ts';
import type {Model} from '../../specs/model.ts';
import type {Action} from '../actions.ts';
import type {CarryOutOptions} from '../carry-out.ts';
import type {GlobalOptions} from '../command.ts';

export interface DlqOptions extends GlobalOptions, CarryOutOptions {
  error?: string;
  origin?: string;
  limit?: string;
  replayed?: true;
}

export type DlqAction = Action<DlqOptions>;

/** The dead-letter topics that Applications name, with who names them. */
export function deadLetterTopics({applications}: Pick<Model, 'applications'>): Map<string, string[]> {
  const named = applications.flatMap(({name, spec}) =>
    spec.consumes.flatMap(({deadLetter}) => (deadLetter === undefined ? [] : [{topic: deadLetter, name}])),
  );
  return new Map([...Map.groupBy(named, ({topic}) => topic)].map(([topic, own]) => [topic, [...new Set(own.map(({name}) => name))]]));
}

export function topicOf(words: readonly string[], usage: string): string {
  const [topic] = words;
  if (topic === undefined) throw usageError('dlq/topic', 'no dead-letter topic is named', `write ${usage}`);
  return topic;
}

/** The partitions of a topic; a name that is on no cluster gets the nearest of those that Applications name. */
export async function knownPartitions(admin: Admin, topic: string, model: Pick<Model, 'applications'>): Promise<number[]> {
  try {
    return await partitionsOf(admin, topic);
  } catch (thrown) {
    if (!(thrown instanceof WeirError) || thrown.code !== 'dlq/topic') throw thrown;
    const named = [...deadLetterTopics(model).keys()];
    throw unfinished('dlq/topic', `${thrown.message}${suggestion(topic, named)}`, {hint: thrown.hint ?? ''});
  }
}

export interface LetterPlace {
  partition: number;
  offset: bigint;
}

/** `0:17`: partition and offset, as `weir dlq show` lists letters. */
export function placeOf(word: string): LetterPlace {
  const match = /^(\d{1,9}):(\d{1,19})$/.exec(word);
  if (match?.[1] !== undefined && match[2] !== undefined) return {partition: Number(match[1]), offset: BigInt(match[2])};
  throw usageError('dlq/place', `${JSON.stringify(word)} is no PARTITION:OFFSET`, 'write it as weir dlq show lists it, like 0:17');
}

/** What `--error`, `--origin` and places on the command line choose. */
export function choiceOf({error, origin}: DlqOptions, places: readonly LetterPlace[] = []): (letter: Letter) => boolean {
  return letter =>
    (error === undefined || letter.origin?.errorCode === error) &&
    (origin === undefined || letter.origin?.topic === origin) &&
    (places.length === 0 || places.some(({partition, offset}) => partition === letter.record.partition && offset === letter.record.offset));
}
