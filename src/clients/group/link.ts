import type {Connection} from '../../cluster/connection.ts';
import {FEW_RETRIES} from '../../cluster/kafkajs-client.ts';
import type {OnEvent} from './events.ts';
import {clientFailure, remedyOf} from './failures.ts';
import {type KafkajsCluster, kafkajsCluster} from './kafkajs-parts.ts';

export interface LinkOptions {
  clientId: string;
  requestTimeoutMs: number;
  topics: readonly string[];
  onEvent: OnEvent;
}

const RENEW_PAUSE_MS = 200;
const RENEW_PAUSE_MAX_MS = 2_000;

/**
 * kafkajs's brokers and connections, made anew after a failure of the network: kafkajs keeps the metadata and the
 * connections that it has when a request times out, and so waits for a broker that hangs for as long as it hangs.
 */
export class Link {
  readonly #connection: Connection;
  readonly #options: LinkOptions;
  #cluster: KafkajsCluster;
  #renewing: Promise<void> | undefined;
  #failedSinceMs: number | undefined;
  #failures = 0;
  #closed = false;

  constructor(connection: Connection, options: LinkOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#cluster = this.#make();
  }

  get cluster(): KafkajsCluster {
    return this.#cluster;
  }

  /** Connects and learns where the topics' partitions are. Throws what the brokers say. */
  async open(): Promise<void> {
    await this.#cluster.connect();
    await this.#cluster.addMultipleTargetTopics([...this.#options.topics]);
  }

  /**
   * After a failed request: throws where it is of no use to go on, else waits a moment (longer each time), connects
   * anew and tells that it is being tried. Several that fail at once are one renewal.
   */
  async recover(doing: string, thrown: unknown): Promise<void> {
    if (remedyOf(thrown) === 'fatal') throw clientFailure(doing, thrown);
    this.#failedSinceMs ??= performance.now();
    this.#options.onEvent({
      event: 'retrying',
      doing,
      error: clientFailure(doing, thrown),
      sinceMs: Math.round(performance.now() - this.#failedSinceMs),
    });
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    await this.#renewing;
  }

  /** A request was answered: the next failure is a new one. */
  succeeded(): void {
    if (this.#failedSinceMs === undefined) return;
    const afterMs = Math.round(performance.now() - this.#failedSinceMs);
    this.#failedSinceMs = undefined;
    this.#failures = 0;
    this.#options.onEvent({event: 'recovered', afterMs});
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#cluster.disconnect().catch(() => undefined);
  }

  async #renew(): Promise<void> {
    const pauseMs = Math.min(RENEW_PAUSE_MS * 2 ** this.#failures++, RENEW_PAUSE_MAX_MS);
    await new Promise(resolve => setTimeout(resolve, pauseMs));
    if (this.#closed) return;
    const old = this.#cluster;
    const renewed = this.#make();
    try {
      await renewed.connect();
      await renewed.addMultipleTargetTopics([...this.#options.topics]);
    } catch (thrown) {
      void renewed.disconnect().catch(() => undefined);
      if (remedyOf(thrown) === 'fatal') throw clientFailure('connect', thrown);
      return;
    }
    this.#cluster = renewed;
    // It waits for the answers that are due, for which nobody waits.
    void old.disconnect().catch(() => undefined);
  }

  #make(): KafkajsCluster {
    // Each time from another address: the first may be the one that hangs.
    const {bootstrap} = this.#connection;
    const first = this.#failures % bootstrap.length;
    const turned = [...bootstrap.slice(first), ...bootstrap.slice(0, first)];
    const {clientId, requestTimeoutMs} = this.#options;
    return kafkajsCluster({...this.#connection, bootstrap: turned}, {clientId, requestTimeoutMs, retry: FEW_RETRIES});
  }
}
