import {describeFailure} from '../../cluster/failure.ts';
import {ClientError} from '../client-error.ts';
import type {Brokers, Leaders} from '../link/brokers.ts';
import {BrokerError, clientError, isRetriable} from '../protocol-errors.ts';
import type {RecordMetadata} from '../records.ts';
import type {Pending} from './batches.ts';
import {BufferMemory} from './buffer-memory.ts';
import {partitionForKey} from './partitioner.ts';
import {BATCH_HEADER_BYTES, type EncodedRecord, recordBytesAtMost} from './record-batch.ts';
import {Sender} from './sender.ts';
import type {SenderRole} from './sender-role.ts';
import type {SenderSettings} from './sender-settings.ts';

/** A serialised record, on its way into the buffer. */
export interface AcceptedRecord extends EncodedRecord {
  topic: string;
  partition: number | undefined;
}

/**
 * From a serialised record to its batch: bounds its size, waits for its topic's layout and for room, and chooses its
 * partition. Records of a topic keep the order of the calls through all of it.
 */
export class Intake {
  readonly sender: Sender;
  readonly #brokers: Brokers;
  readonly #settings: SenderSettings;
  readonly #memory: BufferMemory;
  /** Records of topics whose layout is being asked for. */
  readonly #unplaced = new Map<string, Pending[]>();
  /** Records without a key stay with one partition for a batch, then go to the next. */
  readonly #sticky = new Map<string, number>();
  readonly #waiting = new Set<Pending>();
  #closed = false;

