import type {StreamsIntent} from '../../specs/model.ts';
import type {Rights} from './rights.ts';

/**
 * The Kafka Streams application that rights look like: a group whose name, with a dash, starts topics that it reads, writes and
 * deletes records of. Undefined where there is none; the first by name where there are several.
 */
export function streamsIn(rights: Rights): StreamsIntent | undefined {
  const applicationId = rights
    .names('read', 'group')
    .find(group => (['read', 'write', 'delete'] as const).every(operation => rights.has(operation, 'topic', `${group}-`, 'prefixed')));
  if (applicationId === undefined) return undefined;
  return {
    applicationId,
    createsTopics: rights.has('create', 'topic', `${applicationId}-`, 'prefixed'),
    exactlyOnce: rights.has('write', 'transactional-id', `${applicationId}-`, 'prefixed'),
  };
}
