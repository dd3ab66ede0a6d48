import {consumerGroupDescribeV0, describeClusterV0, describeGroupsV5, listGroupsV4, offsetFetchV8, Reader} from '@platformatic/kafka';
import {operationsOfBits} from './acl-codes.ts';
import type {Admin} from './admin.ts';
import {untilCoordinated} from './coordinator.ts';
import type {Fact} from './facts.ts';
import type {LiveBroker} from './topics.ts';

/** A connected member. The brokers tell a client's id and address, and not its principal. */
export interface GroupMember {
  clientId: string;
  /** As the broker saw it, without the slash that Kafka writes before it. */
  host: string;
  /** Topics that it is assigned partitions of. */
  topics: string[];
}

export interface LiveGroup {
  name: string;
  /** Kafka's: `Stable`, `Empty`, `PreparingRebalance`, … */
  state: string;
  /** `consumer`, `connect`, `share`, …; empty for a group that only committed offsets. */
  protocolType: string;
  coordinatorId: number;
  members: Fact<GroupMember[]>;
}

/**
 * Every group of a cluster with its members: one request a broker for the list (a broker lists the groups that it
 * coordinates), and one for their members, with a second for those of the newer protocol (KIP-848). Throws where a broker
 * does not answer, or the principal may not describe the cluster and would be shown some groups alone: half a list would be
 * taken for whole (KafkaApis.handleListGroupsRequest).
 */
export async function readGroups(admin: Admin, brokers: readonly LiveBroker[]): Promise<LiveGroup[]> {
  await assertSeesAllGroups(admin);
  const perBroker = await Promise.all(
    brokers.map(({id}) =>
      untilCoordinated(async () => {
        const wire = await admin.broker(id);
        const {groups} = await wire.request(listGroupsV4.api, [], []);
        const members = await membersOf(
          admin,
          id,
          groups.map(({groupId}) => groupId),
        );
        return groups.map(({groupId, groupState, protocolType}) => ({
          name: groupId,
          state: groupState,
          protocolType,
          coordinatorId: id,
          members: hasMembers(groupState) ? (members.get(groupId) ?? noDescription(protocolType)) : {known: []},
        }));
      }),
    ),
  );
  return perBroker.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
}

const BROKER_ENDPOINT = 1;

async function assertSeesAllGroups(admin: Admin): Promise<void> {
  const {clusterAuthorizedOperations} = await admin.request(describeClusterV0.api, true, BROKER_ENDPOINT);
  if (operationsOfBits(clusterAuthorizedOperations).includes('describe')) return;
  throw new Error('the brokers show only some groups to a principal that may not describe the cluster');
}

function hasMembers(state: string): boolean {
  return state !== 'Empty' && state !== 'Dead';
}

function noDescription(protocolType: string): {unknown: string} {
  return {unknown: `the members of a ${protocolType === '' ? 'group of this kind' : `${protocolType} group`} cannot be read`};
}

async function membersOf(admin: Admin, brokerId: number, groups: readonly string[]): Promise<Map<string, Fact<GroupMember[]>>> {
  const members = new Map<string, Fact<GroupMember[]>>();
  if (groups.length === 0) return members;
  const wire = await admin.broker(brokerId);
  const described = await wire.requestItems(describeGroupsV5.api, [...groups], false);
  const others: string[] = [];
  for (const {groupId, groupState, members: own, errorCode} of described.groups) {
    // A group of the newer protocol is described as dead by the older request (KIP-848).
    if (errorCode !== 0 || groupState === 'Dead') others.push(groupId);
    else
      members.set(groupId, {
        known: own.map(one => ({clientId: one.clientId, host: hostOf(one.clientHost), topics: assignedTopics(one.memberAssignment)})),
      });
  }
  if (others.length === 0 || !admin.supports(consumerGroupDescribeV0.api)) return members;
  const newer = await wire.requestItems(consumerGroupDescribeV0.api, others, false);
  for (const {groupId, errorCode, members: own} of newer.groups) {
    if (errorCode !== 0) continue;
    const known = own.map(({clientId, clientHost, assignment}) => ({
      clientId,
      host: hostOf(clientHost),
      topics: assignment.topicPartitions.map(({topicName}) => topicName),
    }));
    members.set(groupId, {known});
  }
  return members;
}

function hostOf(clientHost: string): string {
  return clientHost.replace(/^\//, '');
}

/**
 * Topics of an assignment of the protocol type `consumer` (ConsumerProtocolAssignment: version, topics with partitions,
 * user data). Another type's is no such text, and tells of no topic.
 */
function assignedTopics(assignment: Buffer): string[] {
  if (assignment.length < 6) return [];
  try {
    const reader = Reader.from(assignment);
    reader.readInt16();
    return reader
      .readArray(
        one => {
          const topic = one.readString(false);
          one.readArray(partition => partition.readInt32(), false, false);
          return topic;
        },
        false,
        false,
      )
      .filter(topic => topic !== null && topic !== '');
  } catch {
    return [];
  }
}

export interface CommittedOffset {
  group: string;
  topic: string;
  partition: number;
  offset: bigint;
}

const GROUP_ID_NOT_FOUND = 69;
/** Of another kind than `consumer`: it commits no offsets that could be asked for (KIP-932). */
const SHARE = 'share';

/**
 * What groups have committed for some topics: one request a coordinator. Partitions without a commit are left out. Throws
 * where a group's offsets are refused: it would be taken for one that reads nothing.
 */
export async function readCommitted(
  admin: Admin,
  groups: readonly LiveGroup[],
  topics: readonly {name: string; partitions: readonly {partition: number}[]}[],
): Promise<CommittedOffset[]> {
  const asked = topics.map(({name, partitions}) => ({name, partitionIndexes: partitions.map(({partition}) => partition)}));
  const found = await Promise.all(
    [
      ...Map.groupBy(
        groups.filter(({protocolType}) => protocolType !== SHARE),
        ({coordinatorId}) => coordinatorId,
      ),
    ].map(async ([brokerId, own]) => {
      const wire = await admin.broker(brokerId);
      const query = own.map(({name}) => ({groupId: name, memberId: null, memberEpoch: -1, topics: asked}));
      const answer = await wire.requestItems(offsetFetchV8.api, query, false);
      return answer.groups.flatMap(group => {
        if (group.errorCode === GROUP_ID_NOT_FOUND) return [];
        if (group.errorCode !== 0) throw new Error(`the offsets of group ${group.groupId} are refused: error ${group.errorCode}`);
        return group.topics.flatMap(({name, partitions}) =>
          partitions.flatMap(({partitionIndex, committedOffset, errorCode}) =>
            errorCode === 0 && committedOffset >= 0n
              ? [{group: group.groupId, topic: name, partition: partitionIndex, offset: committedOffset}]
              : [],
          ),
        );
      });
    }),
  );
  return found.flat();
}
