// covers: P08
import {deleteGroupsV2} from '@platformatic/kafka';
import type {Admin} from '../../cluster/admin.ts';
import {partitionKey, readEachOffset} from '../../cluster/each-offset.ts';
import {requestFailed} from '../../cluster/failure.ts';
import {findCoordinators, readGroupDetails} from '../../cluster/group-details.ts';
import {type Commit, commitForGroup, readCommits} from '../../cluster/group-offsets.ts';
import {type GroupLag, readLag} from '../../cluster/lag.ts';
import {type ListedGroup, listGroups} from '../../cluster/live-groups.ts';
import {EARLIEST, LATEST} from '../../cluster/offsets.ts';
import {readLayout} from '../../cluster/topics.ts';
import {WeirError} from '../../findings/error.ts';
import type {ClientError} from '../client-error.ts';
import type {TopicPartition} from '../records.ts';
import {activeGroup, missingGroup, otherKind, stalePlan} from './group-errors.ts';
import {errorName, itemError, type Outcome} from './item-error.ts';
import {planStep, type ResetRefusal, type ResetStep, type ResetTarget} from './reset-plan.ts';

/** New offsets of a group beside its old ones: to look at, and to carry out by {@link GroupManager.reset}. */
export interface ResetPlan {
  group: string;
  target: ResetTarget;
  steps: ResetStep[];
  /** Partitions that it has no new offset for. */
  refused: ResetRefusal[];
}

export interface ResetScope {
  /** All of these; every topic that the group has committed for unless given. */
  topics?: readonly string[];
  /** Of those topics, these partitions alone. */
  partitions?: readonly TopicPartition[];
  /** Whether a group that does not exist is made by its first offsets. */
  create?: boolean;
}

const GROUP_ID_NOT_FOUND = 69;
const NON_EMPTY_GROUP = 68;
const UNKNOWN_MEMBER_ID = 25;

/** Consumer groups of a cluster, of both protocols (classic and KIP-848); requests are batched, a few a coordinator. */
export class GroupManager {
  readonly #admin: Admin;

  constructor(admin: Admin) {
    this.#admin = admin;
  }

  /** Every group of the cluster, by one request a broker. Needs DESCRIBE on the cluster: some groups alone would be taken for all. */
  async list(): Promise<ListedGroup[]> {
    return await this.#sent('list groups', async () => {
      const {brokers} = await readLayout(this.#admin, []);
      return await listGroups(this.#admin, brokers);
    });
  }

  /** State, members with what each is assigned, and lag a partition. A name that nobody knows is `admin/unknown`, with a guess. */
  async describe(groups: readonly string[]): Promise<Outcome<GroupLag>[]> {
    const {groups: found, missing, known} = await this.#sent('describe groups', () => readLag(this.#admin, {groups}));
    const byName = new Map(found.map(one => [one.name, one]));
    return groups.map(name => {
      const one = byName.get(name);
      if (one === undefined || missing.includes(name)) return {name, error: missingGroup(name, known)};
      const {errorCode, problem} = one;
      if (errorCode === undefined) return {name, value: one};
      return {name, error: itemError({kind: 'group', name, doing: 'describe', errorCode, message: problem})};
    });
  }

  /** Deletes groups with their offsets (DeleteGroups, KIP-229). One with members is refused, and they are named. */
  async delete(groups: readonly string[]): Promise<Outcome<{deleted: true}>[]> {
    const coordinators = await this.#sent('find coordinators', () => findCoordinators(this.#admin, groups));
    const codes = new Map<string, number>();
    await this.#sent('delete groups', () =>
      Promise.all(
        [...Map.groupBy(new Set(groups), name => coordinatorIn(coordinators.get(name)))].map(async ([brokerId, own]) => {
          if (brokerId < 0) return;
          const wire = await this.#admin.broker(brokerId);
          const {results} = await wire.requestItems(deleteGroupsV2.api, own);
          for (const {groupId, errorCode} of results) codes.set(groupId, errorCode);
        }),
      ),
    );
    return await Promise.all(
      groups.map(async (name): Promise<Outcome<{deleted: true}>> => {
        const coordinator = coordinators.get(name);
        const errorCode = codes.get(name) ?? (coordinator !== undefined && 'errorCode' in coordinator ? coordinator.errorCode : -1);
        return errorCode === 0 ? {name, value: {deleted: true}} : {name, error: await this.#refused(name, 'delete', errorCode)};
      }),
    );
  }

