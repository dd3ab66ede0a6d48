import {offsetFetchV8} from '@platformatic/kafka';
import type {Admin} from '../../cluster/admin.ts';
import {untilCoordinated} from '../../cluster/coordinator.ts';
import {findGroupCoordinator} from '../../cluster/groups.ts';

/** A partition whose last record a group has not committed as processed. */
export interface Behind {
  group: string;
  topic: string;
  partition: number;
  committed: number;
  last: number;
}

/**
 * Where a group has not come to the last record of a topic. One that commits the last record's own offset, which is a mistake,
 * counts as having come there: that is for the judge to find out.
 */
export async function behind(admin: Admin, group: string, topic: string, lastOffsets: readonly number[]): Promise<Behind[]> {
  const committed = await committedOffsets(admin, group, topic, lastOffsets.length);
  return lastOffsets.flatMap((last, partition) => {
    const own = committed[partition] ?? -1;
    return last >= 0 && own < last ? [{group, topic, partition, committed: own, last}] : [];
  });
}

async function committedOffsets(admin: Admin, group: string, topic: string, partitions: number): Promise<number[]> {
  return await untilCoordinated(async () => {
    const wire = await admin.broker(await findGroupCoordinator(admin, group));
    const indexes = Array.from({length: partitions}, (_, partition) => partition);
    const query = [{groupId: group, memberId: null, memberEpoch: -1, topics: [{name: topic, partitionIndexes: indexes}]}];
    const {groups} = await wire.requestItems(offsetFetchV8.api, query, false);
    const found = groups[0]?.topics.find(one => one.name === topic)?.partitions ?? [];
    return indexes.map(partition => Number(found.find(one => one.partitionIndex === partition)?.committedOffset ?? -1));
  });
}
