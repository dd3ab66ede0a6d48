// covers: P03, EO1, EO3, EO5
import type {Connection} from '../../cluster/connection.ts';
import {ClientError} from '../client-error.ts';
import type {Brokers} from '../link/brokers.ts';
import {openBrokers} from '../link/open-brokers.ts';
import {type RecordSerialisers, serialisersOf} from '../producer/accept-record.ts';
import {Intake} from '../producer/intake.ts';
import type {OutgoingRecord, Position, RecordMetadata} from '../records.ts';
import type {Serialiser} from '../serialisers/serialiser.ts';
import {producerSettings} from '../settings/producer-settings.ts';
import {refusedSettings} from '../settings/refused-settings.ts';
import type {ProfileChoice, WrittenSettings} from '../settings/stated-settings.ts';
import {TransactionCoordinator} from './coordinator.ts';
import {OpenTransaction} from './open-transaction.ts';
import {TransactionalRole} from './transactional-role.ts';

export interface TransactionalProducerOptions<Value, Key> {
  /** Stable over restarts, and owned by one producer at a time: a new one fences the one before. */
  transactionalId: string;
  /** The broker aborts what is open for longer; by default the settings' transaction.timeout.ms. */
  transactionTimeoutMs?: number;
  clientId?: string;
  keySerializer?: Serialiser<Key>;
  valueSerializer?: Serialiser<Value>;
  /** By default `exactly-once`. */
  profile?: ProfileChoice;
  settings?: WrittenSettings;
}

/** One transaction: all of its records and offsets become visible together, or none. */
export interface Transaction<Value = unknown, Key = string> {
  /** Resolves once the brokers have the record; it is visible to read_committed after the commit only. */
  send(record: OutgoingRecord<Value, Key>): Promise<RecordMetadata>;
  /** In the order of the records; fails with the first that failed. */
  sendAll(records: readonly OutgoingRecord<Value, Key>[]): Promise<RecordMetadata[]>;
  /** Commits positions of a group with the transaction: each is one after the last record that was handled. */
  sendOffsets(group: string, positions: readonly Position[]): Promise<void>;
  /**
   * Resolves once the transaction is committed. Fails with a {@link ClientError}: `abortable` where something of it failed before (abort
   * it), `fatal` with `stored: 'unknown'` where the coordinator could not be asked in time: make a new producer, which completes
   * what was left, and read what is committed before doing the work again.
   */
  commit(): Promise<void>;
  abort(): Promise<void>;
}

export interface TransactionalProducer<Value = unknown, Key = string> {
  readonly transactionalId: string;
  /** One transaction at a time. */
  begin(): Promise<Transaction<Value, Key>>;
  /** Aborts what is open. */
  close(): Promise<void>;
}

/**
 * Makes a producer that owns a transactional id: an earlier owner is fenced, and what it left open is aborted, or completed where its commit had begun
 * (KIP-98). Fails with a {@link ClientError}: `client/not-authorized`, `client/authentication`, `client/unreachable`, …
 */
export async function createTransactionalProducer<Value = unknown, Key = string>(
  connection: Connection,
  options: TransactionalProducerOptions<Value, Key>,
): Promise<TransactionalProducer<Value, Key>> {
  const settings = producerSettings({profile: options.profile ?? 'exactly-once', settings: options.settings});
  if (!settings.idempotent) throw refusedSettings('producer', ['enable.idempotence: a transactional producer needs it, and acks: all']);
  const {transactionalId, transactionTimeoutMs = settings.transactionTimeoutMs} = options;
  const brokers = openBrokers(connection, settings, options.clientId ?? 'weir-transactional');
  const {maxBlockMs, retryBackoffMs} = settings;
  const coordinator = new TransactionCoordinator(brokers, {transactionalId, transactionTimeoutMs, maxBlockMs, retryBackoffMs});
  const role = new TransactionalRole(transactionalId, coordinator);
  try {
    await role.init();
  } catch (thrown) {
    brokers.close();
    throw thrown;
  }
  return new OwnedId(transactionalId, role, new Intake(brokers, settings, role), brokers, serialisersOf(options));
}

class OwnedId<Value, Key> implements TransactionalProducer<Value, Key> {
  readonly transactionalId: string;
  readonly #role: TransactionalRole;
  readonly #intake: Intake;
  readonly #brokers: Brokers;
  readonly #serialisers: RecordSerialisers<Value, Key>;
  #open: OpenTransaction<Value, Key> | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    transactionalId: string,
    role: TransactionalRole,
    intake: Intake,
    brokers: Brokers,
    serialisers: RecordSerialisers<Value, Key>,
  ) {
    this.transactionalId = transactionalId;
    this.#role = role;
    this.#intake = intake;
    this.#brokers = brokers;
    this.#serialisers = serialisers;
  }

  async begin(): Promise<Transaction<Value, Key>> {
    if (this.#closing !== undefined) throw misuse('client/closed', `the producer of ${this.transactionalId} is closed`);
    if (this.#open !== undefined && !this.#open.ended)
      throw misuse('client/transaction-open', `${this.transactionalId} has a transaction open; commit or abort it first`);
    const open = new OpenTransaction(this.#role, this.#intake, this.#serialisers);
    this.#open = open;
    try {
      await this.#role.begin();
    } catch (thrown) {
      this.#open = undefined;
      throw thrown;
    }
    return open;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.#open?.finish();
    } finally {
      this.#intake.close();
      this.#intake.sender.stop();
      this.#brokers.close();
    }
  }
}

function misuse(code: string, message: string): ClientError {
  return new ClientError(message, {code, recovery: 'fatal'});
}
