// covers: P06
import {createPartitionsV3, createTopicsV7, deleteTopicsV6, incrementalAlterConfigsV1} from '@platformatic/kafka';
import type {Admin} from '../../cluster/admin.ts';
import {requestFailed} from '../../cluster/failure.ts';
import {readTopicSettings, type TopicSettings} from '../../cluster/topic-settings.ts';
import {type LiveTopicLayout, readLayout, underReplicated} from '../../cluster/topics.ts';
import {usageError, WeirError} from '../../findings/error.ts';
import {compareText} from '../../findings/finding.ts';
import {inParallel} from '../../in-parallel.ts';
import {ClientError} from '../client-error.ts';
import {itemError, type Outcome} from './item-error.ts';
import {alterations, type SettingChange, type SettingsToChange, settingChanges, unknownSetting} from './setting-changes.ts';

export interface ValidateOptions {
  /** The brokers judge the request and change nothing. */
  validateOnly?: boolean;
}

/** How many partitions and copies is stated: there is no default for either. */
export interface TopicToCreate {
  name: string;
  partitions: number;
  replicationFactor: number;
  /** Kafka's own names and text: `{'retention.ms': '604800000'}`. */
  config?: Record<string, string>;
}

/** A topic as the brokers made it, or would. */
export interface CreatedTopic {
  partitions: number;
  replicationFactor: number;
}

export interface TopicSummary {
  name: string;
  internal: boolean;
  partitionCount: number;
  /** Of its first partition. */
  replicationFactor: number;
  underReplicatedCount: number;
}

export interface TopicDescription extends LiveTopicLayout {
  /** Settings of its own, in Kafka's text; the others are the brokers' or Kafka's. */
  overrides: Record<string, string>;
  /** What holds where it says nothing. One that the brokers do not tell is left out. */
  defaults: Record<string, string>;
}

export interface PartitionGrowth {
  from: number;
  to: number;
}

const ADMIN_TIMEOUT_MS = 15_000;
const UNKNOWN_TOPIC = 3;
const BROKERS_HEAR_MS = 5_000;
const POLL_MS = 20;
const SINGLE_REQUESTS_AT_ONCE = 10;

/**
 * Topics of a cluster, many a request. Each item has an outcome of its own; what concerns the whole request (no connection, no
 * answer) is thrown as a WeirError (`cluster/…`).
 */
export class TopicManager {
  readonly #admin: Admin;

  constructor(admin: Admin) {
    this.#admin = admin;
  }

  /**
   * Creates topics (CreateTopics, KIP-4). How many partitions and copies is the caller's to say: a default of one copy
   * loses data with its broker. Fulfilled when the broker that this manager asks knows them, too, for what is asked of it next;
   * the others hear of them a moment later.
   */
  async create(topics: readonly TopicToCreate[], {validateOnly = false}: ValidateOptions = {}): Promise<Outcome<CreatedTopic>[]> {
    for (const topic of topics) assertStated(topic);
    if (topics.length === 0) return [];
    const request = topics.map(({name, partitions, replicationFactor, config = {}}) => ({
      name,
      numPartitions: partitions,
      replicationFactor,
      assignments: [],
      configs: Object.entries(config).map(([setting, value]) => ({name: setting, value})),
    }));
    const response = await this.#sent('create topics', () =>
      this.#admin.requestItems(createTopicsV7.api, request, ADMIN_TIMEOUT_MS, validateOnly),
    );
    if (!validateOnly) await this.#known(response.topics.flatMap(({name, errorCode}) => (errorCode === 0 ? [name] : [])));
    return await Promise.all(
      response.topics.map(async ({name, errorCode, errorMessage, numPartitions, replicationFactor}) =>
        errorCode === 0
          ? {name, value: {partitions: numPartitions, replicationFactor}}
          : {name, error: await this.#refused({doing: 'create', name, errorCode, message: errorMessage})},
      ),
    );
  }

