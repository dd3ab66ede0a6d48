import {describeFailure} from '../../cluster/failure.ts';
import {ClientError} from '../client-error.ts';
import type {Brokers} from '../link/brokers.ts';
import {AnswerLost, type Link} from '../link/link.ts';
import type {Identity} from '../producer/batches.ts';
import {BrokerError, clientError, errorName, isFenced, isRetriable} from '../protocol-errors.ts';
import type {Position, TopicPartition} from '../records.ts';
import {initProducerId} from './init-producer-id.ts';

export interface CoordinatorOptions {
  transactionalId: string;
  transactionTimeoutMs: number;
  /** How long a request is tried again; Kafka's max.block.ms. */
  maxBlockMs: number;
  retryBackoffMs: number;
}

/** What is known after a request to the coordinator: whether an answer was lost on the way to the last one. */
export interface Told {
  lost: boolean;
}

const ADD_PARTITIONS_VERSION = 1;
const ADD_OFFSETS_VERSION = 1;
const TXN_OFFSET_COMMIT_VERSION = 1;
const END_TXN_VERSION = 1;

/** Markers of the transaction before are written in a few milliseconds (TransactionManager.ADD_PARTITIONS_RETRY_BACKOFF_MS). */
const BUSY_BACKOFF_MS = 20;

/** The coordinator moved, loads its log or is busy with the transaction before: nothing was done. */
const STALE_COORDINATOR = new Set(['NOT_COORDINATOR', 'COORDINATOR_NOT_AVAILABLE', 'COORDINATOR_LOAD_IN_PROGRESS']);

/**
 * The requests of a transactional producer, each tried again until it is answered for good: kafkajs gives up at the first
 * lost answer of most, and with positions at CONCURRENT_TRANSACTIONS, which says only that the transaction before is being completed.
 */
export class TransactionCoordinator {
  readonly #brokers: Brokers;
  readonly #options: CoordinatorOptions;
  readonly #links = new Map<string, Link>();

  constructor(brokers: Brokers, options: CoordinatorOptions) {
    this.#brokers = brokers;
    this.#options = options;
  }

