import type {Connection} from '../../cluster/connection.ts';
import {describeFailure} from '../../cluster/failure.ts';
import {type Address, formatAddress, parseAddress} from '../../cluster/wire.ts';
import {BrokerError, errorName} from '../protocol-errors.ts';
import {Link, type LinkOptions} from './link.ts';

/** Node ids of the leaders by partition; -1 where there is none at the moment. */
export type Leaders = readonly number[];

export interface BrokersOptions extends LinkOptions {
  /** Kafka's metadata.max.age.ms: a topic's layout is asked for again after so long, for new partitions. */
  metadataMaxAgeMs: number;
}

interface Slot {
  opening: Promise<Link>;
  /** Once it is open. */
  link: Link | undefined;
}

interface MetadataAnswer {
  brokers: {nodeId: number; host: string; port: number}[];
  topicMetadata: {topicErrorCode: number; topic: string; partitionMetadata: {partitionId: number; leader: number}[]}[];
}

interface CoordinatorAnswer {
  errorCode: number;
  coordinator: {nodeId: number; host: string; port: number};
}

const METADATA_VERSION = 6;
const FIND_COORDINATOR_VERSION = 2;

/**
 * The brokers of a cluster and which of them leads what, by kafkajs's connections. kafkajs's own Cluster asks for the
 * metadata of all topics of a client at once and fails with the error of one of them: a deleted topic then stops the others.
 */
export class Brokers {
  readonly connection: Connection;
  readonly #options: BrokersOptions;
  readonly #addresses = new Map<number, Address>();
  readonly #links = new Map<string, Slot>();
  readonly #topics = new Map<string, {leaders: Leaders; atMs: number}>();
  readonly #refreshing = new Map<string, Promise<void>>();
  #closed = false;

  constructor(connection: Connection, options: BrokersOptions) {
    this.connection = connection;
    this.#options = options;
  }

  /** What is known of a topic without asking; undefined where it was never asked or is out of date. */
  leaders(topic: string): Leaders | undefined {
    const known = this.#topics.get(topic);
    if (known === undefined) return undefined;
    // Old knowledge still serves while newer is fetched.
    if (performance.now() - known.atMs > this.#options.metadataMaxAgeMs) void this.refresh(topic).catch(() => undefined);
    return known.leaders;
  }

  /** Asks for a topic's layout; fails with a {@link BrokerError} where the topic has none. One question at a time a topic. */
  async refresh(topic: string): Promise<void> {
    const going = this.#refreshing.get(topic);
    if (going !== undefined) return await going;
    const asking = this.#ask(topic).finally(() => this.#refreshing.delete(topic));
    this.#refreshing.set(topic, asking);
    await asking;
  }

  forget(topic: string): void {
    this.#topics.delete(topic);
  }

  /** A connection to a broker by its id. */
  async link(nodeId: number): Promise<Link> {
    const address = this.#addresses.get(nodeId);
    if (address === undefined) throw new BrokerError('BROKER_NOT_AVAILABLE', `broker ${nodeId} is not in the metadata`);
    return await this.#linkTo(address);
  }

  /** A connection to any broker: one that is open, else the first that answers. */
  async any(): Promise<Link> {
    const known = [...this.#addresses.values()];
    const addresses = [...shuffled(known), ...shuffled(this.connection.bootstrap.map(parseAddress))];
    for (const address of addresses) {
      const link = this.#links.get(formatAddress(address))?.link;
      if (link?.open === true) return link;
    }
    let failure: unknown = new Error('no broker is known');
    for (const address of addresses) {
      try {
        return await this.#linkTo(address);
      } catch (thrown) {
        failure = thrown;
        // Another broker of the same cluster would refuse the same credentials.
        if (describeFailure(thrown).kind === 'authentication') break;
      }
    }
    throw failure;
  }

  /** The broker that coordinates a group or a transactional id. */
  async coordinator(kind: 'group' | 'transaction', key: string): Promise<Link> {
    const link = await this.any();
    const answer = (await link.ask('GroupCoordinator', FIND_COORDINATOR_VERSION, {
      groupId: key,
      coordinatorType: kind === 'transaction' ? 1 : 0,
    })) as CoordinatorAnswer;
    if (answer.errorCode !== 0) throw new BrokerError(errorName(answer.errorCode));
    const {nodeId, host, port} = answer.coordinator;
    this.#addresses.set(nodeId, {host, port});
    return await this.#linkTo({host, port});
  }

  close(): void {
    this.#closed = true;
    for (const {link} of this.#links.values()) link?.close();
    this.#links.clear();
  }

  async #ask(topic: string): Promise<void> {
    const link = await this.any();
    const answer = (await link.ask('Metadata', METADATA_VERSION, {topics: [topic], allowAutoTopicCreation: false})) as MetadataAnswer;
    this.#addresses.clear();
    for (const {nodeId, host, port} of answer.brokers) this.#addresses.set(nodeId, {host, port});
    const found = answer.topicMetadata.find(one => one.topic === topic);
    if (found === undefined) throw new BrokerError('UNKNOWN_TOPIC_OR_PARTITION');
    if (found.topicErrorCode !== 0) {
      if (errorName(found.topicErrorCode) === 'UNKNOWN_TOPIC_OR_PARTITION') this.forget(topic);
      throw new BrokerError(errorName(found.topicErrorCode));
    }
    const leaders: number[] = [];
    for (const {partitionId, leader} of found.partitionMetadata) leaders[partitionId] = leader;
    if (leaders.length === 0) throw new BrokerError('LEADER_NOT_AVAILABLE');
    this.#topics.set(topic, {leaders, atMs: performance.now()});
  }

  async #linkTo(address: Address): Promise<Link> {
    if (this.#closed) throw new Error('the client is closed');
    const key = formatAddress(address);
    const known = this.#links.get(key);
    if (known !== undefined && (known.link === undefined || known.link.open)) return await known.opening;
    const slot: Slot = {opening: Link.open(this.connection, address, this.#options), link: undefined};
    this.#links.set(key, slot);
    try {
      slot.link = await slot.opening;
    } catch (thrown) {
      if (this.#links.get(key) === slot) this.#links.delete(key);
      throw thrown;
    }
    if (this.#closed) slot.link.close();
    return slot.link;
  }
}

function shuffled<T>(list: readonly T[]): T[] {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
  }
  return copy;
}
