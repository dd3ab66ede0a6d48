import {consumerGroupDescribeV0, describeGroupsV5, findCoordinatorV4, protocolErrorsCodesById, Reader} from '@platformatic/kafka';
import type {Admin} from './admin.ts';
import {describeFailure} from './failure.ts';

/** A connected member, as its coordinator knows it. The brokers tell a client's id and address, and not its principal. */
export interface MemberDetails {
  memberId: string;
  /** Of a static member (KIP-345). */
  instanceId: string | undefined;
  clientId: string;
  /** As the broker saw it, without the slash that Kafka writes before it. */
  host: string;
  assignment: {topic: string; partitions: number[]}[];
}

/** `classic`: JoinGroup and SyncGroup; `consumer`: the newer protocol, in which the coordinator assigns (KIP-848). */
export type GroupProtocol = 'classic' | 'consumer';

export interface GroupDetails {
  name: string;
  /** Kafka's: `Stable`, `Empty`, `PreparingRebalance`, `Assigning`, … */
  state: string;
  protocol: GroupProtocol;
  /** Of the classic protocol: `consumer`, `connect`, …; empty for a group that only committed offsets. */
  protocolType: string;
  /** `range`, `uniform`, …; empty while nobody assigns. */
  assignor: string;
  coordinatorId: number;
  members: MemberDetails[];
  /** Why its members are not known: then the list is empty. */
  membersUnknown?: string;
}

export type FoundGroup = GroupDetails | {name: string; missing: true} | {name: string; errorCode: number; unknown: string};

const GROUP = 0;
const GROUP_ID_NOT_FOUND = 69;
/** COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR: they say nothing about the group. */
const PASSING = [14, 15, 16];
const PASSING_MAX_MS = 15_000;
const PAUSE_MS = 200;

export function isPassing(errorCode: number): boolean {
  return PASSING.includes(errorCode);
}

/** A coordinator's node id, or Kafka's error. */
export type Coordinator = {known: number} | {unknown: string; errorCode: number};

/** Node ids of groups' coordinators, by one request for all (FindCoordinator, KIP-699). An unknown one has its reason. */
export async function findCoordinators(admin: Admin, groups: readonly string[]): Promise<Map<string, Coordinator>> {
  const found = new Map<string, Coordinator>();
  const deadlineMs = performance.now() + PASSING_MAX_MS;
  for (let left = [...new Set(groups)]; left.length > 0; ) {
    const {coordinators} = await admin.requestItems(findCoordinatorV4.api, GROUP, left);
    for (const {key, nodeId, errorCode} of coordinators) {
      found.set(key, errorCode === 0 ? {known: nodeId} : {unknown: errorText(errorCode), errorCode});
      if (!isPassing(errorCode) || performance.now() > deadlineMs) left = left.filter(one => one !== key);
    }
    if (left.length > 0) await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  }
  return found;
}

function errorText(errorCode: number): string {
  return protocolErrorsCodesById[errorCode] ?? `error ${errorCode}`;
}

/**
 * Groups by name: one request for their coordinators and one or two a coordinator, again where a coordinator is not ready or is
 * another one by now. One that no coordinator knows is missing.
 */
export async function readGroupDetails(admin: Admin, names: readonly string[]): Promise<FoundGroup[]> {
  const found = new Map<string, FoundGroup>();
  const deadlineMs = performance.now() + PASSING_MAX_MS;
  for (let left = [...new Set(names)]; left.length > 0; ) {
    for (const one of await readOnce(admin, left)) found.set(one.name, one);
    left = left.filter(name => isNotReady(found.get(name)));
    if (left.length === 0 || performance.now() > deadlineMs) break;
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  }
  return names.map(name => found.get(name) ?? {name, missing: true});
}

/** Whether only the coordinator's state kept a group from being described. */
export function isNotReady(group: FoundGroup | undefined): boolean {
  return group !== undefined && 'errorCode' in group && isPassing(group.errorCode);
}

