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

export async function deserialised<V, K>(
  {topic, partition}: TopicPartition,
  raw: RawRecord,
  {key, value}: Deserialisers<V, K>,
): Promise<IncomingRecord<V, K>> {
  const {offset, timestampMs, headers} = raw;
  return {
    topic,
    partition,
    offset,
    timestampMs,
    headers,
    key: raw.key === null ? null : await key.deserialize(raw.key, topic, headers),
    value: raw.value === null ? null : await value.deserialize(raw.value, topic, headers),
    raw: {key: raw.key, value: raw.value},
  };
}
