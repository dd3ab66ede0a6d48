import type {Brokers} from '../link/brokers.ts';
import type {Link} from '../link/link.ts';
import {BrokerError, errorName} from '../protocol-errors.ts';
import type {Position, TopicPartition} from '../records.ts';
import {assignPartitions, memberMetadata, PROTOCOL, readAssignment, topicsSubscribed} from './assignment.ts';
import {remedyOf} from './failures.ts';

export interface MembershipOptions {
  group: string;
  topics: readonly string[];
  sessionTimeoutMs: number;
  /** How long the coordinator waits for members to come back: Kafka's own client gives max.poll.interval.ms (KIP-62). */
  rebalanceTimeoutMs: number;
}

interface JoinAnswer {
  errorCode: number;
  generationId: number;
  leaderId: string;
  memberId: string;
  /** Empty but for the leader. */
  members: {memberId: string; memberMetadata: Buffer}[];
}

const JOIN_GROUP_VERSION = 5;
const SYNC_GROUP_VERSION = 3;
const HEARTBEAT_VERSION = 3;
const LEAVE_GROUP_VERSION = 3;
const OFFSET_COMMIT_VERSION = 5;

/** One member of a consumer group, in the classic protocol: each request once, with what the coordinator says thrown. */
export class GroupMember {
  readonly #brokers: Brokers;
  readonly #options: MembershipOptions;
  #coordinator: Link | undefined;
  #memberId = '';
  #generationId = -1;
  #leads = false;

  constructor(brokers: Brokers, options: MembershipOptions) {
    this.#brokers = brokers;
    this.#options = options;
  }

  get joined(): boolean {
    return this.#generationId >= 0;
  }

  get generation(): number {
    return this.#generationId;
  }

  /** Assigns for all members, and so must see to it that new partitions are assigned. */
  get leads(): boolean {
    return this.joined && this.#leads;
  }

  /** Joins, assigns where this member leads, and returns what it owns now. Blocks until all members came or were given up. */
  async join(): Promise<TopicPartition[]> {
    const {group, topics, sessionTimeoutMs, rebalanceTimeoutMs} = this.#options;
    const joined = await this.#ask<JoinAnswer>('JoinGroup', JOIN_GROUP_VERSION, {
      groupId: group,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: rebalanceTimeoutMs,
      memberId: this.#memberId,
      protocolType: 'consumer',
      groupProtocols: [{name: PROTOCOL, metadata: memberMetadata(topics)}],
    });
    // A newcomer is told its id first, and joins with it (KIP-394).
    if (errorName(joined.errorCode) === 'MEMBER_ID_REQUIRED') {
      this.#memberId = joined.memberId;
      return await this.join();
    }
    failOn(joined.errorCode);
    this.#memberId = joined.memberId;
    this.#leads = joined.leaderId === joined.memberId;
    const groupAssignment = this.#leads ? await this.#assign(joined.members) : [];
    const {errorCode, memberAssignment} = await this.#ask<{errorCode: number; memberAssignment: Buffer}>('SyncGroup', SYNC_GROUP_VERSION, {
      groupId: group,
      generationId: joined.generationId,
      memberId: joined.memberId,
      groupAssignment,
    });
    failOn(errorCode);
    this.#generationId = joined.generationId;
    // What a misled leader assigns beyond the subscription is not consumed.
    return readAssignment(memberAssignment).filter(({topic}) => topics.includes(topic));
  }

  async #assign(members: {memberId: string; memberMetadata: Buffer}[]) {
    // Partitions may be new, and others of the group may read topics that this member does not.
    await Promise.all(topicsSubscribed(members).map(topic => this.#brokers.refresh(topic)));
    return assignPartitions(members, topic => [...(this.#brokers.leaders(topic) ?? []).keys()]);
  }

  async heartbeat(): Promise<void> {
    const {errorCode} = await this.#ask<{errorCode: number}>('Heartbeat', HEARTBEAT_VERSION, {
      groupId: this.#options.group,
      groupGenerationId: this.#generationId,
      memberId: this.#memberId,
    });
    failOn(errorCode);
  }

  /** Commits as this generation's member: refused once the group has gone on. */
  async commit(positions: readonly Position[]): Promise<void> {
    const topics = [...Map.groupBy(positions, ({topic}) => topic)].map(([topic, own]) => ({
      topic,
      partitions: own.map(({partition, offset, metadata}) => ({partition, offset: offset.toString(), metadata: metadata ?? null})),
    }));
    const {responses} = await this.#ask<{responses: {partitions: {errorCode: number}[]}[]}>('OffsetCommit', OFFSET_COMMIT_VERSION, {
      groupId: this.#options.group,
      groupGenerationId: this.#generationId,
      memberId: this.#memberId,
      topics,
    });
    for (const {errorCode} of responses.flatMap(({partitions}) => partitions)) failOn(errorCode);
  }

  /** Gives the partitions to the others at once, instead of after the session timeout. */
  async leave(): Promise<void> {
    if (this.#memberId === '') return;
    const memberId = this.#memberId;
    this.forget();
    await this.#ask('LeaveGroup', LEAVE_GROUP_VERSION, {groupId: this.#options.group, memberId});
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

  /** kafkajs decodes the answers, so their shapes are those of its decoders at these versions. */
  async #ask<Answer>(apiName: string, version: number, fields: Record<string, unknown>): Promise<Answer> {
    if (this.#coordinator?.open !== true) this.#coordinator = await this.#brokers.coordinator('group', this.#options.group);
    return (await this.#coordinator.ask(apiName, version, fields)) as Answer;
  }
}

function failOn(errorCode: number): void {
  if (errorCode !== 0) throw new BrokerError(errorName(errorCode));
}

/** Whether a join may be tried again, and as whom. */
export function afterFailedJoin(member: GroupMember, thrown: unknown): 'again' | 'give-up' {
  const remedy = remedyOf(thrown);
  if (remedy === 'fatal') return 'give-up';
  if (remedy === 'lost') member.forget();
  if (remedy === 'coordinator' || remedy === 'unreachable') member.forgetCoordinator();
  return 'again';
}
