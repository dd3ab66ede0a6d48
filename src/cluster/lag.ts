// covers: P16
import type {Admin} from './admin.ts';
import {type EachOffset, type EachOffsetQuery, partitionKey, readEachOffset} from './each-offset.ts';
import type {Fact} from './facts.ts';
import {positionKey, type ReadPosition, readFirstVisible} from './first-visible.ts';
import {describeGroups, type FoundGroup, type GroupDetails, isNotReady, type MemberDetails, readGroupDetails} from './group-details.ts';
import {type Commit, readCommits} from './group-offsets.ts';
import {type ListedGroup, listGroups} from './live-groups.ts';
import {EARLIEST, LATEST} from './offsets.ts';
import {lagOf, type PartitionLag} from './partition-lag.ts';
import {type LiveTopicLayout, readLayout} from './topics.ts';

/** A group and how far it is behind. */
export interface GroupLag {
  name: string;
  /** Kafka's: `Stable`, `Empty`, …; `''` where it is not known. */
  state: string;
  protocol: GroupDetails['protocol'] | undefined;
  protocolType: string;
  coordinatorId: number | undefined;
  members: Fact<MemberDetails[]>;
  /** By topic and partition: of every topic that it has committed for, is assigned, or was asked about. */
  partitions: PartitionLag[];
  /** Why nothing, or not all, is known of it. */
  problem?: string;
  /** Kafka's, where it is an error that nothing is known: -1 where a broker did not answer. */
  errorCode?: number;
}

export interface LagReading {
  /** When the ends were read, by this machine's clock. */
  atMs: number;
  groups: GroupLag[];
  /** Names that were asked for and that no coordinator knows. */
  missing: string[];
  /** Names of all groups, where they were listed: to guess what a missing one was meant to be. */
  known: string[];
}

export interface LagQuestion {
  /** All groups of the cluster unless given. */
  groups?: readonly string[];
  /** Topics by group that belong to it though it may have committed nothing for them. */
  expected?: ReadonlyMap<string, readonly string[]>;
  /** False: records alone, in fewer requests. */
  time?: boolean;
}

const UNKNOWN_TOPIC = 3;

/**
 * Reads how far groups are behind: their members and commits by a few requests a coordinator, the ends of all partitions by
 * one a broker, and the times by one Fetch a broker, or some more. Commits are read before ends, so that a group that goes on
 * meanwhile is never ahead of an end.
 */
export async function readLag(admin: Admin, question: LagQuestion = {}): Promise<LagReading> {
  const {found, listed} = await groupsOf(admin, question.groups);
  const groups = found.flatMap(one => ('members' in one ? [one] : []));
  const commits = await readCommits(admin, groups);
  const topicsOf = new Map(
    groups.map(group => [group.name, topicsOfGroup(group, commits.get(group.name), question.expected?.get(group.name))]),
  );
  const names = [...new Set([...topicsOf.values()].flat())];
  const {topics, missing} = names.length === 0 ? {topics: [], missing: []} : await readLayout(admin, names);
  const layouts = new Map(topics.map(one => [one.name, one]));
  const committed = new Map([...commits].map(([group, fact]) => [group, byPartition('known' in fact ? fact.known : [])]));
  const owned = groups.map(group => ({
    group,
    topics: topicsOf.get(group.name) ?? [],
    commits: committed.get(group.name) ?? new Map<string, Commit>(),
  }));
  const offsets = await readOffsets(admin, {owned, layouts, time: question.time !== false});
  const atMs = Date.now();
  const firsts = question.time === false ? undefined : await readFirstVisible(admin, positionsOf(owned, layouts, offsets));
  const gone = new Map(
    missing.map(({name, errorCode}) => [
      name,
      errorCode === UNKNOWN_TOPIC ? 'the topic does not exist any more' : 'the topic may not be described',
    ]),
  );
  return {
    atMs,
    groups: [
      ...owned.map(one => ({
        ...headOf(one.group),
        ...problemOf(commits.get(one.group.name)),
        partitions: partitionsOf(one, {layouts, offsets, firsts, gone, atMs}),
      })),
      ...found.flatMap(one => ('unknown' in one ? [silentGroup(one, listed.get(one.name))] : [])),
    ],
    missing: found.flatMap(one => ('missing' in one ? [one.name] : [])),
    known: [...listed.keys()],
  };
}

