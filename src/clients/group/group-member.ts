import type {Position, TopicPartition} from '../records.ts';
import {assignPartitions, memberMetadata, PROTOCOL, readAssignment, topicsSubscribed} from './assignment.ts';
import {remedyOf} from './failures.ts';
import type {CommittedTopic, KafkajsBroker, KafkajsCluster} from './kafkajs-parts.ts';

export interface MembershipOptions {
  group: string;
  topics: readonly string[];
  sessionTimeoutMs: number;
  /** How long the coordinator waits for members to come back: Kafka's own client gives max.poll.interval.ms (KIP-62). */
  rebalanceTimeoutMs: number;
}

/** One member of a consumer group, in the classic protocol: each request once, with what the coordinator says thrown. */
export class GroupMember {
  readonly #clusterNow: () => KafkajsCluster;
  readonly #options: MembershipOptions;
  #coordinator: KafkajsBroker | undefined;
  #memberId = '';
  #generationId = -1;

  /** The cluster may be another one after a failure. */
  constructor(cluster: () => KafkajsCluster, options: MembershipOptions) {
    this.#clusterNow = cluster;
    this.#options = options;
  }

  get joined(): boolean {
    return this.#generationId >= 0;
  }

  get generation(): number {
    return this.#generationId;
  }

  /** Joins, assigns where this member leads, and returns what it owns now. Blocks until all members came or were given up. */
  async join(): Promise<TopicPartition[]> {
    const {group, topics, sessionTimeoutMs, rebalanceTimeoutMs} = this.#options;
    const coordinator = await this.#findCoordinator();
    const joined = await coordinator.joinGroup({
      groupId: group,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: rebalanceTimeoutMs,
      memberId: this.#memberId,
      groupProtocols: [{name: PROTOCOL, metadata: memberMetadata(topics)}],
    });
    this.#memberId = joined.memberId;
    const groupAssignment = joined.leaderId === joined.memberId ? await this.#assign(joined.members) : [];
    const {memberAssignment} = await coordinator.syncGroup({
      groupId: group,
      generationId: joined.generationId,
      memberId: joined.memberId,
      groupAssignment,
    });
    this.#generationId = joined.generationId;
    // What a misled leader assigns beyond the subscription is not consumed.
    return readAssignment(memberAssignment).filter(({topic}) => topics.includes(topic));
  }

  async #assign(members: {memberId: string; memberMetadata: Buffer}[]) {
    // A leader knows only the topics that it asked for, and others of the group may read more.
    await this.#clusterNow().addMultipleTargetTopics(topicsSubscribed(members));
    await this.#clusterNow().refreshMetadata();
    return assignPartitions(members, topic =>
      this.#clusterNow()
        .findTopicPartitionMetadata(topic)
        .map(one => one.partitionId)
        .sort((a, b) => a - b),
    );
  }

  async heartbeat(): Promise<void> {
    const coordinator = await this.#findCoordinator();
    await coordinator.heartbeat({groupId: this.#options.group, groupGenerationId: this.#generationId, memberId: this.#memberId});
  }

  /** Commits as this generation's member: refused once the group has gone on. */
  async commit(positions: readonly Position[]): Promise<void> {
    const coordinator = await this.#findCoordinator();
    const topics: CommittedTopic[] = [...Map.groupBy(positions, ({topic}) => topic)].map(([topic, own]) => ({
      topic,
      partitions: own.map(({partition, offset, metadata}) => ({partition, offset: offset.toString(), metadata: metadata ?? null})),
    }));
    await coordinator.offsetCommit({
      groupId: this.#options.group,
      groupGenerationId: this.#generationId,
      memberId: this.#memberId,
      topics,
    });
  }

  /** Gives the partitions to the others at once, instead of after the session timeout. */
  async leave(): Promise<void> {
    if (this.#memberId === '') return;
    const memberId = this.#memberId;
    this.forget();
    const coordinator = await this.#findCoordinator();
    await coordinator.leaveGroup({groupId: this.#options.group, memberId});
  }

  /** The group went on without this member: the next join is a newcomer's. */
  forget(): void {
    this.#memberId = '';
    this.#generationId = -1;
  }

  /** After a failure that says that the coordinator moved or cannot be reached. */
  forgetCoordinator(): void {
    this.#coordinator = undefined;
  }

  async #findCoordinator(): Promise<KafkajsBroker> {
    if (this.#coordinator?.isConnected() === true) return this.#coordinator;
    this.#coordinator = await this.#clusterNow().findGroupCoordinator({groupId: this.#options.group});
    return this.#coordinator;
  }
}

/** Whether a join may be tried again, and as whom. */
export function afterFailedJoin(member: GroupMember, thrown: unknown): 'again' | 'give-up' {
  const remedy = remedyOf(thrown);
  if (remedy === 'fatal') return 'give-up';
  if (remedy === 'lost') member.forget();
  if (remedy === 'coordinator' || remedy === 'unreachable') member.forgetCoordinator();
  return 'again';
}
