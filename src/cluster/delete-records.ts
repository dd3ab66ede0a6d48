import {deleteRecordsV2} from '@platformatic/kafka';
import type {Admin} from './admin.ts';
import {requestFailed} from './failure.ts';
import {readLayout} from './topics.ts';

const TIMEOUT_MS = 15_000;

/** Deletes all records before an offset of each partition, for good (DeleteRecords). Needs DELETE on the topics. */
export async function deleteRecordsBefore(
  admin: Admin,
  positions: readonly {topic: string; partition: number; offset: bigint}[],
): Promise<void> {
  const {topics} = await readLayout(admin, [...new Set(positions.map(({topic}) => topic))]);
  const leaderOf = ({topic, partition}: {topic: string; partition: number}): number =>
    topics.find(({name}) => name === topic)?.partitions.find(one => one.partition === partition)?.leaderId ?? -1;
  for (const [leaderId, own] of Map.groupBy(positions, leaderOf)) {
    const request = [...Map.groupBy(own, ({topic}) => topic)].map(([name, ofTopic]) => ({
      name,
      partitions: ofTopic.map(({partition, offset}) => ({partitionIndex: partition, offset})),
    }));
    try {
      const wire = await admin.broker(leaderId);
      await wire.request(deleteRecordsV2.api, request, TIMEOUT_MS);
    } catch (thrown) {
      throw requestFailed(admin.connection.cluster, 'delete records', thrown);
    }
  }
}
