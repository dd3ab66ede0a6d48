import {ClientError} from '../client-error.ts';
import {acceptRecord, type RecordSerialisers} from '../producer/accept-record.ts';
import type {Intake} from '../producer/intake.ts';
import type {OutgoingRecord, Position, RecordMetadata} from '../records.ts';
import type {Transaction} from './transactional-producer.ts';
import type {TransactionalRole} from './transactional-role.ts';

type State = 'open' | 'ending' | 'ended';

/** A transaction between its beginning and its end. */
export class OpenTransaction<Value, Key> implements Transaction<Value, Key> {
  readonly #role: TransactionalRole;
  readonly #intake: Intake;
  readonly #serialisers: RecordSerialisers<Value, Key>;
  readonly #offsets = new Set<Promise<void>>();
  #state: State = 'open';
  #ending: Promise<void> | undefined;

  constructor(role: TransactionalRole, intake: Intake, serialisers: RecordSerialisers<Value, Key>) {
    this.#role = role;
    this.#intake = intake;
    this.#serialisers = serialisers;
  }

  get ended(): boolean {
    return this.#state === 'ended';
  }

  async send(record: OutgoingRecord<Value, Key>): Promise<RecordMetadata> {
    this.#required();
    return await this.#whole(async () => await this.#intake.accept(acceptRecord(record, this.#serialisers)));
  }

  async sendAll(records: readonly OutgoingRecord<Value, Key>[]): Promise<RecordMetadata[]> {
    this.#required();
    return await this.#whole(async () => {
      // All are serialised before the first is sent: a poisoned one costs the call and not half of it.
      const accepted = records.map(record => acceptRecord(record, this.#serialisers));
      const sent = await Promise.allSettled(accepted.map(record => this.#intake.accept(record)));
      return sent.map(one => {
        if (one.status === 'rejected') throw one.reason;
        return one.value;
      });
    });
  }

  /** A transaction of which a record is missing must not be committed, whether or not the program looks at the failure. */
  async #whole<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      this.#role.spoil(thrown);
      throw thrown;
    }
  }

  async sendOffsets(group: string, positions: readonly Position[]): Promise<void> {
    this.#required();
    const sending = this.#role.sendOffsets(group, positions);
    this.#offsets.add(sending);
    try {
      await sending;
    } finally {
      this.#offsets.delete(sending);
    }
  }

  async commit(): Promise<void> {
    this.#required();
    await this.#end(async () => {
      await Promise.allSettled(this.#offsets);
      await this.#intake.flush();
      await this.#role.commit();
    });
  }

  /** After a failed commit, too; where the commit's outcome is not known, nothing is aborted. */
  async abort(): Promise<void> {
    if (this.#state === 'ended') return;
    this.#required();
    await this.#end(() => this.#abort());
  }

  /** For a closing producer: waits for what ends already, else aborts. */
  async finish(): Promise<void> {
    await this.#ending?.catch(() => undefined);
    if (this.#state === 'open') await this.abort();
  }

  async #abort(): Promise<void> {
    await Promise.allSettled(this.#offsets);
    await this.#intake.abandon(
      new ClientError('the transaction was aborted', {code: 'client/transaction-aborted', recovery: 'abortable', stored: 'not-stored'}),
    );
    await this.#role.abort();
  }

  /** A commit that failed leaves the transaction open for an abort, unless the producer is of no more use. */
  async #end(work: () => Promise<void>): Promise<void> {
    this.#state = 'ending';
    const ending = work();
    this.#ending = ending;
    this.#ending.catch(() => undefined);
    try {
      await ending;
      this.#state = 'ended';
    } catch (thrown) {
      this.#state = this.#role.dead === undefined ? 'open' : 'ended';
      throw thrown;
    }
  }

  #required(): void {
    if (this.#state === 'open') return;
    throw (
      this.#role.dead ??
      new ClientError('the transaction is over', {code: 'client/transaction-ended', recovery: 'fatal', stored: 'not-stored'})
    );
  }
}
