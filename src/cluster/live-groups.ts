import {describeClusterV0, listGroupsV4, offsetFetchV8} from '@platformatic/kafka';
import {compareText} from '../findings/finding.ts';
import {operationsOfBits} from './acl-codes.ts';
import type {Admin} from './admin.ts';
import {untilCoordinated} from './coordinator.ts';
import type {Fact} from './facts.ts';
import {describeGroups} from './group-details.ts';
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

/** A group in a broker's list. */
export type ListedGroup = Omit<LiveGroup, 'members'>;

/**
 * Every group of a cluster: one request a broker (a broker lists the groups that it coordinates). Throws where a broker does not
 * answer, or the principal may not describe the cluster and would be shown some groups alone: half a list would be taken
 * for whole (KafkaApis.handleListGroupsRequest).
 */
export async function listGroups(admin: Admin, brokers: readonly LiveBroker[]): Promise<ListedGroup[]> {
  await assertSeesAllGroups(admin);
  const perBroker = await Promise.all(brokers.map(({id}) => listOf(admin, id)));
  return perBroker.flat().sort((a, b) => compareText(a.name, b.name));
}

async function listOf(admin: Admin, brokerId: number): Promise<ListedGroup[]> {
  return await untilCoordinated(async () => {
    const wire = await admin.broker(brokerId);
    const {groups} = await wire.request(listGroupsV4.api, [], []);
    return groups.map(({groupId, groupState, protocolType}) => ({name: groupId, state: groupState, protocolType, coordinatorId: brokerId}));
  });
}

/** {@link listGroups} with their members, by one or two requests more a broker. */
export async function readGroups(admin: Admin, brokers: readonly LiveBroker[]): Promise<LiveGroup[]> {
  await assertSeesAllGroups(admin);
  const perBroker = await Promise.all(
    brokers.map(({id}) =>
      untilCoordinated(async () => {
        const groups = await listOf(admin, id);
        const members = await membersOf(
          admin,
          id,
          groups.map(({name}) => name),
        );
        return groups.map(group => ({
          ...group,
          members: hasMembers(group.state) ? (members.get(group.name) ?? noDescription(group.protocolType)) : {known: []},
        }));
      }),
    ),
  );
  return perBroker.flat().sort((a, b) => compareText(a.name, b.name));
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
  for (const [name, group] of await describeGroups(admin, brokerId, groups)) {
    if (!('members' in group)) continue;
    const known = group.members.map(({clientId, host, assignment}) => ({clientId, host, topics: assignment.map(({topic}) => topic)}));
    members.set(name, {known});
  }
  return members;
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
