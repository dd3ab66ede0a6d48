import type {Connection} from '../../cluster/connection.ts';
import {inParallel} from '../../in-parallel.ts';
import {keyOf} from '../group/fetcher.ts';
import type {TopicPartition} from '../records.ts';
import type {EngineProducer, ProcessorEngine} from './processor-engine.ts';

export interface PartitionTransactionsOptions {
  engine: ProcessorEngine;
  group: string;
  transactionalIdPrefix: string;
  transactionTimeoutMs: number;
}

/** Connections are made for each: not for hundreds of partitions at once. */
const OPENED_AT_ONCE = 4;

/**
 * One transactional producer an input partition, its id made of group, topic and partition: who is assigned a partition
 * takes its id, and with that fences whoever wrote for it before. One id for an instance would fence nobody: the zombie's
 * id and the new owner's differ.
 */
export class PartitionTransactions {
  readonly #connection: Connection;
  readonly #options: PartitionTransactionsOptions;
  readonly #producers = new Map<string, EngineProducer>();

  constructor(connection: Connection, options: PartitionTransactionsOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  transactionalIdOf({topic, partition}: TopicPartition): string {
    const {transactionalIdPrefix, group} = this.#options;
    return `${transactionalIdPrefix}${group}-${topic}-${partition}`;
  }

  /** Takes the ids of partitions; those that `keep` are this member's since the assignment before. Others are given up. */
  async own(partitions: readonly TopicPartition[], {keep}: {keep: boolean}): Promise<void> {
    const wanted = new Set(partitions.map(keyOf));
    const given = [...this.#producers].filter(([key]) => !keep || !wanted.has(key));
    await this.#closeAll(given);
    const missing = partitions.filter(one => !this.#producers.has(keyOf(one)));
    await inParallel(missing, OPENED_AT_ONCE, one => this.take(one));
  }

  /** Takes the id anew: what the producer before left open is completed or aborted when this is fulfilled. */
  async take(partition: TopicPartition): Promise<void> {
    const old = this.#producers.get(keyOf(partition));
    if (old !== undefined) await this.#closeAll([[keyOf(partition), old]]);
    const transactionalId = this.transactionalIdOf(partition);
    const {engine, transactionTimeoutMs} = this.#options;
    const producer = await engine.own(this.#connection, {transactionalId, transactionTimeoutMs, clientId: transactionalId});
    this.#producers.set(keyOf(partition), producer);
  }

  of(partition: TopicPartition): EngineProducer {
    const producer = this.#producers.get(keyOf(partition));
    if (producer === undefined) throw new Error(`${this.transactionalIdOf(partition)} is not owned`);
    return producer;
  }

  async close(): Promise<void> {
    await this.#closeAll([...this.#producers]);
  }

  /** One that is fenced or cut off cannot end well, and need not: its successor ends what it left. */
  async #closeAll(producers: [string, EngineProducer][]): Promise<void> {
    for (const [key] of producers) this.#producers.delete(key);
    await Promise.allSettled(producers.map(([, producer]) => producer.close()));
  }
}
