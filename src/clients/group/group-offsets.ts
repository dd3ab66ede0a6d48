import {Admin} from '../../cluster/admin.ts';
import type {Connection} from '../../cluster/connection.ts';
import {ClientError} from '../client-error.ts';
import type {Position, TopicPartition} from '../records.ts';
import {clientFailure} from './failures.ts';
import type {Retrying} from './retrying.ts';
import {readCommittedOffsets, readOffsetsAt} from './start-positions.ts';

const UNSTABLE_PAUSE_MS = 100;
/** Longer than the transaction timeout that the library's producers ask for, after which the coordinator aborts. */
const UNSTABLE_MAX_MS = 120_000;

/** What a group committed, and where partitions begin and end, asked of the brokers by the independent client until they answer. */
export class GroupOffsets {
  readonly #connection: Connection;
  readonly #group: string;
  readonly #isolation: 'read_committed' | 'read_uncommitted';
  readonly #retrying: Retrying;
  #admin: Admin | undefined;
  #closed = false;

  constructor(
    connection: Connection,
    {group, isolation, retrying}: {group: string; isolation: 'read_committed' | 'read_uncommitted'; retrying: Retrying},
  ) {
    this.#connection = connection;
    this.#group = group;
    this.#isolation = isolation;
    this.#retrying = retrying;
  }

  /** Fails with what the brokers say to these credentials. */
  async open(): Promise<void> {
    this.#admin = await Admin.open(this.#connection);
  }

  async at(partitions: readonly TopicPartition[], at: 'earliest' | 'latest' | {timestampMs: number}): Promise<Position[]> {
    return await this.#ask(admin => readOffsetsAt(admin, partitions, at, this.#isolation));
  }

  /** Committed offsets as a transaction's next reader must see them; waits while a transaction holds new ones. */
  async committed(partitions: readonly TopicPartition[]): Promise<{positions: Position[]; absent: TopicPartition[]}> {
    const deadlineMs = performance.now() + UNSTABLE_MAX_MS;
    for (;;) {
      const {committed, unstable} = await this.#ask(admin => readCommittedOffsets(admin, this.#group, partitions));
      if (unstable.length === 0) {
        const positions = committed.flatMap(({topic, partition, offset}) => (offset === undefined ? [] : [{topic, partition, offset}]));
        return {positions, absent: committed.filter(({offset}) => offset === undefined)};
      }
      if (performance.now() > deadlineMs) throw stillUnstable(unstable);
      await new Promise(resolve => setTimeout(resolve, UNSTABLE_PAUSE_MS));
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#admin?.close();
  }

  async #ask<T>(ask: (admin: Admin) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        this.#admin ??= await Admin.open(this.#connection);
        const answer = await ask(this.#admin);
        this.#retrying.succeeded('read offsets');
        return answer;
      } catch (thrown) {
        if (this.#closed) throw clientFailure('read offsets', thrown);
        await this.#retrying.after('read offsets', thrown);
      }
    }
  }
}

function stillUnstable(partitions: readonly TopicPartition[]): ClientError {
  const [first] = partitions;
  return new ClientError(`the committed offset of ${first?.topic}-${first?.partition} hangs in a transaction that nobody ends`, {
    code: 'client/unstable-offset',
    recovery: 'retriable',
    hint: 'See `weir transactions list` for whose it is, and `weir transactions abort` to end it.',
  });
}
