import {ClientError} from '../client-error.ts';
import type {Identity, PartitionQueue} from '../producer/batches.ts';
import type {SenderRole} from '../producer/sender-role.ts';
import type {Position} from '../records.ts';
import type {Told, TransactionCoordinator} from './coordinator.ts';

/**
 * What a transactional id knows of its transaction: its epoch, the partitions that the coordinator was told of, and whether
 * a request may still be on its way. Where one may be, the next transaction begins with a new epoch, so that it cannot hit it
 * (KAFKA-17754).
 */
export class TransactionalRole implements SenderRole {
  readonly transactionalId: string;
  readonly #coordinator: TransactionCoordinator;
  readonly #added = new Map<string, Promise<void>>();
  readonly #told: Told = {lost: false};
  #adding: {partitions: PartitionQueue[]; done: Promise<void>} | undefined;
  #lastAdd: Promise<void> = Promise.resolve();
  #identity: Identity | undefined;
  /** The coordinator has been asked to begin. */
  #begun = false;
  #failure: ClientError | undefined;
  #dead: ClientError | undefined;

  constructor(transactionalId: string, coordinator: TransactionCoordinator) {
    this.transactionalId = transactionalId;
    this.#coordinator = coordinator;
  }

  /** What makes this producer of no more use. */
  get dead(): ClientError | undefined {
    return this.#dead;
  }

  async init(): Promise<void> {
    this.#identity = await this.#mortal(this.#coordinator.init(this.#identity));
    this.#told.lost = false;
  }

  async begin(): Promise<void> {
    if (this.#dead !== undefined) throw this.#dead;
    if (this.#told.lost) await this.init();
    this.#failure = undefined;
    this.#begun = false;
    this.#added.clear();
  }

  async identity(): Promise<Identity | undefined> {
    return this.#identity;
  }

  /** Tells the coordinator of partitions that are new to the transaction: one request at a time, for all that came meanwhile. */
  async announce(queues: readonly PartitionQueue[]): Promise<void> {
    await Promise.all(
      queues.map(queue => {
        const known = this.#added.get(queue.name);
        if (known !== undefined) return known;
        this.#adding ??= this.#startAdding();
        this.#adding.partitions.push(queue);
        this.#added.set(queue.name, this.#adding.done);
        return this.#adding.done;
      }),
    );
  }

  #startAdding(): {partitions: PartitionQueue[]; done: Promise<void>} {
    const partitions: PartitionQueue[] = [];
    const before = this.#lastAdd;
    const add = async (): Promise<void> => {
      await before.catch(() => undefined);
      this.#adding = undefined;
      this.#begun = true;
      await this.#mortal(this.#coordinator.addPartitions(this.#required(), partitions, this.#told));
    };
    const done = add();
    this.#lastAdd = done;
    return {partitions, done};
  }

  async sendOffsets(group: string, positions: readonly Position[]): Promise<void> {
    if (positions.length === 0) return;
    this.#begun = true;
    try {
      await this.#mortal(this.#coordinator.addOffsets(this.#required(), group, positions, this.#told));
    } catch (thrown) {
      if (thrown instanceof ClientError) this.failed(thrown);
      throw thrown;
    }
  }

  doubt(): void {
    this.#told.lost = true;
  }

  failed(error: ClientError): void {
    this.#failure ??= error;
    if (error.recovery === 'fatal') this.#dead ??= error;
  }

  /** A record of the transaction was refused before it was sent: without it the transaction is not what the program meant. */
  spoil(thrown: unknown): void {
    if (this.#failure !== undefined) return;
    const {message, code} = thrown instanceof ClientError ? thrown : {message: String(thrown), code: 'client/failed'};
    this.#failure = new ClientError(`a record of the transaction was not sent: ${message}`, {
      code,
      recovery: 'abortable',
      stored: 'not-stored',
      hint: 'abort the transaction',
      cause: thrown,
    });
  }

  /** Nothing is in flight any more. */
  async commit(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (!this.#begun) return;
    const told: Told = {lost: false};
    try {
      await this.#coordinator.end(this.#required(), 'commit', told);
    } catch (thrown) {
      throw this.#uncommitted(thrown, told);
    } finally {
      if (told.lost) this.#told.lost = true;
    }
  }

  /** Nothing is in flight any more. What is fenced was aborted by its successor. */
  async abort(): Promise<void> {
    if (this.#dead !== undefined || !this.#begun) return;
    try {
      await this.#mortal(this.#coordinator.end(this.#required(), 'abort', this.#told));
    } catch (thrown) {
      // The coordinator never heard of the transaction, or ended it: the next epoch settles which.
      if (!(thrown instanceof ClientError) || thrown.code !== 'client/invalid-txn-state') throw thrown;
      this.#told.lost = true;
    }
    if (this.#told.lost) await this.init();
  }

  /** What a failed commit means. Never followed by an abort where the commit may have been carried out. */
  #uncommitted(thrown: unknown, told: Told): unknown {
    if (!(thrown instanceof ClientError)) return thrown;
    if (thrown.code === 'client/invalid-txn-state') {
      // Asked again, a coordinator that had committed would have said so.
      this.#failure = new ClientError(`${this.transactionalId}: the coordinator aborted the transaction`, {
        code: 'client/transaction-aborted',
        recovery: 'abortable',
        stored: 'not-stored',
        cause: thrown,
      });
      return this.#failure;
    }
    const unknown = told.lost || thrown.recovery !== 'fatal';
    this.#dead = new ClientError(unknown ? `${thrown.message}; whether it was committed is not known` : thrown.message, {
      code: thrown.code === 'client/fenced' ? thrown.code : unknown ? 'client/commit-unknown' : thrown.code,
      recovery: 'fatal',
      stored: unknown ? 'unknown' : 'not-stored',
      hint: unknown
        ? 'make a new producer of this transactional id, which completes what was left, and read what is committed before doing the work again'
        : (thrown.hint ?? 'make a new producer of this transactional id'),
      cause: thrown,
    });
    return this.#dead;
  }

  #required(): Identity {
    if (this.#identity === undefined) throw new Error('the transactional id was not taken');
    return this.#identity;
  }

  async #mortal<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (thrown) {
      if (thrown instanceof ClientError && thrown.recovery === 'fatal') this.#dead ??= thrown;
      throw thrown;
    }
  }
}
