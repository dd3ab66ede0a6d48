// covers: P13
import type {Connection} from '../../cluster/connection.ts';
import {usageError} from '../../findings/error.ts';
import type {Deserialiser} from '../consumer/deserialised.ts';
import {checkPolicy, type FailurePolicy} from '../consumer/failure-policy.ts';
import type {OnEvent} from '../group/events.ts';
import type {IncomingRecord, OutgoingRecord, TopicPartition} from '../records.ts';
import {text} from '../serialisers/text.ts';
import {consumerSettings} from '../settings/consumer-settings.ts';
import type {ProfileChoice, WrittenSettings} from '../settings/stated-settings.ts';
import {kafkajsEngine} from './kafkajs-engine.ts';
import type {ProcessorEngine} from './processor-engine.ts';
import {ProcessorLoop} from './processor-loop.ts';

/** What is sent on: bytes and text as they are, anything else as JSON. */
export type Outgoing = OutgoingRecord<unknown, string | Buffer>;

export interface ProcessorBatch extends TopicPartition {
  transactionalId: string;
  /** Input records of the transaction, and how many it sends. */
  firstOffset: bigint | undefined;
  inputs: number;
  outputs: number;
  /** What is committed with it. */
  nextOffset: bigint;
}

/** Where a transaction stands: for proofs that stop a processor right there. */
export interface ProcessorStages {
  /** Begun, nothing sent. */
  beforeSend?(batch: ProcessorBatch): Promise<void> | void;
  /** All is sent and acknowledged, without the offsets. */
  afterSend?(batch: ProcessorBatch): Promise<void> | void;
  /** The offsets are in the transaction, which is not committed. */
  afterOffsets?(batch: ProcessorBatch): Promise<void> | void;
  /** The commit is being asked for, and not answered. */
  inCommit?(batch: ProcessorBatch): Promise<void> | void;
}

export interface ProcessorOptions<V, K> {
  group: string;
  input: readonly string[];
  /** Of the Application's document: its ids begin with it, and are `<prefix><group>-<topic>-<partition>`. */
  transactionalIdPrefix: string;
  /** May be called again for a record whose transaction was aborted: what it does beside returning records is not undone. */
  process: (record: IncomingRecord<V, K>) => Promise<readonly Outgoing[]> | readonly Outgoing[];
  /** `stop` unless said. A dead letter is written in the transaction. */
  onFailure?: FailurePolicy;
  /** `exactly-once` unless said. Only committed records are read, and positions are committed in transactions alone, whatever it states. */
  profile?: ProfileChoice;
  /** Over those of the profile, by Kafka's names, of the consumer. */
  settings?: WrittenSettings;
  /** Longer than the request timeout, or the broker aborts what is still being retried; 40 s. */
  transactionTimeoutMs?: number;
  /** Partitions whose transactions are open at a time; 4. */
  partitionsAtOnce?: number;
  keyDeserializer?: Deserialiser<K>;
  valueDeserializer?: Deserialiser<V>;
  engine?: ProcessorEngine;
  stages?: ProcessorStages;
  onEvent?: OnEvent;
  clientId?: string;
}

export interface Processor {
  /** Runs until `stop`, or until something ends it: then it throws that. @throws ClientError as a consumer does. */
  run(): Promise<void>;
  /** Ends after the transactions that are open, with the group left. */
  stop(): Promise<void>;
}

const TRANSACTION_TIMEOUT_MS = 40_000;

/**
 * Consumes, processes and produces with the consumed offsets in one transaction: each input record has its effect on the
 * output exactly once, whatever is killed and whenever (docs/decisions/0021-exactly-once-processor.md). Readers of the
 * output must read committed.
 */
export function createProcessor<V = string, K = string>(connection: Connection, options: ProcessorOptions<V, K>): Processor {
  const {group, input, transactionalIdPrefix, onFailure = {do: 'stop'}, transactionTimeoutMs = TRANSACTION_TIMEOUT_MS} = options;
  if (group === '') throw usageError('client/group', 'a processor needs a group');
  if (input.length === 0) throw usageError('client/topics', 'a processor needs an input topic');
  if (transactionalIdPrefix === '')
    throw usageError(
      'client/transactional-id',
      'a processor needs the prefix of its transactional ids',
      'It is transactionalId.prefix of the Application.',
    );
  const settings = {
    ...consumerSettings({profile: options.profile ?? 'exactly-once', settings: options.settings}),
    isolation: 'read_committed' as const,
    autoCommit: false,
  };
  checkPolicy(onFailure, settings.maxPollIntervalMs);
  const loop = new ProcessorLoop<V, K>(connection, {
    group,
    input,
    settings,
    policy: onFailure,
    process: options.process,
    partitionsAtOnce: options.partitionsAtOnce ?? 4,
    // Where a type is asked for, so is its deserialiser: the default makes text.
    deserialisers: {
      key: options.keyDeserializer ?? (text as Deserialiser<unknown> as Deserialiser<K>),
      value: options.valueDeserializer ?? (text as Deserialiser<unknown> as Deserialiser<V>),
    },
    transactions: {engine: options.engine ?? kafkajsEngine, group, transactionalIdPrefix, transactionTimeoutMs},
    stages: options.stages ?? {},
    onEvent: options.onEvent ?? (() => undefined),
    clientId: options.clientId ?? group,
  });
  return {run: () => loop.run(), stop: () => loop.stop()};
}