/**
 * By name: their coordinators are looked up, and every group is listed only where one is missing. All: each broker lists its
 * own. What is listed and cannot be described (a group of Kafka Streams' own protocol) still has offsets; a share group has none.
 */
async function groupsOf(
  admin: Admin,
  names: readonly string[] | undefined,
): Promise<{found: FoundGroup[]; listed: Map<string, ListedGroup>}> {
  const named = names === undefined ? [] : await readGroupDetails(admin, names);
  const isWhole = names !== undefined && named.every(one => !('missing' in one));
  const listed = isWhole ? [] : await listedGroups(admin, names !== undefined);
  const byName = new Map(listed.map(one => [one.name, one]));
  const found = names === undefined ? await describeListed(admin, listed) : named;
  return {found: found.map(one => ('missing' in one ? asListed(one, byName.get(one.name)) : one)), listed: byName};
}

/** `isExtra`: only to guess what was meant, so that a principal who may not list goes without. */
async function listedGroups(admin: Admin, isExtra: boolean): Promise<ListedGroup[]> {
  try {
    const {brokers} = await readLayout(admin, []);
    return await listGroups(admin, brokers);
  } catch (thrown) {
    if (isExtra) return [];
    throw thrown;
  }
}

async function describeListed(admin: Admin, listed: readonly ListedGroup[]): Promise<FoundGroup[]> {
  const described = await Promise.all(
    [...Map.groupBy(listed, ({coordinatorId}) => coordinatorId)].map(([brokerId, own]) =>
      describeGroups(
        admin,
        brokerId,
        own.map(({name}) => name),
      ),
    ),
  );
  const byName = new Map(described.flatMap(one => [...one]));
  const late = listed.map(({name}) => name).filter(name => isNotReady(byName.get(name)));
  for (const one of late.length === 0 ? [] : await readGroupDetails(admin, late)) byName.set(one.name, one);
  return listed.map(({name}) => byName.get(name) ?? {name, missing: true});
}

const SHARE = 'share';

function asListed(group: FoundGroup, listed: ListedGroup | undefined): FoundGroup {
  if (listed === undefined) return group;
  if (listed.protocolType === SHARE) return {name: group.name, errorCode: 0, unknown: 'a share group commits no offsets (KIP-932)'};
  const {name, state, protocolType, coordinatorId} = listed;
  const membersUnknown = `the members of a ${protocolType || 'nameless'} group cannot be read`;
  return {name, state, protocolType, coordinatorId, protocol: 'consumer', assignor: '', members: [], membersUnknown};
}

interface OwnedTopics {
  group: GroupDetails;
  topics: readonly string[];
  commits: ReadonlyMap<string, Commit>;
}

function topicsOfGroup({members}: GroupDetails, commits: Fact<Commit[]> | undefined, expected: readonly string[] = []): string[] {
  const committed = commits !== undefined && 'known' in commits ? commits.known.map(({topic}) => topic) : [];
  const assigned = members.flatMap(({assignment}) => assignment.map(({topic}) => topic));
  return [...new Set([...committed, ...assigned, ...expected])].sort();
}

interface Offsets {
  ends: Map<string, EachOffset>;
  starts: Map<string, EachOffset>;
}

/** Ends of all partitions; beginnings of those that some group has no commit for, or of all where times are asked for. */
async function readOffsets(
  admin: Admin,
  {owned, layouts, time}: {owned: readonly OwnedTopics[]; layouts: ReadonlyMap<string, LiveTopicLayout>; time: boolean},
): Promise<Offsets> {
  const all = new Map<string, EachOffsetQuery>();
  const beginnings = new Map<string, EachOffsetQuery>();
  for (const {topics, commits} of owned)
    for (const topic of topics)
      for (const {partition, leaderId} of layouts.get(topic)?.partitions ?? []) {
        const key = partitionKey(topic, partition);
        if (!all.has(key)) all.set(key, {topic, partition, leaderId, timestamp: LATEST});
        if (time || !commits.has(key)) beginnings.set(key, {topic, partition, leaderId, timestamp: EARLIEST});
      }
  const [ends, starts] = await Promise.all([readEachOffset(admin, [...all.values()]), readEachOffset(admin, [...beginnings.values()])]);
  return {ends, starts};
}

