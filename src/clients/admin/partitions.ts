// covers: P07
import type {Admin} from '../../cluster/admin.ts';
import {type EachOffset, partitionKey, readEachOffset} from '../../cluster/each-offset.ts';
import type {Fact} from '../../cluster/facts.ts';
import {describeFailure, requestFailed} from '../../cluster/failure.ts';
import {readGroupDetails} from '../../cluster/group-details.ts';
import {type Commit, readCommits} from '../../cluster/group-offsets.ts';
import {readLogSizes} from '../../cluster/log-sizes.ts';
import {EARLIEST, LATEST} from '../../cluster/offsets.ts';
import {readTopicSettings} from '../../cluster/topic-settings.ts';
import {type LiveTopicLayout, readLayout} from '../../cluster/topics.ts';
import {missingGroup} from './group-errors.ts';
import {itemError, type Outcome} from './item-error.ts';

export interface PartitionDescription {
  partition: number;
  /** Undefined while there is none. */
  leaderId: number | undefined;
  replicas: number[];
  /** In-sync replicas. */
  isr: number[];
  isUnderReplicated: boolean;
  beginning: Fact<bigint>;
  /** The high watermark. */
  end: Fact<bigint>;
  /** From the beginning to the end. Records are fewer where the topic is compacted, and where transactions left markers. */
  offsetCount: Fact<bigint>;
  /** Of the leader's log on its disk. */
  sizeBytes: Fact<number>;
}

export interface PartitionsOfTopic {
  /** With compaction, records that were superseded are gone: then the offsets are more than the records. Undefined: not known. */
  isCompacted: boolean | undefined;
  partitions: PartitionDescription[];
  offsetCount: Fact<bigint>;
  /** Of the leaders. */
  sizeBytes: Fact<number>;
}

const UNKNOWN_TOPIC = 3;

/** Partitions of topics: where they are, what lies in them and what groups have committed, on one connection a broker. */
export class PartitionManager {
  readonly #admin: Admin;

  constructor(admin: Admin) {
    this.#admin = admin;
  }

  /**
   * Leaders, in-sync replicas, offsets and sizes of topics: one request for the layout, one for settings, three a broker. What a
   * broker does not tell is unknown, with its reason, and the rest is there.
   */
  async describe(topics: readonly string[]): Promise<Outcome<PartitionsOfTopic>[]> {
    if (topics.length === 0) return [];
    const {topics: layouts, missing} = await readLayout(this.#admin, [...topics]).catch(thrown => {
      throw requestFailed(this.#admin.connection.cluster, 'describe topics', thrown);
    });
    const queries = layouts.flatMap(({name, partitions}) =>
      partitions.map(({partition, leaderId}) => ({topic: name, partition, leaderId})),
    );
    const at = (timestamp: bigint) =>
      readEachOffset(
        this.#admin,
        queries.map(one => ({...one, timestamp})),
      );
    const [beginnings, ends, sizes, settings] = await Promise.all([
      at(EARLIEST),
      at(LATEST),
      this.#sizes(layouts),
      this.#settings(layouts),
    ]);
    const byName = new Map(layouts.map(one => [one.name, one]));
    const errorCodes = new Map(missing.map(({name, errorCode}) => [name, errorCode]));
    const names = errorCodes.size === 0 ? [] : (await readLayout(this.#admin, null)).topics.map(({name}) => name);
    return topics.map(name => {
      const layout = byName.get(name);
      if (layout === undefined)
        return {
          name,
          error: itemError({kind: 'topic', name, doing: 'describe', errorCode: errorCodes.get(name) ?? UNKNOWN_TOPIC, known: names}),
        };
      const partitions = layout.partitions.map(one => {
        const key = partitionKey(name, one.partition);
        const [beginning, end] = [factOf(beginnings.get(key)), factOf(ends.get(key))];
        return {
          partition: one.partition,
          leaderId: one.leaderId < 0 ? undefined : one.leaderId,
          replicas: one.replicas,
          isr: one.isr,
          isUnderReplicated: one.leaderId < 0 || one.isr.length < one.replicas.length,
          beginning,
          end,
          offsetCount: 'unknown' in beginning ? beginning : 'unknown' in end ? end : {known: end.known - beginning.known},
          sizeBytes: sizes(key),
        };
      });
      const isCompacted = settings.get(name)?.includes('compact');
      return {name, value: {isCompacted, partitions, ...sumsOf(partitions)}};
    });
  }

  /** Everything that groups have committed, with what their clients wrote beside it: one request a coordinator. */
  async committed(groups: readonly string[]): Promise<Outcome<Commit[]>[]> {
    const found = await readGroupDetails(this.#admin, groups);
    const commits = await readCommits(
      this.#admin,
      found.flatMap(one => ('members' in one ? [one] : [])),
    );
    return found.map(one => {
      const {name} = one;
      if ('missing' in one) return {name, error: missingGroup(name, [])};
      const own = commits.get(name);
      if (own !== undefined && 'known' in own) return {name, value: own.known};
      const message = 'unknown' in one ? one.unknown : own?.unknown;
      return {
        name,
        error: itemError({kind: 'group', name, doing: 'read the offsets of', errorCode: 'errorCode' in one ? one.errorCode : -1, message}),
      };
    });
  }

  async #sizes(layouts: readonly LiveTopicLayout[]): Promise<(key: string) => Fact<number>> {
    try {
      const sizes = await readLogSizes(this.#admin, layouts);
      const leaders = new Map(sizes.flatMap(one => (one.isLeader ? [[partitionKey(one.topic, one.partition), one.sizeBytes]] : [])));
      return key => {
        const known = leaders.get(key);
        return known === undefined ? {unknown: 'its leader did not tell'} : {known};
      };
    } catch (thrown) {
      const {reason} = describeFailure(thrown);
      return () => ({unknown: reason});
    }
  }

  /** The cleanup.policy by topic; left out where it may not be read. */
  async #settings(layouts: readonly LiveTopicLayout[]): Promise<Map<string, string>> {
    try {
      const settings = await readTopicSettings(this.#admin, layouts);
      return new Map(
        [...settings].map(([name, {overrides, defaults}]) => [name, overrides['cleanup.policy'] ?? defaults['cleanup.policy'] ?? '']),
      );
    } catch {
      return new Map();
    }
  }
}

function factOf(one: EachOffset | undefined): Fact<bigint> {
  if (one === undefined) return {unknown: 'the brokers say nothing of it'};
  return 'offset' in one ? {known: one.offset} : {unknown: one.unknown};
}

/** A sum is known where all of its parts are. */
function sumsOf(partitions: readonly PartitionDescription[]): {offsetCount: Fact<bigint>; sizeBytes: Fact<number>} {
  let [offsets, bytes]: [Fact<bigint>, Fact<number>] = [{known: 0n}, {known: 0}];
  for (const {offsetCount, sizeBytes} of partitions) {
    if ('known' in offsets) offsets = 'known' in offsetCount ? {known: offsets.known + offsetCount.known} : offsetCount;
    if ('known' in bytes) bytes = 'known' in sizeBytes ? {known: bytes.known + sizeBytes.known} : sizeBytes;
  }
  return {offsetCount: offsets, sizeBytes: bytes};
}
