import {ClientError} from '../client-error.ts';
import type {OutgoingRecord} from '../records.ts';
import {json} from '../serialisers/json.ts';
import {type Serialiser, serialised} from '../serialisers/serialiser.ts';
import {text} from '../serialisers/text.ts';
import type {AcceptedRecord} from './intake.ts';

/** What a record is made to bytes with. */
export interface RecordSerialisers<Value, Key> {
  key: Serialiser<Key>;
  value: Serialiser<Value>;
}

/** A program's serialisers: keys are text and values JSON unless it says otherwise, and then its types say so, too. */
export function serialisersOf<Value, Key>(own: {
  keySerializer?: Serialiser<Key>;
  valueSerializer?: Serialiser<Value>;
}): RecordSerialisers<Value, Key> {
  return {
    key: own.keySerializer ?? (text as unknown as Serialiser<Key>),
    value: own.valueSerializer ?? (json as unknown as Serialiser<Value>),
  };
}

/** A record as bytes; throws `client/serialisation` or `client/invalid-record`, and nothing was sent. */
export function acceptRecord<Value, Key>(record: OutgoingRecord<Value, Key>, serialisers: RecordSerialisers<Value, Key>): AcceptedRecord {
  const {topic, partition, timestampMs = Date.now(), headers = []} = record;
  if (typeof topic !== 'string' || topic === '') throw invalid('a record needs a topic');
  if (partition !== undefined && (!Number.isInteger(partition) || partition < 0)) throw invalid(`${partition} is no partition of ${topic}`);
  if (!Number.isSafeInteger(timestampMs) || timestampMs < 0) throw invalid(`${timestampMs} is no timestamp in milliseconds since 1970`);
  // A missing value is more likely a mistake than a tombstone.
  if (record.value === undefined) throw invalid(`a record for ${topic} has no value; write null for a tombstone`);
  return {
    topic,
    partition,
    timestampMs,
    key: serialised(serialisers.key, record.key, 'key', topic, headers),
    value: serialised(serialisers.value, record.value, 'value', topic, headers),
    headers: headers.map(([name, value]) => [Buffer.from(name), typeof value === 'string' ? Buffer.from(value) : value] as const),
  };
}

function invalid(message: string): ClientError {
  return new ClientError(message, {code: 'client/invalid-record', recovery: 'fatal', stored: 'not-stored'});
}