  constructor(brokers: Brokers, settings: SenderSettings, role: SenderRole) {
    this.#brokers = brokers;
    this.#settings = settings;
    this.#memory = new BufferMemory(settings.bufferMemoryBytes, settings.maxBlockMs);
    this.sender = new Sender(brokers, settings, role, bytes => this.#memory.give(bytes));
  }

  get bufferedBytes(): number {
    return this.#memory.usedBytes + this.#memory.waitingBytes;
  }

  async ready(): Promise<void> {
    await this.#memory.ready();
    await this.sender.turn();
  }

  /** Resolves once the brokers acknowledged the record; rejects with a {@link ClientError}. */
  accept(record: AcceptedRecord): Promise<RecordMetadata> {
    const {promise, resolve, reject} = Promise.withResolvers<RecordMetadata>();
    const bytes = recordBytesAtMost(record);
    const pending: Pending = {...record, bytes, acceptedAtMs: performance.now(), promise, resolve, reject};
    const refusal = this.#refusal(pending);
    if (refusal === undefined) this.#take(pending);
    else reject(refusal);
    return promise;
  }

  /** Everything that was accepted until now is stored or has failed. */
  async flush(): Promise<void> {
    // What waits for a layout or for room is not in a batch yet, and goes on only while batches are sent.
    const before = [...this.#waiting];
    for (let left = before; left.length > 0; left = left.filter(one => this.#waiting.has(one)))
      await Promise.race([
        Promise.allSettled(left.map(({promise}) => promise)),
        this.sender.flush().then(() => new Promise(resolve => setTimeout(resolve, 1))),
      ]);
    await this.sender.flush();
  }

  /** Takes no more records. */
  close(): void {
    this.#closed = true;
  }

  /** Fails all that was not sent yet. */
  async abandon(error: ClientError): Promise<void> {
    this.#memory.refuseAll(error);
    for (const line of this.#unplaced.values()) for (const pending of line.splice(0)) this.#turnBack(pending, error);
    await this.sender.abandon(error);
  }

  #refusal({topic, bytes}: Pending): ClientError | undefined {
    if (this.#closed)
      return new ClientError(`cannot send to ${topic}: the producer is closed`, {
        code: 'client/closed',
        recovery: 'fatal',
        stored: 'not-stored',
      });
    const {maxRequestSizeBytes, bufferMemoryBytes} = this.#settings;
    const size = bytes + BATCH_HEADER_BYTES;
    const [limit, name] = size > maxRequestSizeBytes ? [maxRequestSizeBytes, 'max.request.size'] : [bufferMemoryBytes, 'buffer.memory'];
    if (size <= limit) return undefined;
    return new ClientError(`a record for ${topic} takes ${size} bytes, more than ${name} (${limit})`, {
      code: 'client/record-too-large',
      recovery: 'fatal',
      stored: 'not-stored',
      hint: `raise ${name} and the topic's max.message.bytes, or store the payload elsewhere and send a reference`,
    });
  }

  /** Makes a record wait, with its room in the buffer, until its topic's layout is known. */
  #placeLater(pending: Pending): void {
    this.#waiting.add(pending);
    const line = this.#unplaced.get(pending.topic);
    if (line !== undefined) {
      line.push(pending);
      return;
    }
    const own = [pending];
    this.#unplaced.set(pending.topic, own);
    const over = (then: (one: Pending) => void): void => {
      this.#unplaced.delete(pending.topic);
      for (const one of own) {
        this.#waiting.delete(one);
        then(one);
      }
    };
    void this.#layout(pending.topic).then(
      () => over(one => this.#place(one)),
      thrown => over(one => this.#turnBack(one, thrown)),
    );
  }

  /** Refuses a record that has room in the buffer. */
  #turnBack(pending: Pending, error: Error): void {
    this.#waiting.delete(pending);
    this.#memory.give(pending.bytes);
    pending.reject(error);
  }

  /** Asks until there is a layout, for at most max.block.ms: a topic that was just made is not known to every broker yet. */
  async #layout(topic: string): Promise<void> {
    const endMs = performance.now() + this.#settings.maxBlockMs;
    for (;;) {
      try {
        await this.#brokers.refresh(topic);
        return;
      } catch (thrown) {
        const {kind} = describeFailure(thrown);
        const fatal = kind === 'authentication' || kind === 'tls' || (thrown instanceof BrokerError && !isRetriable(thrown.type));
        if (fatal || performance.now() >= endMs)
          throw clientError(`cannot send to ${topic}`, thrown, {recovery: fatal ? 'fatal' : 'retriable', stored: 'not-stored'});
      }
      await new Promise(resolve => setTimeout(resolve, this.#settings.retryBackoffMs));
    }
  }

  #take(pending: Pending): void {
    this.#waiting.add(pending);
    this.#memory.take(
      pending.bytes,
      () => {
        this.#waiting.delete(pending);
        this.#place(pending);
      },
      error => {
        this.#waiting.delete(pending);
        pending.reject(error);
      },
    );
  }

  #place(pending: Pending): void {
    const leaders = this.#unplaced.has(pending.topic) ? undefined : this.#brokers.leaders(pending.topic);
    if (leaders === undefined) {
      this.#placeLater(pending);
      return;
    }
    const partition =
      pending.partition ?? (pending.key === null ? this.#next(pending, leaders) : partitionForKey(pending.key, leaders.length));
    if (!Number.isInteger(partition) || partition < 0 || partition >= leaders.length) {
      const message = `${pending.topic} has ${leaders.length} partitions, and none is ${partition}`;
      this.#turnBack(pending, new ClientError(message, {code: 'client/unknown-partition', recovery: 'fatal', stored: 'not-stored'}));
      return;
    }
    pending.partition = partition;
    pending.acceptedAtMs = performance.now();
    this.sender.add(pending, partition);
  }

  /** As Kafka's sticky partitioner (KIP-480): full batches rather than many small ones, and all partitions in turn. */
  #next({topic, bytes}: Pending, leaders: Leaders): number {
    const current = this.#sticky.get(topic);
    if (
      current !== undefined &&
      current < leaders.length &&
      this.sender.queue(topic, current).open(bytes, this.#settings.batchSizeBytes) !== undefined
    )
      return current;
    const led = leaders.flatMap((leader, partition) => (leader >= 0 ? [partition] : []));
    const choices = led.length > 0 ? led : [...leaders.keys()];
    const after = current === undefined ? Math.floor(Math.random() * choices.length) : choices.findIndex(one => one > current);
    const next = choices[Math.max(0, after)] ?? 0;
    this.#sticky.set(topic, next);
    return next;
  }
}
