import {describeLogDirsV4} from '@platformatic/kafka';
import type {Admin} from './admin.ts';
import type {LivePartition} from './topics.ts';

export interface LogSize {
  topic: string;
  partition: number;
  brokerId: number;
  /** Bytes of the log's segments on that broker's disk; what tiered storage keeps elsewhere is not in it. */
  sizeBytes: number;
  isLeader: boolean;
}

/**
 * Sizes of every replica of some topics, one request a broker (DescribeLogDirs, KIP-113). Throws where a broker does not
 * answer: a sum without it would be too small.
 */
export async function readLogSizes(
  admin: Admin,
  topics: readonly {name: string; partitions: readonly LivePartition[]}[],
): Promise<LogSize[]> {
  const leaders = new Map(topics.flatMap(({name, partitions}) => partitions.map(one => [`${name}\n${one.partition}`, one.leaderId])));
  const brokers = new Set(topics.flatMap(({partitions}) => partitions.flatMap(({replicas}) => replicas)));
  const sizes = await Promise.all(
    [...brokers].map(async brokerId => {
      const asked = topics.flatMap(({name, partitions}) => {
        const own = partitions.filter(({replicas}) => replicas.includes(brokerId)).map(({partition}) => partition);
        return own.length === 0 ? [] : [{name, partitions: own}];
      });
      const wire = await admin.broker(brokerId);
      const {results} = await wire.request(describeLogDirsV4.api, asked);
      return results.flatMap(directory =>
        directory.topics.flatMap(({name, partitions}) =>
          partitions
            // A future replica is a copy that is being moved to another disk of the same broker.
            .filter(({isFutureKey}) => !isFutureKey)
            .map(({partitionIndex, partitionSize}) => ({
              topic: name,
              partition: partitionIndex,
              brokerId,
              sizeBytes: Number(partitionSize),
              isLeader: leaders.get(`${name}\n${partitionIndex}`) === brokerId,
            })),
        ),
      );
    }),
  );
  const found = sizes.flat();
  const leading = new Set(found.flatMap(one => (one.isLeader ? [`${one.topic}\n${one.partition}`] : [])));
  const silent = [...leaders.keys()].find(key => !leading.has(key));
  if (silent !== undefined) throw new Error(`no broker that leads it told the size of ${silent.replace('\n', '-')}`);
  return found;
}