/** Where groups would read on, in the partitions in which they are behind: after what is gone. */
function positionsOf(
  owned: readonly OwnedTopics[],
  layouts: ReadonlyMap<string, LiveTopicLayout>,
  {ends, starts}: Offsets,
): ReadPosition[] {
  const positions = new Map<string, ReadPosition>();
  for (const {commits} of owned)
    for (const [key, {topic, partition, offset}] of commits) {
      const layout = layouts.get(topic);
      const end = offsetIn(ends.get(key));
      const leaderId = layout?.partitions.find(one => one.partition === partition)?.leaderId;
      if (layout === undefined || leaderId === undefined || end === undefined || offset >= end) continue;
      const position = {topic, topicId: layout.id, partition, leaderId, offset: laterOf(offset, offsetIn(starts.get(key)))};
      positions.set(positionKey(position), position);
    }
  return [...positions.values()];
}

function laterOf(offset: bigint, start: bigint | undefined): bigint {
  return start !== undefined && start > offset ? start : offset;
}

function offsetIn(one: EachOffset | undefined): bigint | undefined {
  return one !== undefined && 'offset' in one ? one.offset : undefined;
}

interface Read {
  layouts: ReadonlyMap<string, LiveTopicLayout>;
  offsets: Offsets;
  firsts: Awaited<ReturnType<typeof readFirstVisible>> | undefined;
  gone: ReadonlyMap<string, string>;
  atMs: number;
}

function partitionsOf({group, topics, commits}: OwnedTopics, {layouts, offsets, firsts, gone, atMs}: Read): PartitionLag[] {
  const members = new Map(
    group.members.flatMap(({memberId, clientId, host, assignment}) =>
      assignment.flatMap(({topic, partitions}) => partitions.map(one => [partitionKey(topic, one), {memberId, clientId, host}] as const)),
    ),
  );
  return topics.flatMap(topic => {
    const live = layouts.get(topic)?.partitions.map(({partition}) => partition);
    const numbers = live ?? [...commits.values()].filter(one => one.topic === topic).map(({partition}) => partition);
    const absent = gone.get(topic) ?? 'the topic could not be read';
    return numbers
      .sort((a, b) => a - b)
      .map((partition): PartitionLag => {
        const key = partitionKey(topic, partition);
        const commit = commits.get(key);
        const end = live === undefined ? {unknown: absent} : factOf(offsets.ends.get(key));
        const read = offsets.starts.get(key);
        const start = read === undefined ? {} : {start: factOf(read)};
        const position = commit === undefined ? undefined : positionKey({topic, partition, offset: laterOf(commit.offset, offsetIn(read))});
        const first = position === undefined ? undefined : firsts?.get(position);
        const member = members.get(key);
        const lag = lagOf({
          committed: commit?.offset,
          end,
          ...start,
          ...(first === undefined ? {} : {first}),
          nowMs: atMs,
          time: firsts !== undefined,
        });
        return {
          topic,
          partition,
          committed: commit?.offset,
          metadata: commit?.metadata ?? '',
          end,
          ...start,
          ...lag,
          ...(member === undefined ? {} : {member}),
        };
      });
  });
}

function factOf(one: EachOffset | undefined): Fact<bigint> {
  if (one === undefined) return {unknown: 'the brokers say nothing of it'};
  return 'offset' in one ? {known: one.offset} : {unknown: one.unknown};
}

function byPartition(commits: readonly Commit[]): Map<string, Commit> {
  return new Map(commits.map(one => [partitionKey(one.topic, one.partition), one]));
}

function headOf({name, state, protocol, protocolType, coordinatorId, members, membersUnknown}: GroupDetails) {
  const known = membersUnknown === undefined ? {known: members} : {unknown: membersUnknown};
  return {name, state, protocol, protocolType, coordinatorId, members: known};
}

function problemOf(commits: Fact<Commit[]> | undefined): {problem?: string} {
  if (commits === undefined) return {problem: 'its coordinator did not answer'};
  if ('unknown' in commits) return {problem: `its offsets cannot be read: ${commits.unknown}`};
  return {};
}

/** A group of which only a list, or nobody, knows. */
function silentGroup(
  {name, unknown, errorCode}: {name: string; unknown: string; errorCode: number},
  listed: ListedGroup | undefined,
): GroupLag {
  return {
    name,
    state: listed?.state ?? '',
    protocol: undefined,
    protocolType: listed?.protocolType ?? '',
    coordinatorId: listed?.coordinatorId,
    members: {unknown},
    partitions: [],
    problem: unknown,
    ...(errorCode === 0 ? {} : {errorCode}),
  };
}
