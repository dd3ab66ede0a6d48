import {protocolErrors, protocolErrorsCodesById} from '@platformatic/kafka';
import {suggestion} from '../../findings/suggest.ts';
import {ClientError} from '../client-error.ts';

/** What became of one item of a request for many: its value, or why it has none. */
export type Outcome<T> = {name: string; value: T} | {name: string; error: ClientError};

/** The values of a request for many, in its order; throws the first error. */
export function valuesOf<T>(outcomes: readonly Outcome<T>[]): T[] {
  return outcomes.map(one => {
    if ('error' in one) throw one.error;
    return one.value;
  });
}

/** The one value of a request for one item; throws its error. */
export function onlyValue<T>(outcomes: readonly Outcome<T>[]): T {
  const [only] = valuesOf(outcomes);
  if (outcomes.length !== 1 || only === undefined) throw new RangeError(`one outcome was expected, and here are ${outcomes.length}`);
  return only;
}

export interface RefusedItem {
  kind: 'topic' | 'group' | 'partition';
  name: string;
  /** `create`, `reset the offsets of`: what was asked for. */
  doing: string;
  /** Kafka's error code of this item. */
  errorCode: number;
  /** What the broker says beside it. */
  message?: string | null | undefined;
  /** Names that exist, for a name that does not. */
  known?: Iterable<string>;
}

/** Kafka's errors that have a code and a hint of their own here; the others keep Kafka's name in `admin/refused`. */
const ERRORS: Record<string, {code: string; hint?: string}> = {
  UNKNOWN_TOPIC_OR_PARTITION: {code: 'admin/unknown', hint: 'It does not exist, or this principal may not describe it.'},
  UNKNOWN_TOPIC_ID: {code: 'admin/unknown', hint: 'It was deleted since it was looked up.'},
  GROUP_ID_NOT_FOUND: {code: 'admin/unknown'},
  TOPIC_ALREADY_EXISTS: {code: 'admin/exists', hint: 'Describe it, or take another name.'},
  NON_EMPTY_GROUP: {code: 'admin/group-active', hint: 'Stop its members first.'},
  TOPIC_DELETION_DISABLED: {code: 'admin/deletion-disabled', hint: 'The brokers have delete.topic.enable=false.'},
  INVALID_CONFIG: {code: 'admin/invalid'},
  INVALID_PARTITIONS: {code: 'admin/invalid'},
  INVALID_REPLICATION_FACTOR: {code: 'admin/invalid'},
  INVALID_TOPIC_EXCEPTION: {code: 'admin/invalid', hint: 'At most 249 letters, digits, dots, underscores and hyphens.'},
  INVALID_REQUEST: {code: 'admin/invalid'},
  POLICY_VIOLATION: {code: 'admin/invalid', hint: "The brokers' own policy refuses it."},
};

/** Kafka's name of an error code, like `TOPIC_ALREADY_EXISTS`. */
export function errorName(errorCode: number): string {
  return protocolErrorsCodesById[errorCode] ?? `error ${errorCode}`;
}

/** The error of one item that a broker refused: `admin/unknown`, `admin/exists`, `admin/not-authorized`, `admin/invalid`, … */
export function itemError({kind, name, doing, errorCode, message, known}: RefusedItem): ClientError {
  const kafkas = errorName(errorCode);
  const about = `could not ${doing} ${kind} ${name}`;
  if (kafkas.endsWith('AUTHORIZATION_FAILED'))
    return new ClientError(`${about}: not allowed (${kafkas})`, {
      code: 'admin/not-authorized',
      recovery: 'fatal',
      hint: 'Give the principal of this connection the access that it needs, or use the administrator.',
    });
  const own = ERRORS[kafkas];
  const isUnknown = own?.code === 'admin/unknown';
  const guess = isUnknown ? suggestion(name, known) : '';
  const text = isUnknown ? `there is no ${kind} ${name}${guess}` : `${about}: ${message ?? kafkas}`;
  // An unknown topic is retriable for a producer, that may have heard of it before its broker; here it is an answer.
  const isRetriable = own === undefined && protocolErrors[kafkas]?.canRetry === true;
  return new ClientError(text, {
    code: own?.code ?? 'admin/refused',
    recovery: isRetriable ? 'retriable' : 'fatal',
    ...(own?.hint === undefined ? {} : {hint: own.hint}),
  });
}
