import {listOffsetsV7} from '@platformatic/kafka';
import type {Admin} from './admin.ts';
import type {LivePartition} from './topics.ts';

/** Kafka's special timestamps (ListOffsetsRequest; KIP-734 for the last). */
export const LATEST = -1n;
export const EARLIEST = -2n;
export const MAX_TIMESTAMP = -3n;

export interface OffsetAt {
  topic: string;
  partition: number;
  /** -1 where no record is as late as the timestamp that was asked for. */
  offset: bigint;
  /** Of that record, in milliseconds since 1970; -1 where the answer has none (it has none for EARLIEST and LATEST). */
  timestampMs: bigint;
}

/** A topic's partitions and where they are led; the timestamp to ask for, the same for all of a topic. */
export interface OffsetQuery {
  topic: string;
  partitions: readonly Pick<LivePartition, 'partition' | 'leaderId'>[];
  timestamp: bigint;
}

/**
 * Offsets by timestamp, one request a broker, whatever the number of topics. Throws where a partition has no leader or its
 * leader refuses: a list with holes would be taken for whole. For `read_committed`, LATEST is the last stable offset.
 */
export async function readOffsets(
  admin: Admin,
  queries: readonly OffsetQuery[],
  isolation: 'read_committed' | 'read_uncommitted' = 'read_uncommitted',
): Promise<OffsetAt[]> {
  const byLeader = new Map<
    number,
    {name: string; partitions: {partitionIndex: number; currentLeaderEpoch: number; timestamp: bigint}[]}[]
  >();
  for (const {topic, partitions, timestamp} of queries) {
    for (const [leaderId, own] of Map.groupBy(partitions, one => one.leaderId)) {
      if (leaderId < 0) throw new Error(`${topic}-${own[0]?.partition} has no leader`);
      const asked = own.map(({partition}) => ({partitionIndex: partition, currentLeaderEpoch: -1, timestamp}));
      byLeader.set(leaderId, [...(byLeader.get(leaderId) ?? []), {name: topic, partitions: asked}]);
    }
  }
  const answers = await Promise.all(
    [...byLeader].map(async ([leaderId, topics]) => {
      const wire = await admin.broker(leaderId);
      return await wire.request(listOffsetsV7.api, -1, isolation === 'read_committed' ? 1 : 0, topics);
    }),
  );
  return answers.flatMap(({topics}) =>
    topics.flatMap(({name, partitions}) =>
      partitions.map(({partitionIndex, offset, timestamp}) => ({topic: name, partition: partitionIndex, offset, timestampMs: timestamp})),
    ),
  );
}
