import type {RawRecord} from '../group/record-batches.ts';
import type {IncomingRecord, TopicPartition} from '../records.ts';

/** Makes a value of bytes, and throws where it cannot. A tombstone or an absent key is null without asking. */
export interface Deserialiser<T> {
  deserialize(bytes: Buffer, topic: string, headers: IncomingRecord['headers']): T | Promise<T>;
}

export interface Deserialisers<V, K> {
  key: Deserialiser<K>;
  value: Deserialiser<V>;
}

/** At once where the deserialisers are: a promise a record costs more than most values. */
export function deserialised<V, K>(
  {topic, partition}: TopicPartition,
  raw: RawRecord,
  {key, value}: Deserialisers<V, K>,
): IncomingRecord<V, K> | Promise<IncomingRecord<V, K>> {
  const {headers} = raw;
  const ofKey = raw.key === null ? null : key.deserialize(raw.key, topic, headers);
  const ofValue = raw.value === null ? null : value.deserialize(raw.value, topic, headers);
  if (ofKey instanceof Promise || ofValue instanceof Promise)
    return Promise.all([ofKey, ofValue]).then(both => incoming(topic, partition, raw, both[0], both[1]));
  return incoming(topic, partition, raw, ofKey, ofValue);
}

function incoming<V, K>(topic: string, partition: number, raw: RawRecord, key: K | null, value: V | null): IncomingRecord<V, K> {
  const {offset, timestampMs, headers} = raw;
  return {topic, partition, offset, timestampMs, headers, key, value, raw: {key: raw.key, value: raw.value}};
}
