import {describeFailure} from '../../cluster/failure.ts';
import type {ClientError} from '../client-error.ts';
import type {Brokers} from '../link/brokers.ts';
import {AnswerLost} from '../link/link.ts';
import {BrokerError, errorName, mayBeStored, needsNewLayout} from '../protocol-errors.ts';
import {Alarm} from './alarm.ts';
import {type Batch, PartitionQueue, type Pending} from './batches.ts';
import {type ProduceAnswer, produce} from './produce-request.ts';
import {encodeBatch} from './record-batch.ts';
import {givenUp, outOfTime, passes, reasonOf, refusedFor, reworded} from './send-failure.ts';
import type {SenderRole} from './sender-role.ts';
import type {SenderSettings} from './sender-settings.ts';
import {withinDelivery} from './within-delivery.ts';

const TURN_MS = 1;

/**
 * Sends the batches of all partitions: one a partition in flight, so that order is kept and a sequence number is never used
 * for two batches; partitions of one leader share requests, and each is judged by its own part of the answer. Follows Kafka's
 * Sender and RecordAccumulator in what is retried and for how long.
 */
export class Sender {
  readonly #brokers: Brokers;
  readonly #settings: SenderSettings;
  readonly #role: SenderRole;
  /** Called with the bytes of a batch that is over. */
  readonly #release: (bytes: number) => void;
  readonly #queues = new Map<string, PartitionQueue[]>();
  readonly #active = new Set<PartitionQueue>();
  readonly #inFlight = new Map<number, number>();
  #flushing = 0;
  #abandoning: ClientError | undefined;
  #pumping = false;
  #pumpingSinceMs = 0;
  readonly #alarm = new Alarm(() => this.#pumpNow());

  constructor(brokers: Brokers, settings: SenderSettings, role: SenderRole, release: (bytes: number) => void) {
    this.#brokers = brokers;
    this.#settings = settings;
    this.#role = role;
    this.#release = release;
  }

  queue(topic: string, partition: number): PartitionQueue {
    const known = this.#queues.get(topic) ?? [];
    if (known.length === 0) this.#queues.set(topic, known);
    known[partition] ??= new PartitionQueue(topic, partition);
    return known[partition];
  }

  /** Takes a record whose partition is chosen. */
  add(record: Pending, partition: number): void {
    const queue = this.queue(record.topic, partition);
    queue.add(record, this.#settings.batchSizeBytes);
    this.#active.add(queue);
    this.pump();
  }

  /** Sends what there is without lingering; resolves when all of it is stored or has failed. */
  async flush(): Promise<void> {
    this.#flushing++;
    this.pump();
    try {
      await Promise.all([...this.#active].flatMap(queue => queue.batches.map(batch => batch.settled.promise)));
    } finally {
      this.#flushing--;
    }
  }

  /** Fails what is not in flight, and resolves when what is in flight is over; that is not tried again. */
  async abandon(error: ClientError): Promise<void> {
    this.#abandoning = error;
    const waiting = [...this.#active].flatMap(queue => {
      const [first] = queue.batches;
      for (const batch of queue.batches.slice(queue.inFlight ? 1 : 0)) this.#fail(batch, error);
      return queue.inFlight && first !== undefined ? [first.settled.promise] : [];
    });
    await Promise.all(waiting);
    this.#abandoning = undefined;
  }

  stop(): void {
    this.#alarm.clear();
  }

  /** Looks, once the running code is through, what can be sent. */
  pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    this.#pumpingSinceMs = performance.now();
    setImmediate(() => {
      this.#pumping = false;
      this.#pumpNow();
    });
  }

  /** Lets what can be sent go out: a program that fills the buffer and waits for nothing else would hold it up until it is done. */
  async turn(): Promise<void> {
    if (this.#pumping && performance.now() - this.#pumpingSinceMs >= TURN_MS) await new Promise(resolve => setImmediate(resolve));
  }

  #pumpNow(): void {
    const nowMs = performance.now();
    let wakeMs = Number.POSITIVE_INFINITY;
    const byLeader = new Map<number, Batch[]>();
    for (const queue of this.#active) {
      if (queue.inFlight) continue;
      const due = this.#due(queue, nowMs);
      if (due.batch === undefined) {
        wakeMs = Math.min(wakeMs, due.wakeMs);
        continue;
      }
      const leader = this.#brokers.leaders(queue.topic)?.[queue.partition] ?? -1;
      if (leader < 0) this.#findLeader(due.batch);
      else if (byLeader.get(leader)?.push(due.batch) === undefined) byLeader.set(leader, [due.batch]);
    }
    for (const [leader, batches] of byLeader) this.#dispatch(leader, batches);
    this.#alarm.setFor(wakeMs);
  }

  /** The first batch of a queue where it can be sent now, or when to look again. Ends batches whose time is over. */
  #due(queue: PartitionQueue, nowMs: number): {batch: Batch} | {batch: undefined; wakeMs: number} {
    for (let batch = queue.batches[0]; batch !== undefined; batch = queue.batches[0]) {
      if (nowMs >= batch.createdAtMs + this.#settings.deliveryTimeoutMs) {
        this.#fail(batch, outOfTime(batch, this.#settings.deliveryTimeoutMs, this.#role.transactionalId !== null));
        continue;
      }
      const lingersUntilMs = batch.closed || batch.attempts > 0 || this.#flushing > 0 ? 0 : batch.createdAtMs + this.#settings.lingerMs;
      const readyAtMs = Math.max(lingersUntilMs, batch.notBeforeMs);
      return readyAtMs <= nowMs ? {batch} : {batch: undefined, wakeMs: readyAtMs};
    }
    this.#active.delete(queue);
    return {batch: undefined, wakeMs: Number.POSITIVE_INFINITY};
  }

