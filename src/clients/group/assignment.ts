import kafkajs from 'kafkajs';
import type {TopicPartition} from '../records.ts';

const {MemberAssignment, MemberMetadata} = kafkajs.AssignerProtocol;

/** kafkajs's own assigner by name and format, so that members of plain kafkajs and of this library can be of one group. */
export const PROTOCOL = 'RoundRobinAssigner';

export function memberMetadata(topics: readonly string[]): Buffer {
  return MemberMetadata.encode({version: 0, topics: [...topics], userData: Buffer.alloc(0)});
}

/**
 * Deals the partitions out in turn, to members sorted by id, each topic among those who subscribe to it (kafkajs's own
 * gives every topic to every member).
 */
export function assignPartitions(
  members: readonly {memberId: string; memberMetadata: Buffer}[],
  partitionsOf: (topic: string) => readonly number[],
): {memberId: string; memberAssignment: Buffer}[] {
  const subscribed = members
    .map(({memberId, memberMetadata: bytes}) => ({memberId, topics: MemberMetadata.decode(bytes)?.topics ?? []}))
    .sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
  const byMember = new Map<string, Record<string, number[]>>(subscribed.map(({memberId}) => [memberId, {}]));
  const topics = [...new Set(subscribed.flatMap(one => one.topics))].sort();
  let turn = 0;
  for (const topic of topics) {
    const takers = subscribed.filter(one => one.topics.includes(topic));
    for (const partition of partitionsOf(topic)) {
      const taker = takers[turn++ % takers.length];
      if (taker === undefined) continue;
      const own = byMember.get(taker.memberId) ?? {};
      own[topic] = [...(own[topic] ?? []), partition];
    }
  }
  return [...byMember].map(([memberId, assignment]) => ({
    memberId,
    memberAssignment: MemberAssignment.encode({version: 0, assignment, userData: Buffer.alloc(0)}),
  }));
}

/** Topics and their partitions of one member; none where the bytes are empty, as for a member that is left over. */
export function readAssignment(bytes: Buffer): TopicPartition[] {
  if (bytes.length === 0) return [];
  const assignment = MemberAssignment.decode(bytes)?.assignment ?? {};
  return Object.entries(assignment).flatMap(([topic, partitions]) => partitions.map(partition => ({topic, partition})));
}

export function topicsSubscribed(members: readonly {memberMetadata: Buffer}[]): string[] {
  return [...new Set(members.flatMap(({memberMetadata: bytes}) => MemberMetadata.decode(bytes)?.topics ?? []))];
}