  /** Deletes topics with all their records (DeleteTopics). One that is not there is an error: `admin/unknown`. */
  async delete(topics: readonly string[]): Promise<Outcome<{deleted: true}>[]> {
    if (topics.length === 0) return [];
    const request = topics.map(name => ({name}));
    const {responses} = await this.#sent('delete topics', () => this.#admin.requestItems(deleteTopicsV6.api, request, ADMIN_TIMEOUT_MS));
    return await Promise.all(
      responses.map(async ({name: answered, errorCode, errorMessage}) => {
        const name = answered ?? '';
        return errorCode === 0
          ? {name, value: {deleted: true} as const}
          : {name, error: await this.#refused({doing: 'delete', name, errorCode, message: errorMessage})};
      }),
    );
  }

  /** Every topic that the principal may describe, by name; `internal`: those of Kafka's own, too. One request. */
  async list({internal = false}: {internal?: boolean} = {}): Promise<TopicSummary[]> {
    const {topics} = await this.#sent('list topics', () => readLayout(this.#admin, null));
    return topics
      .filter(topic => internal || !topic.internal)
      .map(topic => ({
        name: topic.name,
        internal: topic.internal,
        partitionCount: topic.partitions.length,
        replicationFactor: topic.partitions[0]?.replicas.length ?? 0,
        underReplicatedCount: underReplicated([topic]).length,
      }))
      .sort((a, b) => compareText(a.name, b.name));
  }

  /** Partitions, replicas and settings of some topics: a request for all, and one or two for their settings. */
  async describe(topics: readonly string[]): Promise<Outcome<TopicDescription>[]> {
    if (topics.length === 0) return [];
    const {topics: found, missing} = await this.#sent('describe topics', () => readLayout(this.#admin, [...topics]));
    const settings = await this.#settings(found);
    const byName = new Map(found.map(one => [one.name, one]));
    const errorCodes = new Map(missing.map(({name, errorCode}) => [name, errorCode]));
    return await Promise.all(
      topics.map(async name => {
        const layout = byName.get(name);
        if (layout === undefined)
          return {name, error: await this.#refused({doing: 'describe', name, errorCode: errorCodes.get(name) ?? UNKNOWN_TOPIC})};
        const own = settings.get(name) ?? {overrides: {}, defaults: {}};
        return own instanceof ClientError ? {name, error: own} : {name, value: {...layout, ...own}};
      }),
    );
  }

  /**
   * Changes what is named and leaves every other setting alone (IncrementalAlterConfigs, KIP-339; the older AlterConfigs
   * would take away every override that is not repeated). Gives back what held before and what holds now.
   */
  async configure(changes: readonly SettingsToChange[], {validateOnly = false}: ValidateOptions = {}): Promise<Outcome<SettingChange[]>[]> {
    const described = await this.describe(changes.map(({name}) => name));
    const before = new Map(described.flatMap(one => ('value' in one ? [[one.name, one.value]] : [])));
    const errors = new Map(described.flatMap(one => ('error' in one ? [[one.name, one.error]] : [])));
    const resources = alterations(changes.filter(({name}) => before.has(name)));
    const responses =
      resources.length === 0
        ? []
        : (
            await this.#sent('change settings of topics', () =>
              this.#admin.requestItems(incrementalAlterConfigsV1.api, resources, validateOnly),
            )
          ).responses;
    const answers = new Map(responses.map(one => [one.resourceName, one]));
    return await Promise.all(
      changes.map(async (change): Promise<Outcome<SettingChange[]>> => {
        const {name} = change;
        const was = before.get(name);
        if (was === undefined)
          return {name, error: errors.get(name) ?? (await this.#refused({doing: 'change', name, errorCode: UNKNOWN_TOPIC}))};
        const answer = answers.get(name);
        if (answer?.errorCode === 0) return {name, value: settingChanges(change, was)};
        const message = `${answer?.errorMessage ?? 'the broker said nothing of it'}${unknownSetting(change, was)}`;
        return {name, error: await this.#refused({doing: 'change settings of', name, errorCode: answer?.errorCode ?? -1, message})};
      }),
    );
  }

  /**
   * Gives topics more partitions (CreatePartitions, KIP-195). Partitions never go away: a smaller number is refused
   * (`admin/partitions-shrink`), and the number that there is changes nothing. Records of a key that come after it may go
   * to another partition than those before.
   */
  async grow(growths: readonly {name: string; partitions: number}[], {validateOnly = false}: ValidateOptions = {}) {
    for (const {name, partitions} of growths) assertPositive(partitions, `the partitions of ${name}`);
    const names = growths.map(({name}) => name);
    const {topics} = await this.#sent('describe topics', () => readLayout(this.#admin, names));
    const counts = new Map(topics.map(({name, partitions}) => [name, partitions.length]));
    const request = growths
      .filter(({name, partitions}) => partitions > (counts.get(name) ?? partitions))
      .map(({name, partitions}) => ({name, count: partitions, assignments: null}));
    const results =
      request.length === 0
        ? []
        : (
            await this.#sent('add partitions', () =>
              this.#admin.requestItems(createPartitionsV3.api, request, ADMIN_TIMEOUT_MS, validateOnly),
            )
          ).results;
    const answers = new Map(results.map(one => [one.name, one]));
    return await Promise.all(
      growths.map(async ({name, partitions}): Promise<Outcome<PartitionGrowth>> => {
        const from = counts.get(name);
        if (from === undefined) return {name, error: await this.#refused({doing: 'grow', name, errorCode: UNKNOWN_TOPIC})};
        if (partitions < from) return {name, error: shrinks(name, from, partitions)};
        const answer = answers.get(name);
        if (answer !== undefined && answer.errorCode !== 0)
          return {name, error: await this.#refused({doing: 'grow', name, errorCode: answer.errorCode, message: answer.errorMessage})};
        return {name, value: {from, to: partitions}};
      }),
    );
  }

  /** In one request; where that fails for one topic, each by itself, so that the others are told. */
  async #settings(topics: readonly LiveTopicLayout[]): Promise<Map<string, TopicSettings | ClientError>> {
    const read = (some: readonly LiveTopicLayout[]) =>
      this.#sent('read the settings of topics', () => readTopicSettings(this.#admin, some));
    try {
      return await read(topics);
    } catch (thrown) {
      if (topics.length === 1 || !(thrown instanceof WeirError) || thrown.retriable) return this.#failed(topics, thrown);
      const each = await inParallel(topics, SINGLE_REQUESTS_AT_ONCE, topic => read([topic]).catch(one => this.#failed([topic], one)));
      return new Map<string, TopicSettings | ClientError>(each.flatMap(one => [...one]));
    }
  }

  #failed(topics: readonly LiveTopicLayout[], thrown: unknown): Map<string, ClientError> {
    if (!(thrown instanceof WeirError)) throw thrown;
    const code = thrown.code === 'cluster/not-authorized' ? 'admin/not-authorized' : 'admin/refused';
    const recovery = thrown.retriable ? 'retriable' : 'fatal';
    const hint = thrown.hint === undefined ? {} : {hint: thrown.hint};
    return new Map(
      topics.map(({name}) => [name, new ClientError(`topic ${name}: ${thrown.message}`, {code, recovery, ...hint, cause: thrown})]),
    );
  }

  async #sent<T>(doing: string, request: () => Promise<T>): Promise<T> {
    return await request().catch(thrown => {
      throw requestFailed(this.#admin.connection.cluster, doing, thrown);
    });
  }

  /** The controller answers before brokers have heard of a topic; one that takes longer is somebody else's to find out. */
  async #known(names: string[]): Promise<void> {
    const endMs = performance.now() + BROKERS_HEAR_MS;
    while (names.length > 0 && performance.now() < endMs) {
      const {missing} = await this.#sent('describe topics', () => readLayout(this.#admin, names));
      if (!missing.some(({errorCode}) => errorCode === UNKNOWN_TOPIC)) return;
      await new Promise(resolve => setTimeout(resolve, POLL_MS));
    }
  }

  async #refused(item: {doing: string; name: string; errorCode: number; message?: string | null}): Promise<ClientError> {
    const known = item.errorCode === UNKNOWN_TOPIC ? (await readLayout(this.#admin, null)).topics.map(({name}) => name) : [];
    return itemError({kind: 'topic', ...item, known: known.filter(name => name !== item.name)});
  }
}

function shrinks(name: string, from: number, to: number): ClientError {
  return new ClientError(`topic ${name} has ${from} partitions and cannot have ${to}: Kafka takes no partition away`, {
    code: 'admin/partitions-shrink',
    recovery: 'fatal',
    hint: 'Make a new topic with fewer, and move its producers and consumers over.',
  });
}

function assertStated({name, partitions, replicationFactor}: TopicToCreate): void {
  assertPositive(partitions, `the partitions of ${name}`);
  assertPositive(replicationFactor, `the replication factor of ${name}`);
}

function assertPositive(value: number, what: string): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw usageError(
    'admin/not-stated',
    `${what} must be a whole number above 0, not ${String(value)}`,
    'state it: there is no default for it',
  );
}
