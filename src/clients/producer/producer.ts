// covers: P02, PR5
import type {Connection} from '../../cluster/connection.ts';
import {describeFailure} from '../../cluster/failure.ts';
import {ClientError} from '../client-error.ts';
import type {Brokers} from '../link/brokers.ts';
import {openBrokers} from '../link/open-brokers.ts';
import {clientError} from '../protocol-errors.ts';
import type {OutgoingRecord, RecordMetadata} from '../records.ts';
import type {Serialiser} from '../serialisers/serialiser.ts';
import {producerSettings} from '../settings/producer-settings.ts';
import type {ProfileChoice, WrittenSettings} from '../settings/stated-settings.ts';
import {acceptRecord, type RecordSerialisers, serialisersOf} from './accept-record.ts';
import {Identities} from './identities.ts';
import {Intake} from './intake.ts';
import type {SenderRole} from './sender-role.ts';

export interface ProducerOptions<Value, Key> {
  /** By default Kafka's own settings: idempotent, all in-sync replicas. */
  profile?: ProfileChoice;
  /** Over those of the profile, by Kafka's names: `{'linger.ms': '10ms'}`. */
  settings?: WrittenSettings;
  /** What brokers call this client in metrics and quotas. */
  clientId?: string;
  /** Text by default. */
  keySerializer?: Serialiser<Key>;
  /** JSON by default. */
  valueSerializer?: Serialiser<Value>;
}

/** Called once with what became of a record. */
export type DeliveryCallback = (error: ClientError | undefined, metadata: RecordMetadata | undefined) => void;

export interface Producer<Value = unknown, Key = string> {
  /**
   * Sends a record and resolves once the brokers acknowledged it. Rejects with a {@link ClientError} that says what can be done
   * (`recovery`) and what is known of the record (`stored`).
   */
  send(record: OutgoingRecord<Value, Key>): Promise<RecordMetadata>;
  /**
   * Puts a record into the buffer and returns at once; the promise is that of {@link send}. With a callback nothing needs to look at
   * the promise. Wait for {@link ready} between calls: what finds the buffer full waits for at most max.block.ms.
   */
  sendAsync(record: OutgoingRecord<Value, Key>, callback?: DeliveryCallback): Promise<RecordMetadata>;
  /** Resolves once the buffer has room; what is due is sent meanwhile, which a loop that waits for nothing would hold up. */
  ready(): Promise<void>;
  /** Bytes that wait to be acknowledged: at most buffer.memory, and as much again that waits for room. */
  readonly bufferedBytes: number;
  /** Sends what is buffered at once; resolves when all of it is acknowledged or has failed, of which each record's own promise tells. */
  flush(): Promise<void>;
  /** Flushes, then ends the connections. Later records are refused. */
  close(): Promise<void>;
}

/**
 * Makes a producer and connects it. Fails with a usage error for settings that cannot be had (`client/setting`), or with a
 * {@link ClientError}: `client/authentication`, `client/tls`, `client/unreachable`.
 */
export async function createProducer<Value = unknown, Key = string>(
  connection: Connection,
  options: ProducerOptions<Value, Key> = {},
): Promise<Producer<Value, Key>> {
  const settings = producerSettings({profile: options.profile, settings: options.settings});
  const brokers = openBrokers(connection, settings, options.clientId ?? 'weir-producer');
  try {
    await brokers.any();
  } catch (thrown) {
    brokers.close();
    const {kind} = describeFailure(thrown);
    const recovery = kind === 'network' || kind === 'timeout' ? 'retriable' : 'fatal';
    throw clientError(`cannot connect to ${connection.cluster} (${connection.bootstrap.join(', ')})`, thrown, {recovery});
  }
  const role = settings.idempotent ? new IdempotentRole(new Identities(brokers, settings.maxBlockMs)) : PLAIN;
  return new OpenProducer(new Intake(brokers, settings, role), brokers, serialisersOf(options));
}

/** Without sequence numbers a retry may store a record twice. */
const PLAIN: SenderRole = {
  transactionalId: null,
  identity: async () => undefined,
  announce: async () => undefined,
  doubt: () => undefined,
  failed: () => undefined,
};

class IdempotentRole implements SenderRole {
  readonly transactionalId = null;
  readonly #identities: Identities;

  constructor(identities: Identities) {
    this.#identities = identities;
  }

  identity() {
    return this.#identities.current();
  }

  async announce(): Promise<void> {}

  doubt(identity: Awaited<ReturnType<Identities['current']>>): void {
    this.#identities.doubt(identity);
  }

  failed(): void {}
}

class OpenProducer<Value, Key> implements Producer<Value, Key> {
  readonly #intake: Intake;
  readonly #brokers: Brokers;
  readonly #serialisers: RecordSerialisers<Value, Key>;
  #closing: Promise<void> | undefined;

  constructor(intake: Intake, brokers: Brokers, serialisers: RecordSerialisers<Value, Key>) {
    this.#intake = intake;
    this.#brokers = brokers;
    this.#serialisers = serialisers;
  }

  get bufferedBytes(): number {
    return this.#intake.bufferedBytes;
  }

  send(record: OutgoingRecord<Value, Key>): Promise<RecordMetadata> {
    return this.#accept(record);
  }

  sendAsync(record: OutgoingRecord<Value, Key>, callback?: DeliveryCallback): Promise<RecordMetadata> {
    const sent = this.#accept(record);
    if (callback !== undefined)
      sent.then(
        metadata => callback(undefined, metadata),
        thrown =>
          callback(
            thrown instanceof ClientError ? thrown : clientError(`cannot send to ${record.topic}`, thrown, {recovery: 'fatal'}),
            undefined,
          ),
      );
    return sent;
  }

  ready(): Promise<void> {
    return this.#intake.ready();
  }

  flush(): Promise<void> {
    return this.#intake.flush();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#intake.close();
    try {
      await this.#intake.flush();
    } finally {
      this.#intake.sender.stop();
      this.#brokers.close();
    }
  }

  #accept(record: OutgoingRecord<Value, Key>): Promise<RecordMetadata> {
    try {
      return this.#intake.accept(acceptRecord(record, this.#serialisers));
    } catch (thrown) {
      return Promise.reject(thrown);
    }
  }
}