  /**
   * Plans new offsets and changes nothing. What lies outside of a log becomes its nearest end, and the step says so. Throws
   * `admin/group-active` with the members of a group that is not empty, and `admin/unknown`.
   */
  async planReset(group: string, target: ResetTarget, scope: ResetScope = {}): Promise<ResetPlan> {
    return await this.#sent(`plan new offsets of group ${group}`, async () => {
      const {coordinatorId} = await this.#idle(group, scope.create === true);
      const commits = coordinatorId === undefined ? new Map<string, Commit>() : await this.#commits(group, coordinatorId);
      const others = target.to === 'group' ? await this.#commitsOf(target.group) : undefined;
      const own = new Set([...commits.values(), ...(others?.values() ?? [])].map(({topic}) => topic));
      const topics = scope.topics ?? (scope.partitions === undefined ? [...own] : [...new Set(scope.partitions.map(({topic}) => topic))]);
      const {queries, refused} = await this.#partitionsIn(topics, scope.partitions);
      const at = (timestamp: bigint) =>
        readEachOffset(
          this.#admin,
          queries.map(one => ({...one, timestamp})),
        );
      const [beginnings, ends, times] = await Promise.all([
        at(EARLIEST),
        at(LATEST),
        target.to === 'timestamp' ? at(BigInt(target.timestampMs)) : undefined,
      ]);
      const steps: ResetStep[] = [];
      for (const {topic, partition} of queries) {
        const key = partitionKey(topic, partition);
        const [beginning, end, time] = [beginnings.get(key), ends.get(key), times?.get(key)];
        const silent = [beginning, end, ...(times === undefined ? [] : [time])].find(one => one === undefined || 'unknown' in one);
        if (beginning === undefined || end === undefined || silent !== undefined || !('offset' in beginning) || !('offset' in end)) {
          const reason = silent !== undefined && 'unknown' in silent ? silent.unknown : 'the brokers do not tell its offsets';
          refused.push({topic, partition, reason});
          continue;
        }
        const committed = commits.get(key)?.offset;
        const ofOther = others?.get(key)?.offset;
        const step = planStep(target, {
          topic,
          partition,
          committed,
          beginning: beginning.offset,
          end: end.offset,
          ...(time !== undefined && 'offset' in time ? {atTimestamp: time.offset} : {}),
          ...(ofOther === undefined ? {} : {ofOther}),
        });
        if ('reason' in step) refused.push(step);
        else steps.push(step);
      }
      return {group, target, steps, refused};
    });
  }

  /**
   * Carries a plan out: commits what differs. The group must still be empty (the coordinator itself refuses it otherwise), and
   * its offsets those of the plan: `admin/plan-stale` where they are not. Outcomes are named `topic-partition`.
   */
  async reset(plan: ResetPlan): Promise<Outcome<ResetStep>[]> {
    return await this.#sent(`reset the offsets of group ${plan.group}`, async () => {
      const {coordinatorId} = await this.#idle(
        plan.group,
        plan.steps.every(({from}) => from === undefined),
      );
      const commits = coordinatorId === undefined ? new Map<string, Commit>() : await this.#commits(plan.group, coordinatorId);
      const moved = plan.steps.find(({topic, partition, from}) => commits.get(partitionKey(topic, partition))?.offset !== from);
      if (moved !== undefined) throw stalePlan(plan.group, moved, commits.get(partitionKey(moved.topic, moved.partition))?.offset);
      const positions = plan.steps.filter(({from, to}) => from !== to).map(({topic, partition, to}) => ({topic, partition, offset: to}));
      const codes = await commitForGroup(this.#admin, plan.group, positions);
      // Members came in the meantime: the coordinator takes no offsets from outside any more.
      if (codes.some(({errorCode}) => errorCode === UNKNOWN_MEMBER_ID)) throw await this.#refused(plan.group, 'reset', NON_EMPTY_GROUP);
      const errors = new Map(codes.map(({topic, partition, errorCode}) => [partitionKey(topic, partition), errorCode]));
      return plan.steps.map((step): Outcome<ResetStep> => {
        const name = `${step.topic}-${step.partition}`;
        const errorCode = errors.get(partitionKey(step.topic, step.partition)) ?? 0;
        return errorCode === 0 ? {name, value: step} : {name, error: itemError({kind: 'partition', name, doing: 'reset', errorCode})};
      });
    });
  }

  /** A group without members, or throws; with `create`, one that does not exist has no coordinator yet. */
  async #idle(group: string, create: boolean): Promise<{coordinatorId: number | undefined}> {
    const [found] = await readGroupDetails(this.#admin, [group]);
    if (found === undefined || 'missing' in found) {
      const listed = (await this.list().catch(() => [])).find(({name}) => name === group);
      if (listed !== undefined) throw otherKind(listed, 'reset');
      if (create) return {coordinatorId: undefined};
      throw await this.#refused(group, 'reset', GROUP_ID_NOT_FOUND);
    }
    if ('unknown' in found)
      throw itemError({kind: 'group', name: group, doing: 'describe', errorCode: found.errorCode, message: found.unknown});
    if (found.members.length > 0 || found.state !== 'Empty') throw activeGroup(found, 'reset');
    return {coordinatorId: found.coordinatorId};
  }

  async #commits(group: string, coordinatorId: number): Promise<Map<string, Commit>> {
    const commits = (await readCommits(this.#admin, [{name: group, coordinatorId}])).get(group);
    if (commits === undefined || 'unknown' in commits) throw new Error(`the offsets of group ${group} cannot be read: ${commits?.unknown}`);
    return new Map(commits.known.map(one => [partitionKey(one.topic, one.partition), one]));
  }

  async #commitsOf(group: string): Promise<Map<string, Commit>> {
    const [found] = await readGroupDetails(this.#admin, [group]);
    if (found === undefined || !('members' in found)) throw await this.#refused(group, 'read the offsets of', GROUP_ID_NOT_FOUND);
    return await this.#commits(group, found.coordinatorId);
  }

  async #partitionsIn(topics: readonly string[], chosen: readonly TopicPartition[] | undefined) {
    const {topics: layouts} = topics.length === 0 ? {topics: []} : await readLayout(this.#admin, [...topics]);
    const wanted = chosen === undefined ? undefined : new Set(chosen.map(one => partitionKey(one.topic, one.partition)));
    const queries = layouts
      .flatMap(({name, partitions}) => partitions.map(({partition, leaderId}) => ({topic: name, partition, leaderId})))
      .filter(({topic, partition}) => wanted === undefined || wanted.has(partitionKey(topic, partition)))
      .sort((a, b) => topics.indexOf(a.topic) - topics.indexOf(b.topic) || a.partition - b.partition);
    const there = new Set(queries.map(one => partitionKey(one.topic, one.partition)));
    const refused: ResetRefusal[] = topics
      .filter(topic => !layouts.some(({name}) => name === topic))
      .map(topic => ({topic, partition: -1, reason: 'there is no such topic'}));
    const known = new Set(layouts.map(({name}) => name));
    for (const {topic, partition} of chosen ?? [])
      if (known.has(topic) && !there.has(partitionKey(topic, partition)))
        refused.push({topic, partition, reason: 'there is no such partition'});
    return {queries, refused};
  }

  async #refused(name: string, doing: string, errorCode: number): Promise<ClientError> {
    if (errorCode === GROUP_ID_NOT_FOUND)
      return missingGroup(
        name,
        (await this.list().catch(() => [])).map(one => one.name),
      );
    const [found] = errorCode === NON_EMPTY_GROUP ? await readGroupDetails(this.#admin, [name]) : [];
    if (found !== undefined && 'members' in found) return activeGroup(found, doing);
    return itemError({kind: 'group', name, doing, errorCode, message: errorName(errorCode)});
  }

  async #sent<T>(doing: string, request: () => Promise<T>): Promise<T> {
    return await request().catch(thrown => {
      throw thrown instanceof WeirError ? thrown : requestFailed(this.#admin.connection.cluster, doing, thrown);
    });
  }
}

function coordinatorIn(fact: {known: number} | {unknown: string} | undefined): number {
  return fact !== undefined && 'known' in fact ? fact.known : -1;
}
