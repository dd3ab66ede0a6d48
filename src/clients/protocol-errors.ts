import {protocolErrors, protocolErrorsCodesById} from '@platformatic/kafka';
import {describeFailure} from '../cluster/failure.ts';
import {ClientError, type Recovery, type Stored} from './client-error.ts';

/** Kafka's name of an error code (org.apache.kafka.common.protocol.Errors); kafkajs knows none after 88. */
export function errorName(code: number): string {
  return protocolErrorsCodesById[code] ?? `error ${code}`;
}

/** Whether Kafka's own clients try again (its RetriableException). */
export function isRetriable(name: string): boolean {
  return protocolErrors[name]?.canRetry === true || ALSO_RETRIABLE.has(name);
}

/** Kafka's TransactionManager tries the first again by name; the second is a broker that left the metadata for a moment. */
const ALSO_RETRIABLE = new Set(['CONCURRENT_TRANSACTIONS', 'BROKER_NOT_AVAILABLE']);

/** The broker may have appended the records before it answered so (KAFKA-13574 for the first). */
const MAY_BE_STORED = new Set([
  'NOT_LEADER_OR_FOLLOWER',
  'REQUEST_TIMED_OUT',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'KAFKA_STORAGE_ERROR',
  'UNKNOWN_SERVER_ERROR',
  'NETWORK_EXCEPTION',
]);

export function mayBeStored(name: string): boolean {
  return MAY_BE_STORED.has(name);
}

/** Another leader or another layout answers better. */
const STALE = new Set([
  'NOT_LEADER_OR_FOLLOWER',
  'LEADER_NOT_AVAILABLE',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'KAFKA_STORAGE_ERROR',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_TOPIC_ID',
]);

export function needsNewLayout(name: string): boolean {
  return STALE.has(name);
}

const FENCED = new Set(['INVALID_PRODUCER_EPOCH', 'PRODUCER_FENCED']);

export function isFenced(name: string): boolean {
  return FENCED.has(name);
}

/** A broker's answer that is an error, before the library made a {@link ClientError} of it. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  /** Kafka's name of the error, also where `describeFailure` looks for it. */
  readonly type: string;
  readonly detail: string | undefined;

  constructor(type: string, detail?: string) {
    super(detail === undefined ? type : `${type}: ${detail}`);
    this.type = type;
    this.detail = detail;
  }
}

const HINTS: Record<string, string> = {
  MESSAGE_TOO_LARGE:
    "raise the topic's max.message.bytes and the producer's max.request.size, or store the payload elsewhere and send a reference",
  UNKNOWN_TOPIC_OR_PARTITION: 'create the topic first: Weir does not let brokers create topics by accident',
  NOT_ENOUGH_REPLICAS: 'fewer replicas are in sync than min.insync.replicas asks for; see `weir topics describe`',
  INVALID_TIMESTAMP:
    "the record's timestamp is further from the broker's clock than message.timestamp.before.max.ms or message.timestamp.after.max.ms allow",
};

const CODES: Record<string, string> = {
  MESSAGE_TOO_LARGE: 'client/record-too-large',
  RECORD_LIST_TOO_LARGE: 'client/record-too-large',
  UNKNOWN_TOPIC_OR_PARTITION: 'client/unknown-topic',
  UNKNOWN_TOPIC_ID: 'client/unknown-topic',
  INVALID_TOPIC_EXCEPTION: 'client/unknown-topic',
  NOT_ENOUGH_REPLICAS: 'client/not-enough-replicas',
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: 'client/not-enough-replicas',
  INVALID_RECORD: 'client/invalid-record',
  INVALID_TIMESTAMP: 'client/invalid-record',
  UNSUPPORTED_COMPRESSION_TYPE: 'client/unsupported-codec',
};

/** How a failure is known to the program: `client/not-authorized`, `client/authentication`, `client/unreachable`, … */
export function errorCodeOf(thrown: unknown): string {
  const {kind, protocolErrors: names} = describeFailure(thrown);
  const name = names[0];
  if (kind === 'authentication' || kind === 'tls') return `client/${kind}`;
  if (name === undefined) return kind === 'timeout' ? 'client/timeout' : kind === 'network' ? 'client/unreachable' : 'client/failed';
  if (isFenced(name)) return 'client/fenced';
  if (/AUTHORIZATION_FAILED$/.test(name)) return 'client/not-authorized';
  return CODES[name] ?? `client/${name.toLowerCase().replaceAll('_', '-')}`;
}

/** Whatever the caller makes of other failures. */
const FATAL = new Set(['client/fenced', 'client/authentication', 'client/tls']);

/** A {@link ClientError} of what a broker or a connection said about `what`. */
export function clientError(what: string, thrown: unknown, options: {recovery: Recovery; stored?: Stored; hint?: string}): ClientError {
  if (thrown instanceof ClientError) return thrown;
  const {reason, protocolErrors: names} = describeFailure(thrown);
  const hint = options.hint ?? HINTS[names[0] ?? ''];
  const detail = thrown instanceof BrokerError && thrown.detail !== undefined ? `${thrown.type} (${thrown.detail})` : reason;
  const code = errorCodeOf(thrown);
  return new ClientError(`${what}: ${detail}`, {
    code,
    recovery: FATAL.has(code) ? 'fatal' : options.recovery,
    ...(options.stored === undefined ? {} : {stored: options.stored}),
    ...(hint === undefined ? {} : {hint}),
    cause: thrown,
  });
}
