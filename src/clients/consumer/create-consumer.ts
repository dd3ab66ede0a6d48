// covers: P04, CO1, CO3
import type {Connection} from '../../cluster/connection.ts';
import {usageError} from '../../findings/error.ts';
import {createDeadLetterWriter} from '../dead-letters/dead-letter-writer.ts';
import type {OnEvent} from '../group/events.ts';
import type {TopicPartition} from '../records.ts';
import {text} from '../serialisers/text.ts';
import {consumerSettings} from '../settings/consumer-settings.ts';
import type {ProfileChoice, WrittenSettings} from '../settings/stated-settings.ts';
import {type BatchHandler, type BatchSize, byBatch} from './by-batch.ts';
import {byRecord, type RecordHandler} from './by-record.ts';
import type {Deserialiser} from './deserialised.ts';
import {checkPolicy, type FailurePolicy} from './failure-policy.ts';
import {GroupConsumer, type RebalanceListener, type SeekTo, type Work} from './group-consumer.ts';

export interface ConsumerOptions<V, K> {
  group: string;
  topics: readonly string[];
  /** What becomes of a record whose handler or deserialiser throws. */
  onFailure: FailurePolicy;
  /** `production` unless said: manual commits, from the earliest, committed records alone. */
  profile?: ProfileChoice;
  /** Over those of the profile, by Kafka's names: `{'max.poll.records': 50}`. */
  settings?: WrittenSettings;
  rebalance?: RebalanceListener;
  /** UTF-8 text where it is absent; bytes that are none are a failure of the record. */
  keyDeserializer?: Deserialiser<K>;
  valueDeserializer?: Deserialiser<V>;
  /** Partitions whose records are handled at a time, each in order; 1. */
  partitionsAtOnce?: number;
  onEvent?: OnEvent;
  clientId?: string;
}

export interface Consumer<V = string, K = string> {
  /**
   * Hands each record to the handler, a partition's in order, and commits what was handled after each poll (or every
   * auto.commit.interval.ms where enable.auto.commit is true). Fulfilled after `stop`.
   * @throws ClientError `client/handler-failed` or `client/poison-record` (policy stop), `client/handler-hangs`,
   * `client/authentication`, `client/not-authorized`, `client/topic-missing`, `client/no-position`,
   * `client/unreadable-batch`: the group is left, and what was handled before is committed.
   */
  run(handler: RecordHandler<V, K>): Promise<void>;
  /** The same with up to `size` records at a time, or what there is `withinMs` after the first; the remainder at the end. */
  runBatches(batch: BatchSize, handler: BatchHandler<V, K>): Promise<void>;
  /** Moves a partition, now or when it is assigned; the next commit commits where it was moved to. */
  seek(partition: TopicPartition, to: SeekTo): Promise<void>;
  /** Hands out no more of a partition, and stays its owner, also over rebalances. */
  pause(partition: TopicPartition): void;
  resume(partition: TopicPartition): void;
  /** What this member owns now. */
  assigned(): readonly TopicPartition[];
  /** Ends after the record or batch in hand, with the last commit done and the group left. A handler may call it; there it does not wait. */
  stop(): Promise<void>;
}

/**
 * A consumer of a group, on kafkajs's connections and requests, with membership, fetching and commits of its own
 * (docs/decisions/0020-consumer-on-kafkajs-parts.md). At-least-once: a record is handled again only where the process
 * died, or its partition was lost, between the handler and the commit; a rebalance alone repeats nothing.
 */
export function createConsumer<V = string, K = string>(connection: Connection, options: ConsumerOptions<V, K>): Consumer<V, K> {
  const {group, topics, onFailure, rebalance = {}, onEvent = () => undefined, partitionsAtOnce = 1} = options;
  if (group === '') throw usageError('client/group', 'a consumer needs a group');
  if (topics.length === 0) throw usageError('client/topics', 'a consumer needs topics');
  const settings = consumerSettings({profile: options.profile ?? 'production', settings: options.settings});
  checkPolicy(onFailure, settings.maxPollIntervalMs);
  const consumer = new GroupConsumer(connection, {
    group,
    topics,
    settings,
    clientId: options.clientId ?? group,
    autoCommitIntervalMs: settings.autoCommit ? settings.autoCommitIntervalMs : undefined,
    rebalance,
    onEvent,
  });
  const last = onFailure.do === 'retry' ? onFailure.then : onFailure;
  const deadLetters = last.do === 'dead-letter' ? createDeadLetterWriter(connection, group) : undefined;
  const handling = {
    policy: onFailure,
    deadLetters,
    // Where a type is asked for, so is its deserialiser: the default makes text.
    deserialisers: {
      key: options.keyDeserializer ?? (text as Deserialiser<unknown> as Deserialiser<K>),
      value: options.valueDeserializer ?? (text as Deserialiser<unknown> as Deserialiser<V>),
    },
  };
  const run = async (work: Work): Promise<void> => {
    try {
      await consumer.run(work);
    } finally {
      await deadLetters?.close();
    }
  };
  return {
    run: handler => run(byRecord(consumer, handler, {...handling, partitionsAtOnce})),
    runBatches: (batch, handler) => run(byBatch(consumer, handler, {...batch, ...handling})),
    seek: (partition, to) => consumer.seek(partition, to),
    pause: partition => consumer.pause(partition),
    resume: partition => consumer.resume(partition),
    assigned: () => consumer.reader.owned,
    stop: () => consumer.stop(),
  };
}