async function readOnce(admin: Admin, names: readonly string[]): Promise<FoundGroup[]> {
  const coordinators = await findCoordinators(admin, names);
  const byBroker = Map.groupBy(names, name => {
    const one = coordinators.get(name);
    return one !== undefined && 'known' in one ? one.known : -1;
  });
  const found = await Promise.all(
    [...byBroker].map(async ([brokerId, own]): Promise<FoundGroup[]> => {
      if (brokerId < 0)
        return own.map(name => {
          const one = coordinators.get(name);
          return one !== undefined && 'unknown' in one ? {name, ...one} : {name, errorCode: -1, unknown: 'it has no coordinator'};
        });
      try {
        return [...(await describeGroups(admin, brokerId, own)).values()];
      } catch (thrown) {
        return own.map(name => ({name, errorCode: -1, unknown: describeFailure(thrown).reason}));
      }
    }),
  );
  return found.flat();
}

/** Groups that one broker coordinates; the older request first, which describes a group of the newer protocol as dead. */
export async function describeGroups(admin: Admin, brokerId: number, groups: readonly string[]): Promise<Map<string, FoundGroup>> {
  const found = new Map<string, FoundGroup>();
  if (groups.length === 0) return found;
  const wire = await admin.broker(brokerId);
  const described = await wire.requestItems(describeGroupsV5.api, [...groups], false);
  const others: string[] = [];
  for (const {groupId: name, groupState, protocolType, protocolData, members, errorCode} of described.groups) {
    if (errorCode !== 0 && errorCode !== GROUP_ID_NOT_FOUND) found.set(name, {name, errorCode, unknown: errorText(errorCode)});
    else if (errorCode !== 0 || groupState === 'Dead') others.push(name);
    else {
      const known = members.map(one => ({
        memberId: one.memberId,
        instanceId: one.groupInstanceId ?? undefined,
        clientId: one.clientId,
        host: hostOf(one.clientHost),
        assignment: assignmentOf(one.memberAssignment),
      }));
      found.set(name, {
        name,
        state: groupState,
        protocol: 'classic',
        protocolType,
        assignor: protocolData,
        coordinatorId: brokerId,
        members: known,
      });
    }
  }
  for (const name of others) found.set(name, {name, missing: true});
  if (others.length === 0 || !admin.supports(consumerGroupDescribeV0.api)) return found;
  const newer = await wire.requestItems(consumerGroupDescribeV0.api, others, false);
  for (const {groupId: name, groupState, assignorName, errorCode, members} of newer.groups) {
    if (errorCode === GROUP_ID_NOT_FOUND) continue;
    if (errorCode !== 0) {
      found.set(name, {name, errorCode, unknown: errorText(errorCode)});
      continue;
    }
    const known = members.map(({memberId, instanceId, clientId, clientHost, assignment}) => ({
      memberId,
      instanceId: instanceId ?? undefined,
      clientId,
      host: hostOf(clientHost),
      assignment: assignment.topicPartitions.map(({topicName, partitions}) => ({topic: topicName, partitions})),
    }));
    found.set(name, {
      name,
      state: groupState,
      protocol: 'consumer',
      protocolType: 'consumer',
      assignor: assignorName,
      coordinatorId: brokerId,
      members: known,
    });
  }
  return found;
}

function hostOf(clientHost: string): string {
  return clientHost.replace(/^\//, '');
}

/**
 * An assignment of the protocol type `consumer` (ConsumerProtocolAssignment: version, topics with partitions, user data).
 * Another type's is no such text, and tells of no topic.
 */
function assignmentOf(assignment: Buffer): MemberDetails['assignment'] {
  if (assignment.length < 6) return [];
  try {
    const reader = Reader.from(assignment);
    reader.readInt16();
    return reader
      .readArray(
        one => ({
          topic: one.readString(false),
          partitions: one.readArray(partition => partition.readInt32(), false, false),
        }),
        false,
        false,
      )
      .filter(({topic}) => topic !== null && topic !== '');
  } catch {
    return [];
  }
}
