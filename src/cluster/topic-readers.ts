import type {Fact} from './facts.ts';
import type {CommittedOffset, LiveGroup} from './live-groups.ts';

/**
 * A group that reads a topic: it has committed offsets there, or members that are assigned its partitions. One whose
 * members cannot be read may be one, and has neither.
 */
export interface TopicReader {
  group: string;
  /** Kafka's: `Stable`, `Empty`, … */
  state: string;
  /** All members of the group. */
  memberCount: Fact<number>;
  /** Records between what it has committed and the end, over the partitions that it has committed for; undefined without any. */
  lagRecordCount?: number;
}

/** Which groups read a topic, by what was read of groups and offsets. Pure. */
export function readersOf(
  topic: {name: string; ends: ReadonlyMap<number, bigint>},
  groups: readonly LiveGroup[],
  committed: readonly CommittedOffset[],
): TopicReader[] {
  const here = Map.groupBy(
    committed.filter(one => one.topic === topic.name),
    ({group}) => group,
  );
  return groups.flatMap((group): TopicReader[] => {
    const offsets = here.get(group.name) ?? [];
    const {members} = group;
    const isAssigned = 'known' in members && members.known.some(({topics}) => topics.includes(topic.name));
    if (offsets.length === 0 && !isAssigned && 'known' in members) return [];
    const lag = offsets.reduce((sum, {partition, offset}) => {
      const behind = (topic.ends.get(partition) ?? offset) - offset;
      return sum + (behind > 0n ? Number(behind) : 0);
    }, 0);
    return [
      {
        group: group.name,
        state: group.state,
        memberCount: 'known' in members ? {known: members.known.length} : members,
        ...(offsets.length === 0 ? {} : {lagRecordCount: lag}),
      },
    ];
  });
}
