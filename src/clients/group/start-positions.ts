import {offsetFetchV8} from '@platformatic/kafka';
import type {Admin} from '../../cluster/admin.ts';
import {findGroupCoordinator} from '../../cluster/groups.ts';
import {EARLIEST, LATEST, readOffsets} from '../../cluster/offsets.ts';
import {readLayout} from '../../cluster/topics.ts';
import {ClientError} from '../client-error.ts';
import type {Position, TopicPartition} from '../records.ts';

export type OffsetReset = 'earliest' | 'latest' | 'none';

export interface Committed extends TopicPartition {
  /** undefined: the group never committed here, or its commit expired. */
  offset: bigint | undefined;
}

/** Kafka's codes of the answer to OffsetFetch. */
const UNSTABLE_OFFSET_COMMIT = 88;
const GROUP_ID_NOT_FOUND = 69;
const UNKNOWN_TOPIC_OR_PARTITION = 3;

/**
 * Committed offsets of a group, read with requireStable (KIP-447, OffsetFetch version 7 and later): where a transaction is
 * still open that holds a new offset of a partition, the coordinator refuses to tell the old one. kafkajs speaks version 4,
 * which tells the old one: the records of that transaction would be processed twice. `unstable` names what is refused.
 */
export async function readCommittedOffsets(
  admin: Admin,
  group: string,
  partitions: readonly TopicPartition[],
): Promise<{committed: Committed[]; unstable: TopicPartition[]}> {
  if (partitions.length === 0) return {committed: [], unstable: []};
  const wire = await admin.broker(await findGroupCoordinator(admin, group));
  const topics = [...Map.groupBy(partitions, ({topic}) => topic)].map(([name, own]) => ({
    name,
    partitionIndexes: own.map(({partition}) => partition),
  }));
  const answer = await wire.requestItems(offsetFetchV8.api, [{groupId: group, memberId: null, memberEpoch: -1, topics}], true);
  const found = answer.groups[0];
  if (found === undefined) throw new Error(`no offsets of group ${group} in the answer`);
  if (found.errorCode !== 0 && found.errorCode !== GROUP_ID_NOT_FOUND) throw refusedOffsets(group, found.errorCode);
  const committed: Committed[] = [];
  const unstable: TopicPartition[] = [];
  for (const {name, partitions: own} of found.topics) {
    for (const {partitionIndex: partition, committedOffset, errorCode} of own) {
      if (errorCode === UNSTABLE_OFFSET_COMMIT) unstable.push({topic: name, partition});
      else if (errorCode !== 0 && errorCode !== UNKNOWN_TOPIC_OR_PARTITION) throw refusedOffsets(group, errorCode);
      else committed.push({topic: name, partition, offset: committedOffset < 0n ? undefined : committedOffset});
    }
  }
  return {committed, unstable};
}

/** As {@link Admin.request} names errors, for `remedyOf`. */
function refusedOffsets(group: string, errorCode: number): Error {
  const apiId = {15: 'COORDINATOR_NOT_AVAILABLE', 14: 'COORDINATOR_LOAD_IN_PROGRESS', 16: 'NOT_COORDINATOR'}[errorCode];
  const denied = {29: 'TOPIC_AUTHORIZATION_FAILED', 30: 'GROUP_AUTHORIZATION_FAILED'}[errorCode];
  return Object.assign(new Error(`the offsets of group ${group} are refused: error ${errorCode}`), {
    apiId: apiId ?? denied ?? `ERROR_${errorCode}`,
  });
}

/** Where a partition begins, ends (for this isolation: the last stable offset), or was at a time; the end where it is later than all. */
export async function readOffsetsAt(
  admin: Admin,
  partitions: readonly TopicPartition[],
  at: 'earliest' | 'latest' | {timestampMs: number},
  isolation: 'read_committed' | 'read_uncommitted',
): Promise<Position[]> {
  const timestamp = at === 'earliest' ? EARLIEST : at === 'latest' ? LATEST : BigInt(at.timestampMs);
  const {topics} = await readLayout(admin, [...new Set(partitions.map(({topic}) => topic))]);
  const queries = topics.map(({name, partitions: own}) => ({
    topic: name,
    partitions: own.filter(one => partitions.some(({topic, partition}) => topic === name && partition === one.partition)),
    timestamp,
  }));
  const offsets = await readOffsets(admin, queries, isolation);
  const late = offsets.filter(one => one.offset < 0n);
  if (late.length > 0 && at === 'latest') throw new Error(`no end of ${late[0]?.topic}-${late[0]?.partition} in the answer`);
  const ends = late.length === 0 ? [] : await readOffsetsAt(admin, late, 'latest', isolation);
  return [...offsets.filter(one => one.offset >= 0n).map(({topic, partition, offset}) => ({topic, partition, offset})), ...ends];
}

export function noPosition({topic, partition}: TopicPartition, why: string): ClientError {
  return new ClientError(`${topic}-${partition}: ${why}, and auto.offset.reset is none`, {
    code: 'client/no-position',
    recovery: 'fatal',
    hint: 'Say where to begin: seek, reset the group (`weir groups reset`), or let auto.offset.reset be earliest or latest.',
  });
}