  /** Asks for the layout anew; a topic that is gone, or a partition without a leader, uses up the batch's time. */
  #findLeader(batch: Batch): void {
    const {queue} = batch;
    queue.inFlight = true;
    void this.#brokers
      .refresh(queue.topic)
      .then(() => {
        if ((this.#brokers.leaders(queue.topic)?.[queue.partition] ?? -1) < 0) throw new BrokerError('LEADER_NOT_AVAILABLE');
      })
      .catch(thrown => this.#again(batch, thrown, false))
      .finally(() => {
        queue.inFlight = false;
        this.pump();
      });
  }

  /** One request to a leader, if it has not as many as it may already; what finds no room waits for an answer. */
  #dispatch(leader: number, ready: readonly Batch[]): void {
    let rest = [...ready];
    while (rest.length > 0 && (this.#inFlight.get(leader) ?? 0) < this.#settings.maxInFlightRequests) {
      let bytes = 0;
      const taken: Batch[] = [];
      for (const batch of rest) {
        if (taken.length > 0 && bytes + batch.bytes > this.#settings.maxRequestSizeBytes) break;
        bytes += batch.bytes;
        taken.push(batch);
      }
      rest = rest.slice(taken.length);
      for (const batch of taken) {
        batch.closed = true;
        batch.queue.inFlight = true;
      }
      this.#inFlight.set(leader, (this.#inFlight.get(leader) ?? 0) + 1);
      void this.#send(leader, taken).finally(() => {
        this.#inFlight.set(leader, (this.#inFlight.get(leader) ?? 1) - 1);
        for (const {queue} of taken) queue.inFlight = false;
        this.pump();
      });
    }
  }

  async #send(leader: number, batches: readonly Batch[]): Promise<void> {
    let tried = false;
    try {
      const ready = this.#prepare(batches).then(() => this.#brokers.link(leader));
      const link = await withinDelivery(ready, batches, this.#settings.deliveryTimeoutMs);
      const parts = batches.map(({queue, encoded}) => ({
        topic: queue.topic,
        partition: queue.partition,
        bytes: encoded ?? Buffer.alloc(0),
      }));
      tried = true;
      for (const batch of batches) batch.attempts++;
      const {acks, requestTimeoutMs} = this.#settings;
      const options = {acks, transactionalId: this.#role.transactionalId, timeoutMs: requestTimeoutMs};
      const answers = await withinDelivery(produce(link, parts, options), batches, this.#settings.deliveryTimeoutMs);
      for (const batch of batches) this.#judge(batch, answers);
    } catch (thrown) {
      for (const batch of batches) this.#again(batch, thrown, tried);
      for (const topic of new Set(batches.map(({queue}) => queue.topic))) this.#refresh(topic);
    }
  }

  async #prepare(batches: readonly Batch[]): Promise<void> {
    const fresh = batches.filter(batch => batch.identity === undefined);
    if (fresh.length > 0) {
      await this.#role.announce(fresh.map(({queue}) => queue));
      const identity = await this.#role.identity();
      for (const batch of fresh) if (!batch.over) batch.queue.number(batch, identity);
    }
    const transactional = this.#role.transactionalId !== null;
    await Promise.all(
      batches.map(async batch => {
        if (batch.identity === undefined || batch.encoded !== undefined) return;
        batch.encoded = await encodeBatch(batch.records, {identity: batch.identity, transactional, codec: this.#settings.codec});
      }),
    );
  }

  #judge(batch: Batch, answers: readonly ProduceAnswer[]): void {
    const {topic, partition} = batch.queue;
    const answer = answers.find(one => one.partition === partition && one.topic === topic);
    if (this.#settings.acks === 0) this.#succeed(batch, -1n, -1);
    else if (answer === undefined) this.#again(batch, new AnswerLost('the answer leaves this partition out'), true);
    else if (answer.errorCode === 0) this.#succeed(batch, answer.baseOffset, answer.logAppendTimeMs);
    else {
      const name = errorName(answer.errorCode);
      // Stored by an attempt before, so long ago that the broker forgot where.
      if (name === 'DUPLICATE_SEQUENCE_NUMBER') this.#succeed(batch, -1n, -1);
      else if (name === 'MESSAGE_TOO_LARGE' && batch.records.length > 1 && !batch.maybeStored) {
        batch.queue.takeBack(batch);
        batch.queue.split();
      } else {
        this.#again(batch, new BrokerError(name, reasonOf(answer)), true, answer.recordErrors);
        if (needsNewLayout(name)) this.#refresh(topic);
      }
    }
  }

  #succeed(batch: Batch, baseOffset: bigint, logAppendTimeMs: number): void {
    const {topic, partition} = batch.queue;
    batch.records.forEach((record, index) => {
      const timestampMs = logAppendTimeMs >= 0 ? logAppendTimeMs : record.timestampMs;
      record.resolve({topic, partition, offset: baseOffset < 0n ? -1n : baseOffset + BigInt(index), timestampMs});
    });
    this.#over(batch);
  }

  /** Tries a batch again later, or fails it, by what its last attempt ended with. */
  #again(batch: Batch, thrown: unknown, tried: boolean, recordErrors: ProduceAnswer['recordErrors'] = []): void {
    const name = describeFailure(thrown).protocolErrors[0] ?? '';
    if ((tried && thrown instanceof AnswerLost) || mayBeStored(name)) batch.maybeStored = true;
    const transactional = this.#role.transactionalId !== null;
    if (LOST_STATE.has(name) && !transactional && !batch.maybeStored && batch.identity?.of !== undefined) {
      // The partition's leader lost what it knew of this producer, and nothing of the batch is there.
      this.#role.doubt(batch.identity.of);
      batch.startAnew();
    } else if (!passes(thrown)) {
      this.#fail(batch, refusedFor(batch, thrown, transactional), recordErrors);
      return;
    }
    const nowMs = performance.now();
    if (name === 'UNKNOWN_TOPIC_OR_PARTITION') batch.unknownTopicSinceMs ??= nowMs;
    const againAtMs = nowMs + this.#backoffMs(batch);
    if (this.#abandoning !== undefined) this.#fail(batch, this.#abandoning);
    else if (batch.attempts > this.#settings.retries || againAtMs >= this.#endMs(batch))
      this.#fail(batch, givenUp(batch, thrown, transactional));
    else batch.notBeforeMs = againAtMs;
  }

  /** Where it fails, the next attempt will say why. */
  #refresh(topic: string): void {
    void this.#brokers.refresh(topic).catch(() => undefined);
  }

  #endMs({createdAtMs, unknownTopicSinceMs = Number.POSITIVE_INFINITY}: Batch): number {
    return Math.min(createdAtMs + this.#settings.deliveryTimeoutMs, unknownTopicSinceMs + this.#settings.maxBlockMs);
  }

  #backoffMs({attempts}: Batch): number {
    const {retryBackoffMs, retryBackoffMaxMs} = this.#settings;
    return Math.min(retryBackoffMaxMs, retryBackoffMs * 2 ** Math.max(0, attempts - 1)) * (0.8 + Math.random() * 0.4);
  }

  #fail(batch: Batch, error: ClientError, recordErrors: ProduceAnswer['recordErrors'] = []): void {
    const of = batch.identity?.of;
    if (batch.maybeStored && of !== undefined) this.#role.doubt(of);
    else batch.queue.takeBack(batch);
    const refused = new Map(recordErrors.map(one => [one.index, one.message]));
    batch.records.forEach((record, index) => {
      const own = refused.get(index);
      record.reject(own === undefined || own === null ? error : reworded(error, own));
    });
    this.#role.failed(error);
    this.#over(batch);
  }

  #over(batch: Batch): void {
    const {batches} = batch.queue;
    const at = batches.indexOf(batch);
    if (at >= 0) batches.splice(at, 1);
    let bytes = 0;
    for (const record of batch.records) bytes += record.bytes;
    this.#release(bytes);
    batch.over = true;
    batch.settled.resolve();
  }
}

const LOST_STATE = new Set(['OUT_OF_ORDER_SEQUENCE_NUMBER', 'UNKNOWN_PRODUCER_ID', 'INVALID_PRODUCER_EPOCH']);
