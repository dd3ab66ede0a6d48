import type {Fact} from '../cluster/facts.ts';
import type {LogSample} from '../cluster/log-sample.ts';

/**
 * Share of keys, from 0 to 1, that go to another partition when a topic with `had` partitions gets `gets`. A producer sends a
 * key to its hash modulo the partitions (BuiltInPartitioner.partitionForKey), so that a key stays only where both
 * remainders are equal. The pair of remainders repeats after lcm(had, gets) hashes, and among those the equal pairs are
 * exactly the hashes below the smaller number: it stays for min / lcm of them. Exact up to 1 part in 10^5 for less than 10^4
 * partitions, because the 2^31 hashes are no whole number of rounds.
 */
export function shareOfKeysMoved(had: number, gets: number): number {
  if (had === gets) return 0;
  const roundLength = (had / greatestCommonDivisor(had, gets)) * gets;
  return 1 - Math.min(had, gets) / roundLength;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** What is known of a topic's keys, and how many of those that were seen would move. */
export interface MovedKeys {
  /** Different keys that were seen. */
  sampledKeyCount: number;
  movedKeyCount: number;
  /** Keys that lie where murmur2 puts them: fewer than all tell of another partitioner, whose keys move by the same share. */
  murmur2KeyCount: number;
}

export function movedKeys({keys}: Pick<LogSample, 'keys'>, had: number, gets: number): MovedKeys {
  return {
    sampledKeyCount: keys.length,
    movedKeyCount: keys.filter(({hash}) => hash % had !== hash % gets).length,
    murmur2KeyCount: keys.filter(({hash, partition}) => hash % had === partition).length,
  };
}

/** True where the newest records were looked at, and none has a key. A sample that saw none is no such proof. */
export function isKeyless(sample: Fact<LogSample>): boolean {
  return 'known' in sample && sample.known.keylessCount > 0 && sample.known.keyedCount === 0;
}
