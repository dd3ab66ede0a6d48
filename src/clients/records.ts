/**
 * Records as programs send and receive them. Bytes are what Kafka stores; `Key` and `Value` are what a serialiser makes of
 * them (text unless the program says otherwise).
 */

/** A header's value as it is sent; text becomes UTF-8. Kafka allows a name several times, in an order that is kept. */
export type HeaderValue = string | Buffer | null;

export interface OutgoingRecord<Value = unknown, Key = unknown> {
  topic: string;
  /** Absent: chosen by the key as Kafka's own clients do (murmur2), in turn without a key. */
  partition?: number;
  key?: Key | null;
  /** `null` is a tombstone. */
  value: Value | null;
  headers?: readonly (readonly [name: string, value: HeaderValue])[];
  /** Milliseconds since 1970; absent: the time of the call. */
  timestampMs?: number;
}

/** Where a record is, once the brokers have it. */
export interface RecordMetadata {
  topic: string;
  partition: number;
  offset: bigint;
  /** The record's own, or the broker's where the topic has `message.timestamp.type=LogAppendTime`. */
  timestampMs: number;
}

export interface IncomingRecord<Value = unknown, Key = unknown> {
  topic: string;
  partition: number;
  offset: bigint;
  timestampMs: number;
  key: Key | null;
  value: Value | null;
  headers: readonly (readonly [name: string, value: Buffer | null])[];
  /** As they lie in the log: what a dead letter keeps. */
  raw: {key: Buffer | null; value: Buffer | null};
}

export interface TopicPartition {
  topic: string;
  partition: number;
}

/** A position in a partition: the next record to read, which is one after the last that was handled. */
export interface Position extends TopicPartition {
  offset: bigint;
  metadata?: string;
}
