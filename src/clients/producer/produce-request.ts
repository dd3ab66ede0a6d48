import type {Link} from '../link/link.ts';
import {BrokerError} from '../protocol-errors.ts';

/** One partition's batch of a request. */
export interface PartitionBatch {
  topic: string;
  partition: number;
  bytes: Buffer;
}

export interface ProduceAnswer {
  topic: string;
  partition: number;
  errorCode: number;
  baseOffset: bigint;
  /** -1 where the record's own timestamp holds. */
  logAppendTimeMs: number;
  /** Records of the batch that the broker refused, by their place in it. */
  recordErrors: {index: number; message: string | null}[];
  message: string | null;
}

const PRODUCE = {apiKey: 0, apiName: 'Produce', apiVersion: 8};

export interface ProduceOptions {
  acks: -1 | 0 | 1;
  transactionalId: string | null;
  timeoutMs: number;
}

/**
 * Sends batches to the leader of their partitions, at most one a partition, and gives what it answered about each; nothing
 * without acknowledgements. Version 8 (KIP-467) names the records that were refused; kafkajs ends at 7.
 */
export async function produce(link: Link, batches: readonly PartitionBatch[], options: ProduceOptions): Promise<ProduceAnswer[]> {
  if (!link.supports(PRODUCE.apiKey, PRODUCE.apiVersion))
    throw new BrokerError('UNSUPPORTED_VERSION', 'the broker is older than Kafka 2.4');
  const request = {...PRODUCE, expectResponse: () => options.acks !== 0};
  const answer = await link.exchange(request, encode(batches, options), decode);
  return answer?.partitions ?? [];
}

function encode(batches: readonly PartitionBatch[], {acks, transactionalId, timeoutMs}: ProduceOptions): Buffer {
  const byTopic = Map.groupBy(batches, one => one.topic);
  const names = new Map([...byTopic.keys()].map(name => [name, Buffer.from(name)]));
  const id = transactionalId === null ? null : Buffer.from(transactionalId);
  let size = 2 + (id?.length ?? 0) + 2 + 4 + 4;
  for (const name of names.values()) size += 2 + name.length + 4;
  for (const {bytes} of batches) size += 4 + 4 + bytes.length;
  const body = Buffer.allocUnsafe(size);
  let at = writeString(body, 0, id);
  at = body.writeInt16BE(acks, at);
  at = body.writeInt32BE(timeoutMs, at);
  at = body.writeInt32BE(byTopic.size, at);
  for (const [topic, own] of byTopic) {
    at = writeString(body, at, names.get(topic) ?? null);
    at = body.writeInt32BE(own.length, at);
    for (const {partition, bytes} of own) {
      at = body.writeInt32BE(partition, at);
      at = body.writeInt32BE(bytes.length, at);
      at += bytes.copy(body, at);
    }
  }
  return body;
}

function writeString(buffer: Buffer, at: number, text: Buffer | null): number {
  const next = buffer.writeInt16BE(text?.length ?? -1, at);
  return next + (text?.copy(buffer, next) ?? 0);
}

/** Reads an answer; what is shorter than it says throws a RangeError, which counts as no answer. */
function decode(raw: Buffer): {partitions: ProduceAnswer[]; clientSideThrottleTime: number} {
  let at = 0;
  const skip = (bytes: number): number => {
    at += bytes;
    return at - bytes;
  };
  const int16 = (): number => raw.readInt16BE(skip(2));
  const int32 = (): number => raw.readInt32BE(skip(4));
  const int64 = (): bigint => raw.readBigInt64BE(skip(8));
  const text = (): string | null => {
    const length = int16();
    if (length < 0) return null;
    const start = skip(length);
    return raw.toString('utf8', start, at);
  };
  const list = <T>(item: () => T): T[] => Array.from({length: Math.max(0, int32())}, item);
  const topics = list(() => {
    const topic = text() ?? '';
    return list(() => ({
      topic,
      partition: int32(),
      errorCode: int16(),
      baseOffset: int64(),
      logAppendTimeMs: Number(int64()),
      logStartOffset: int64(),
      recordErrors: list(() => ({index: int32(), message: text()})),
      message: text(),
    }));
  });
  // kafkajs holds back the connection's next requests for so long (KIP-219), as it does after answers of its own.
  return {partitions: topics.flat(), clientSideThrottleTime: int32()};
}
