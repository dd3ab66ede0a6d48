import type {Brokers} from '../link/brokers.ts';
import {BrokerError, errorName, isRetriable} from '../protocol-errors.ts';
import type {Identity} from './batches.ts';

interface InitProducerIdAnswer {
  errorCode: number;
  producerId: string;
  producerEpoch: number;
}

const INIT_PRODUCER_ID_VERSION = 1;
const RETRY_MS = 100;

/** Producer ids of an idempotent producer: one at a time, another one after a doubt. */
export class Identities {
  readonly #brokers: Brokers;
  readonly #maxBlockMs: number;
  #current: Promise<Identity> | undefined;
  #known: Identity | undefined;

  constructor(brokers: Brokers, maxBlockMs: number) {
    this.#brokers = brokers;
    this.#maxBlockMs = maxBlockMs;
  }

  /** Asks a broker for an id where there is none; fails after max.block.ms with what the brokers last said. */
  async current(): Promise<Identity> {
    this.#current ??= this.#ask();
    try {
      this.#known = await this.#current;
      return this.#known;
    } catch (thrown) {
      this.#current = undefined;
      throw thrown;
    }
  }

  /** An id whose records may or may not be stored numbers no more: its next sequence is not known (kafkajs goes on with it). */
  doubt(identity: Identity): void {
    if (this.#known !== identity) return;
    this.#known = undefined;
    this.#current = undefined;
  }

  async #ask(): Promise<Identity> {
    const endMs = performance.now() + this.#maxBlockMs;
    for (;;) {
      const link = await this.#brokers.any();
      const fields = {transactionalId: null, transactionTimeout: 0};
      const answer = (await link.ask('InitProducerId', INIT_PRODUCER_ID_VERSION, fields)) as InitProducerIdAnswer;
      if (answer.errorCode === 0) return {producerId: BigInt(answer.producerId), epoch: answer.producerEpoch};
      const name = errorName(answer.errorCode);
      if (!isRetriable(name) || performance.now() > endMs) throw new BrokerError(name);
      await new Promise(resolve => setTimeout(resolve, RETRY_MS));
    }
  }
}
