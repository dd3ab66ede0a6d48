import {Partitioners, type Producer} from 'kafkajs';
import type {Connection} from '../../cluster/connection.ts';
import {describeFailure} from '../../cluster/failure.ts';
import {kafkajsClient, OUTLIVE_A_FAILOVER} from '../../cluster/kafkajs-client.ts';
import {messageOf} from '../../verify/kafkajs-probes.ts';
import {seededRecord} from '../../verify/seeded-ids.ts';
import type {Probe} from '../../verify/timeline.ts';
import type {SendOperation} from '../checkers/delivery.ts';
import type {Clock} from '../clock.ts';
import {takeDue} from './schedule.ts';

export interface ProbeOperation extends SendOperation, Probe {}

export interface OpenLoopOptions {
  connection: Connection;
  topic: string;
  partition: number;
  /** Names this stream of records: unique on the topic. */
  seed: string;
  intervalMs: number;
  clock: Clock;
}

export interface OpenLoopResult {
  operations: ProbeOperation[];
  /** The schedule ran from here … */
  startedMs: number;
  /** … to here; what it wanted until then was sent or is `unknown`. */
  stoppedMs: number;
  /** Producers that were needed: a new one after each send that failed. */
  producers: number;
  lastError: string | undefined;
}

/** Records a stalled sender may put into one request. */
const BATCH_MAX = 500;

/**
 * Writes one record every interval by kafkajs with acks=all and idempotence: one partition, one send in flight, which
 * is the profile that is free of kafkajs's known faults in delivery. The schedule does not wait for the sender, and latency
 * counts from the intended time, so that a stall shows in full (no coordinated omission).
 *
 * A send that fails is `unknown`: the broker may have it. The next one goes through a new producer with a new producer
 * id, for the old one would use the failed batch's sequence numbers again, and a broker that has that batch would
 * acknowledge the next without storing it.
 */
export class OpenLoopProducer {
  readonly #options: OpenLoopOptions;
  readonly #operations: ProbeOperation[] = [];
  readonly #startedMs: number;
  #producer: Producer;
  #producers = 1;
  #stopping = false;
  #wake: () => void = () => undefined;
  #lastError: string | undefined;
  readonly #running: Promise<void>;

  private constructor(options: OpenLoopOptions, producer: Producer) {
    this.#options = options;
    this.#producer = producer;
    this.#startedMs = options.clock.nowMs();
    this.#running = this.#run();
  }

  /** Connects first, so that the schedule does not begin with a connection's set-up. */
  static async start(options: OpenLoopOptions): Promise<OpenLoopProducer> {
    return new OpenLoopProducer(options, await connectProducer(options.connection));
  }

  /** Acknowledgements so far. */
  get acknowledged(): number {
    return this.#operations.filter(one => one.status === 'ok').length;
  }

  /** Time of the first acknowledgement of a record that was wanted after a moment; undefined while there is none. */
  firstAckAfter(ms: number): number | undefined {
    return this.#operations.find(one => one.ackedMs !== undefined && one.intendedMs > ms)?.ackedMs;
  }

  /** Ends the schedule, waits for what is under way and disconnects. What is still open after the timeout stays `unknown`. */
  async stop({drainTimeoutMs = 30_000}: {drainTimeoutMs?: number} = {}): Promise<OpenLoopResult> {
    const stoppedMs = this.#options.clock.nowMs();
    this.#stopping = true;
    this.#wake();
    await Promise.race([this.#running, new Promise(resolve => setTimeout(resolve, drainTimeoutMs).unref())]);
    await this.#producer.disconnect().catch(() => undefined);
    const operations = this.#operations.map(one => ({...one}));
    return {operations, startedMs: this.#startedMs, stoppedMs, producers: this.#producers, lastError: this.#lastError};
  }

  async #run(): Promise<void> {
    const {intervalMs, clock} = this.#options;
    for (;;) {
      const {due, nextMs} = takeDue({
        startedMs: this.#startedMs,
        intervalMs,
        taken: this.#operations.length,
        nowMs: clock.nowMs(),
        max: BATCH_MAX,
      });
      const batch = due.map(({index, intendedMs}) => this.#plan(index, intendedMs));
      if (batch.length > 0) await this.#send(batch);
      else if (this.#stopping) return;
      else await this.#pause(nextMs - clock.nowMs());
      if (this.#stopping && batch.length === 0) return;
    }
  }

  #plan(index: number, intendedMs: number): ProbeOperation {
    const operation: ProbeOperation = {id: this.#record(index).id, index, intendedMs, status: 'unknown'};
    this.#operations.push(operation);
    return operation;
  }

  #record(index: number) {
    return seededRecord(this.#options.seed, `${this.#options.topic}-${this.#options.partition}`, index);
  }

  async #send(batch: ProbeOperation[]): Promise<void> {
    const {topic, partition, clock} = this.#options;
    try {
      const messages = batch.map(({index}) => messageOf(this.#record(index), partition));
      const [acknowledged] = await this.#producer.send({topic, acks: -1, messages});
      const ackedMs = clock.nowMs();
      const base = BigInt(acknowledged?.baseOffset ?? '-1');
      for (const [position, operation] of batch.entries()) {
        operation.status = 'ok';
        operation.ackedMs = ackedMs;
        if (base >= 0n) operation.offset = base + BigInt(position);
      }
    } catch (thrown) {
      this.#lastError = describeFailure(thrown).reason;
      await this.#replaceProducer();
    }
  }

  async #replaceProducer(): Promise<void> {
    const old = this.#producer;
    this.#producers += 1;
    void old.disconnect().catch(() => undefined);
    while (!this.#stopping) {
      try {
        this.#producer = await connectProducer(this.#options.connection);
        return;
      } catch (thrown) {
        this.#lastError = describeFailure(thrown).reason;
        await this.#pause(500);
      }
    }
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, Math.max(1, ms));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

async function connectProducer(connection: Connection): Promise<Producer> {
  const producer = kafkajsClient(connection, {clientId: 'weir-open-loop', retry: OUTLIVE_A_FAILOVER, connectionTimeoutMs: 3_000}).producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: OUTLIVE_A_FAILOVER,
  });
  await producer.connect();
  return producer;
}
