import {ClientError} from '../client-error.ts';
import type {HeaderValue} from '../records.ts';

export type Headers = readonly (readonly [name: string, value: HeaderValue])[];

/** How a key or a value becomes bytes and is read again; the topic and the headers may decide. Throwing refuses the record. */
export interface Serialiser<T> {
  /** `null` is stored as null: a tombstone, or a record without a key. */
  serialize(value: T, topic: string, headers: Headers): Buffer | null;
  deserialize(bytes: Buffer, topic: string, headers: readonly (readonly [name: string, value: Buffer | null])[]): T;
}

/**
 * The bytes of a key or a value. Null stays null, whatever the serialiser; one that throws or gives no bytes is
 * `client/serialisation`, and nothing was sent.
 */
export function serialised<T>(
  serialiser: Serialiser<T>,
  value: T | null | undefined,
  what: string,
  topic: string,
  headers: Headers,
): Buffer | null {
  if (value === null || value === undefined) return null;
  let bytes: unknown;
  try {
    bytes = serialiser.serialize(value, topic, headers);
  } catch (thrown) {
    throw refused(what, topic, thrown instanceof Error ? thrown.message : String(thrown), thrown);
  }
  if (bytes === null || Buffer.isBuffer(bytes)) return bytes;
  throw refused(
    what,
    topic,
    `the serialiser gave ${bytes instanceof Promise ? 'a promise' : typeof bytes} where bytes are asked for`,
    undefined,
  );
}

function refused(what: string, topic: string, reason: string, cause: unknown): ClientError {
  return new ClientError(`the ${what} of a record for ${topic} cannot be serialised: ${reason}`, {
    code: 'client/serialisation',
    recovery: 'fatal',
    stored: 'not-stored',
    hint: 'send what the serialiser takes, or give the producer another one',
    ...(cause === undefined ? {} : {cause}),
  });
}
