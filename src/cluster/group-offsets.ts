import {offsetCommitV8, offsetFetchV8, protocolErrorsCodesById} from '@platformatic/kafka';
import type {Admin} from './admin.ts';
import type {Fact} from './facts.ts';
import {describeFailure} from './failure.ts';
import {findCoordinators, isPassing} from './group-details.ts';

/** What a group has committed for a partition: the offset of the next record that it will read. */
export interface Commit {
  topic: string;
  partition: number;
  offset: bigint;
  /** -1 where the client told of none. */
  leaderEpoch: number;
  /** What the client wrote beside it. */
  metadata: string;
}

const ATTEMPTS_MAX = 50;
const PAUSE_MS = 200;

/**
 * Everything that groups have committed, whatever the topics: one request a coordinator. A group whose offsets are refused, or
 * whose coordinator does not answer, says why; one that committed nothing has an empty list.
 */
export async function readCommits(
  admin: Admin,
  groups: readonly {name: string; coordinatorId: number}[],
): Promise<Map<string, Fact<Commit[]>>> {
  const found = new Map<string, Fact<Commit[]>>();
  let left = [...groups];
  for (let attempt = 0; left.length > 0; attempt++) {
    const passing: string[] = [];
    await Promise.all(
      [...Map.groupBy(left, ({coordinatorId}) => coordinatorId)].map(async ([brokerId, own]) => {
        const names = own.map(({name}) => name);
        passing.push(...(await readOfCoordinator(admin, {brokerId, names, found})));
      }),
    );
    if (passing.length === 0 || attempt >= ATTEMPTS_MAX) return found;
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
    const coordinators = await findCoordinators(admin, passing);
    left = passing.flatMap(name => {
      const one = coordinators.get(name);
      return one !== undefined && 'known' in one ? [{name, coordinatorId: one.known}] : [];
    });
  }
  return found;
}

/** Adds what it finds; gives back the groups whose coordinator is not ready, or is another one by now. */
async function readOfCoordinator(
  admin: Admin,
  {brokerId, names, found}: {brokerId: number; names: readonly string[]; found: Map<string, Fact<Commit[]>>},
): Promise<string[]> {
  const passing: string[] = [];
  try {
    const wire = await admin.broker(brokerId);
    const query = names.map(groupId => ({groupId, memberId: null, memberEpoch: -1, topics: null}));
    const answer = await wire.requestItems(offsetFetchV8.api, query, false);
    for (const {groupId, topics, errorCode} of answer.groups) {
      if (isPassing(errorCode)) passing.push(groupId);
      found.set(groupId, errorCode === 0 ? {known: commitsOf(topics)} : {unknown: errorText(errorCode)});
    }
  } catch (thrown) {
    const {reason} = describeFailure(thrown);
    for (const name of names) found.set(name, {unknown: reason});
  }
  return passing;
}

type FetchedTopics = ReturnType<typeof offsetFetchV8.parseResponse>['groups'][number]['topics'];

function commitsOf(topics: FetchedTopics): Commit[] {
  return topics.flatMap(({name: topic, partitions}) =>
    partitions.flatMap(one =>
      one.errorCode === 0 && one.committedOffset >= 0n
        ? [
            {
              topic,
              partition: one.partitionIndex,
              offset: one.committedOffset,
              leaderEpoch: one.committedLeaderEpoch,
              metadata: one.metadata ?? '',
            },
          ]
        : [],
    ),
  );
}

function errorText(errorCode: number): string {
  return protocolErrorsCodesById[errorCode] ?? `error ${errorCode}`;
}

/**
 * Commits offsets for a group that has no members, as an administrator does it (OffsetCommit with no generation): the
 * coordinator refuses it while the group has members. Tries again while the coordinator is not ready: the same offsets a second
 * time change nothing. Gives back Kafka's error code of each partition, 0 where it is done.
 */
export async function commitForGroup(
  admin: Admin,
  group: string,
  positions: readonly {topic: string; partition: number; offset: bigint; metadata?: string}[],
): Promise<{topic: string; partition: number; errorCode: number}[]> {
  if (positions.length === 0) return [];
  const topics = [...Map.groupBy(positions, ({topic}) => topic)].map(([name, own]) => ({
    name,
    partitions: own.map(({partition, offset, metadata}) => ({
      partitionIndex: partition,
      committedOffset: offset,
      committedLeaderEpoch: -1,
      committedMetadata: metadata ?? '',
    })),
  }));
  for (let attempt = 0; ; attempt++) {
    const coordinator = (await findCoordinators(admin, [group])).get(group);
    if (coordinator === undefined || 'unknown' in coordinator)
      throw new Error(`group ${group} has no coordinator: ${coordinator?.unknown}`);
    const wire = await admin.broker(coordinator.known);
    const answer = await wire.requestItems(offsetCommitV8.api, group, -1, '', null, topics);
    const codes = answer.topics.flatMap(({name: topic, partitions}) =>
      partitions.map(({partitionIndex: partition, errorCode}) => ({topic, partition, errorCode})),
    );
    if (!codes.some(({errorCode}) => isPassing(errorCode)) || attempt >= ATTEMPTS_MAX) return codes;
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  }
}
