import type {Connection} from '../../cluster/connection.ts';
import {ClientError} from '../client-error.ts';
import {Brokers} from '../link/brokers.ts';
import type {RecordSerialisers} from '../producer/accept-record.ts';
import {Intake} from '../producer/intake.ts';
import type {SenderSettings} from '../producer/sender-settings.ts';
import type {OutgoingRecord, Position, RecordMetadata} from '../records.ts';
import {json} from '../serialisers/json.ts';
import type {Serialiser} from '../serialisers/serialiser.ts';
import {text} from '../serialisers/text.ts';
import {TransactionCoordinator} from './coordinator.ts';
import {OpenTransaction} from './open-transaction.ts';
import {TransactionalRole} from './transactional-role.ts';

export interface TransactionalProducerOptions<Value, Key> {
  /** Stable over restarts, and owned by one producer at a time: a new one fences the one before. */
  transactionalId: string;
  /** The broker aborts what is open for longer; Kafka's transaction.timeout.ms. */
  transactionTimeoutMs?: number;
  clientId?: string;
  keySerializer?: Serialiser<Key>;
  valueSerializer?: Serialiser<Value>;
  settings?: Partial<SenderSettings>;
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

/** The guide's exactly-once settings, with no wait for more records: a commit waits for what was sent. */
const DEFAULTS: SenderSettings = {
  acks: -1,
  lingerMs: 0,
  batchSizeBytes: 16_384,
  maxRequestSizeBytes: 1_048_576,
  maxInFlightRequests: 5,
  requestTimeoutMs: 30_000,
  deliveryTimeoutMs: 120_000,
  retries: 2_147_483_647,
  retryBackoffMs: 100,
  retryBackoffMaxMs: 1_000,
  maxBlockMs: 60_000,
  bufferMemoryBytes: 33_554_432,
  codec: undefined,
};

const TRANSACTION_TIMEOUT_MS = 60_000;
const METADATA_MAX_AGE_MS = 300_000;
const CONNECTION_TIMEOUT_MS = 10_000;

/**
 * Makes a producer that owns a transactional id: an earlier owner is fenced, and what it left open is aborted, or completed where its commit had begun
 * (KIP-98). Fails with a {@link ClientError}: `client/not-authorized`, `client/authentication`, `client/unreachable`, …
 */
export async function createTransactionalProducer<Value = unknown, Key = string>(
  connection: Connection,
  options: TransactionalProducerOptions<Value, Key>,
): Promise<TransactionalProducer<Value, Key>> {
  const settings = {...DEFAULTS, ...options.settings};
  const {transactionalId, transactionTimeoutMs = TRANSACTION_TIMEOUT_MS} = options;
  const brokers = new Brokers(connection, {
    clientId: options.clientId ?? 'weir-transactional',
    connectionTimeoutMs: CONNECTION_TIMEOUT_MS,
    requestTimeoutMs: settings.requestTimeoutMs,
    metadataMaxAgeMs: METADATA_MAX_AGE_MS,
  });
  const {maxBlockMs, retryBackoffMs} = settings;
  const coordinator = new TransactionCoordinator(brokers, {transactionalId, transactionTimeoutMs, maxBlockMs, retryBackoffMs});
  const role = new TransactionalRole(transactionalId, coordinator);
  try {
    await role.init();
  } catch (thrown) {
    brokers.close();
    throw thrown;
  }
  const serialisers = {
    // Text and JSON unless the program says otherwise: then the types say so, too.
    key: options.keySerializer ?? (text as unknown as Serialiser<Key>),
    value: options.valueSerializer ?? (json as unknown as Serialiser<Value>),
  };
  return new OwnedId(transactionalId, role, new Intake(brokers, settings, role), brokers, serialisers);
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
