import {listOffsetsV7, protocolErrorsCodesById} from '@platformatic/kafka';
import type {Admin} from './admin.ts';
import {describeFailure} from './failure.ts';
import type {OffsetAt} from './offsets.ts';

/** One partition, where it is led, and the timestamp to ask for: LATEST, EARLIEST, or milliseconds since 1970. */
export interface EachOffsetQuery {
  topic: string;
  partition: number;
  /** -1 while there is none. */
  leaderId: number;
  timestamp: bigint;
}

export type EachOffset = OffsetAt | {topic: string; partition: number; unknown: string};

/** ListOffsets: with `committed`, LATEST is the last stable offset instead of the high watermark. */
export type OffsetIsolation = 'all' | 'committed';

export function partitionKey(topic: string, partition: number): string {
  return `${topic}\n${partition}`;
}

/**
 * Offsets by timestamp, one request a broker, each partition for itself: one without a leader, one whose broker does not
 * answer, and one that is refused say why. A partition may be asked about once.
 */
export async function readEachOffset(
  admin: Admin,
  queries: readonly EachOffsetQuery[],
  isolation: OffsetIsolation = 'all',
): Promise<Map<string, EachOffset>> {
  const byLeader = Map.groupBy(queries, ({leaderId}) => leaderId);
  const answers = await Promise.all(
    [...byLeader].map(async ([leaderId, own]): Promise<EachOffset[]> => {
      if (leaderId < 0) return unknownAll(own, 'the partition has no leader');
      try {
        const topics = [...Map.groupBy(own, ({topic}) => topic)].map(([name, partitions]) => ({
          name,
          partitions: partitions.map(({partition, timestamp}) => ({partitionIndex: partition, currentLeaderEpoch: -1, timestamp})),
        }));
        const wire = await admin.broker(leaderId);
        const answer = await wire.requestItems(listOffsetsV7.api, -1, isolation === 'committed' ? 1 : 0, topics);
        return answer.topics.flatMap(({name: topic, partitions}) =>
          partitions.map(({partitionIndex: partition, errorCode, offset, timestamp}) =>
            errorCode === 0
              ? {topic, partition, offset, timestampMs: timestamp}
              : {topic, partition, unknown: protocolErrorsCodesById[errorCode] ?? `error ${errorCode}`},
          ),
        );
      } catch (thrown) {
        return unknownAll(own, describeFailure(thrown).reason);
      }
    }),
  );
  return new Map(answers.flat().map(one => [partitionKey(one.topic, one.partition), one]));
}

function unknownAll(queries: readonly EachOffsetQuery[], reason: string): EachOffset[] {
  return queries.map(({topic, partition}) => ({topic, partition, unknown: reason}));
}