  /**
   * Takes the transactional id, or, with the identity before, its next epoch (KIP-360): the broker completes what was left
   * open. With `before`, a producer that was fenced stays fenced and does not fence its successor.
   */
  async init(before: Identity | undefined): Promise<Identity> {
    const {transactionalId, transactionTimeoutMs} = this.#options;
    return await this.#until('transaction', transactionalId, 'cannot take the transactional id', async link => {
      const answer = await initProducerId(link, {transactionalId, transactionTimeoutMs, before});
      failOn(answer.errorCode);
      return {producerId: answer.producerId, epoch: answer.epoch};
    });
  }

  async addPartitions(identity: Identity, partitions: readonly TopicPartition[], told: Told): Promise<void> {
    const topics = [...Map.groupBy(partitions, one => one.topic)].map(([topic, own]) => ({
      topic,
      partitions: own.map(one => one.partition),
    }));
    await this.#until(
      'transaction',
      this.#options.transactionalId,
      'cannot add partitions to the transaction',
      async link => {
        const answer = (await link.ask('AddPartitionsToTxn', ADD_PARTITIONS_VERSION, {...this.#fields(identity), topics})) as {
          errors: {topic: string; partitionErrors: {partition: number; errorCode: number}[]}[];
        };
        // One partition's error makes OPERATION_NOT_ATTEMPTED of the others.
        const codes = answer.errors.flatMap(({partitionErrors}) => partitionErrors.map(one => one.errorCode)).filter(code => code !== 0);
        failOn(codes.find(code => errorName(code) !== 'OPERATION_NOT_ATTEMPTED') ?? codes[0] ?? 0);
      },
      told,
    );
  }

  async addOffsets(identity: Identity, group: string, positions: readonly Position[], told: Told): Promise<void> {
    const {transactionalId} = this.#options;
    await this.#until(
      'transaction',
      transactionalId,
      `cannot add group ${group} to the transaction`,
      async link => {
        const answer = (await link.ask('AddOffsetsToTxn', ADD_OFFSETS_VERSION, {...this.#fields(identity), groupId: group})) as {
          errorCode: number;
        };
        failOn(answer.errorCode);
      },
      told,
    );
    const topics = [...Map.groupBy(positions, one => one.topic)].map(([topic, own]) => ({
      topic,
      partitions: own.map(({partition, offset, metadata}) => ({partition, offset: offset.toString(), metadata: metadata ?? null})),
    }));
    await this.#until(
      'group',
      group,
      `cannot commit offsets of group ${group} in the transaction`,
      async link => {
        const answer = (await link.ask('TxnOffsetCommit', TXN_OFFSET_COMMIT_VERSION, {
          ...this.#fields(identity),
          groupId: group,
          topics,
        })) as {
          topics: {partitions: {errorCode: number}[]}[];
        };
        failOn(answer.topics.flatMap(({partitions}) => partitions).find(one => one.errorCode !== 0)?.errorCode ?? 0);
      },
      told,
    );
  }

  /**
   * Commits or aborts. After a lost answer the same request is made again with the same epoch, which the coordinator answers
   * as it did the first (TransactionCoordinator.endTransaction): so the outcome of a commit becomes known. The caller takes
   * a new epoch before the next transaction, because the lost request may still arrive (KAFKA-17754).
   */
  async end(identity: Identity, outcome: 'commit' | 'abort', told: Told): Promise<void> {
    const fields = {...this.#fields(identity), transactionResult: outcome === 'commit'};
    await this.#until(
      'transaction',
      this.#options.transactionalId,
      `cannot ${outcome} the transaction`,
      async link => {
        failOn(((await link.ask('EndTxn', END_TXN_VERSION, fields)) as {errorCode: number}).errorCode);
      },
      told,
    );
  }

  #fields({producerId, epoch}: Identity) {
    return {transactionalId: this.#options.transactionalId, producerId: producerId.toString(), producerEpoch: epoch};
  }

  /** Makes a request until it is answered; fails with a {@link ClientError}: fatal where fenced, abortable otherwise. */
  async #until<T>(
    kind: 'group' | 'transaction',
    key: string,
    what: string,
    attempt: (link: Link) => Promise<T>,
    told: Told = {lost: false},
  ): Promise<T> {
    const endMs = performance.now() + this.#options.maxBlockMs;
    for (;;) {
      let busy = false;
      try {
        return await attempt(await this.#coordinator(kind, key));
      } catch (thrown) {
        if (thrown instanceof AnswerLost) told.lost = true;
        if (thrown instanceof AnswerLost || (thrown instanceof BrokerError && STALE_COORDINATOR.has(thrown.type)))
          this.#links.delete(`${kind} ${key}`);
        busy = thrown instanceof BrokerError && thrown.type === 'CONCURRENT_TRANSACTIONS';
        if (!passes(thrown) || performance.now() >= endMs) throw this.#failure(what, thrown);
      }
      await new Promise(resolve => setTimeout(resolve, busy ? BUSY_BACKOFF_MS : this.#options.retryBackoffMs));
    }
  }

  async #coordinator(kind: 'group' | 'transaction', key: string): Promise<Link> {
    const known = this.#links.get(`${kind} ${key}`);
    if (known?.open === true) return known;
    const link = await this.#brokers.coordinator(kind, key).catch(thrown => {
      // Nothing was asked of the coordinator yet, so no answer of it was lost.
      throw thrown instanceof AnswerLost ? new BrokerError('COORDINATOR_NOT_AVAILABLE', thrown.message) : thrown;
    });
    this.#links.set(`${kind} ${key}`, link);
    return link;
  }

  #failure(what: string, thrown: unknown): ClientError {
    const name = thrown instanceof BrokerError ? thrown.type : '';
    const {transactionalId, transactionTimeoutMs} = this.#options;
    if (isFenced(name) || name === 'INVALID_PRODUCER_ID_MAPPING')
      return new ClientError(
        `${what}: transactional id ${transactionalId} belongs to another producer now, or its transaction was open for more than ${transactionTimeoutMs} ms`,
        {
          code: 'client/fenced',
          recovery: 'fatal',
          hint: 'stop, or make a new producer if this instance still owns the work',
          cause: thrown,
        },
      );
    const {kind} = describeFailure(thrown);
    const fatal =
      kind === 'authentication' ||
      kind === 'tls' ||
      name === 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED' ||
      name === 'INVALID_TRANSACTION_TIMEOUT';
    return clientError(`${what} of ${transactionalId}`, thrown, {recovery: fatal ? 'fatal' : 'abortable'});
  }
}

function failOn(errorCode: number): void {
  if (errorCode !== 0) throw new BrokerError(errorName(errorCode));
}

function passes(thrown: unknown): boolean {
  if (thrown instanceof AnswerLost) return true;
  if (thrown instanceof BrokerError) return isRetriable(thrown.type) && !isFenced(thrown.type);
  const {kind} = describeFailure(thrown);
  return kind === 'network' || kind === 'timeout';
}
