import {addPartitionsToTxnV3, type CompressionAlgorithmValue, endTxnV3, initProducerIdV4, NumericMap, produceV9} from '@platformatic/kafka';
import type {Admin} from './admin.ts';
import {untilCoordinated} from './coordinator.ts';
import {ConnectionLost, describeFailure} from './failure.ts';
import {readLayout} from './topics.ts';
import {findTransactionCoordinator} from './transactions.ts';

export interface RawRecord {
  key: Buffer;
  value: Buffer;
}

export interface RawProducerOptions {
  /** Makes it transactional: partitions have to be added before records are sent to them. */
  transactionalId?: string;
  /** After which the brokers abort what was begun and not ended. */
  transactionTimeoutMs?: number;
  compression?: CompressionAlgorithmValue;
}

const ALL_IN_SYNC = -1;
const PRODUCE_TIMEOUT_MS = 10_000;
const RETRY_DELAY_MS = 100;
/** Over all tries of one batch. */
const BATCH_TIMEOUT_MS = 30_000;
/** What is over by another try with the same sequence: a broker that has the batch already answers as if it were the first time. */
const PASSING = [
  'NOT_LEADER_OR_FOLLOWER',
  'LEADER_NOT_AVAILABLE',
  'NOT_ENOUGH_REPLICAS',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'REQUEST_TIMED_OUT',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'CONCURRENT_TRANSACTIONS',
];

/**
 * An idempotent producer on the raw protocol, a batch at a time: the path by which a proof puts records in that the client
 * under proof never touched. Sending a batch again with its sequence stores it once (KIP-98).
 */
export class RawProducer {
  readonly producerId: bigint;
  readonly epoch: number;
  readonly #admin: Admin;
  readonly #options: RawProducerOptions;
  readonly #sequences = new NumericMap();

  private constructor(admin: Admin, options: RawProducerOptions, identity: {producerId: bigint; epoch: number}) {
    this.#admin = admin;
    this.#options = options;
    this.producerId = identity.producerId;
    this.epoch = identity.epoch;
  }

  /** With a transactional id this fences every earlier producer of that id and aborts what it left open. */
  static async open(admin: Admin, options: RawProducerOptions = {}): Promise<RawProducer> {
    const {transactionalId = null, transactionTimeoutMs = 60_000} = options;
    const {producerId, producerEpoch} = await untilCoordinated(async () => {
      if (transactionalId === null) return await admin.request(initProducerIdV4.api, null, transactionTimeoutMs);
      const wire = await admin.broker(await findTransactionCoordinator(admin, transactionalId));
      return await wire.request(initProducerIdV4.api, transactionalId, transactionTimeoutMs);
    });
    return new RawProducer(admin, options, {producerId, epoch: producerEpoch});
  }

  /** Sends one batch to one partition and waits for all in-sync replicas; gives the first offset. Retries what passes. */
  async send(topic: string, partition: number, records: readonly RawRecord[]): Promise<bigint> {
    const deadlineMs = performance.now() + BATCH_TIMEOUT_MS;
    for (;;) {
      try {
        const offset = await this.#sendOnce(topic, partition, records);
        this.#sequences.preIncrement(`${topic}:${partition}`, records.length, 0);
        return offset;
      } catch (thrown) {
        const {kind, protocolErrors} = describeFailure(thrown);
        const passes = kind === 'network' || kind === 'timeout' || protocolErrors.some(one => PASSING.includes(one));
        if (!passes || performance.now() > deadlineMs) throw thrown;
      }
      await new Promise(resolve => setTimeout(resolve, RETRY_DELAY_MS));
    }
  }

  /** Makes partitions part of the transaction, which is begun by the first of them. */
  async addPartitions(topics: readonly {name: string; partitions: number[]}[]): Promise<void> {
    const {transactionalId} = this;
    await this.#coordinated(
      async wire =>
        await wire.request(addPartitionsToTxnV3.api, [
          {transactionalId, producerId: this.producerId, producerEpoch: this.epoch, verifyOnly: false, topics: [...topics]},
        ]),
    );
  }

  async end(committed: boolean): Promise<void> {
    const {transactionalId} = this;
    await this.#coordinated(async wire => await wire.request(endTxnV3.api, transactionalId, this.producerId, this.epoch, committed));
  }

  get transactionalId(): string {
    const {transactionalId} = this.#options;
    if (transactionalId === undefined) throw new Error('this producer is not transactional');
    return transactionalId;
  }

  async #coordinated(work: (wire: Awaited<ReturnType<Admin['broker']>>) => Promise<unknown>): Promise<void> {
    await untilCoordinated(
      async () => work(await this.#admin.broker(await findTransactionCoordinator(this.#admin, this.transactionalId))),
      {
        pauseMs: 20,
      },
    );
  }

  async #sendOnce(topic: string, partition: number, records: readonly RawRecord[]): Promise<bigint> {
    const {topics} = await readLayout(this.#admin, [topic]);
    const leaderId = topics[0]?.partitions.find(one => one.partition === partition)?.leaderId ?? -1;
    if (leaderId < 0) throw new ConnectionLost(`${topic}-${partition} has no leader`);
    const wire = await this.#admin.broker(leaderId);
    const {transactionalId, compression = 'none'} = this.#options;
    const answer = await wire.request(
      produceV9.api,
      ALL_IN_SYNC,
      PRODUCE_TIMEOUT_MS,
      records.map(one => ({...one, topic, partition})),
      {
        producerId: this.producerId,
        producerEpoch: this.epoch,
        sequences: this.#sequences,
        compression,
        ...(transactionalId === undefined ? {} : {transactionalId}),
      },
    );
    const offset = typeof answer === 'boolean' ? undefined : answer.responses[0]?.partitionResponses[0]?.baseOffset;
    if (offset === undefined) throw new Error(`no offset of ${topic}-${partition} in the answer`);
    return offset;
  }
}
