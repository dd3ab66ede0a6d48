import {randomBytes} from 'node:crypto';
import {createAPI, fetchV13, produceV9, type Reader} from '@platformatic/kafka';
import type {Connection} from './connection.ts';
import {type Address, Wire} from './wire.ts';

/** As much as was moved until the broker throttled, or to the end. */
export interface Burst {
  movedBytes: number;
  /** What the broker asked the client to wait (KIP-124, KIP-219); 0 where it never did. */
  throttleTimeMs: number;
  durationMs: number;
}

export interface BurstTask {
  /** As whom; the leader of the partition is dialled directly, because quotas are counted by broker. */
  connection: Connection;
  leader: Address;
  clientId: string;
  topic: {name: string; id: string};
  chunkBytes: number;
  /** Stops here where nothing throttles. */
  untilBytes: number;
}

const TIMEOUT_MS = 15_000;
const NO_ACKNOWLEDGED_OFFSET = -1n;
const ALL_IN_SYNC = -1;

/**
 * Sends batches to partition 0 as fast as the broker answers, until it throttles. The topic should refuse them for their size:
 * a broker counts what it was sent, whatever becomes of it (KafkaApis.handleProduceRequest), and nothing is stored.
 */
export async function produceBurst(task: BurstTask): Promise<Burst> {
  const value = randomBytes(task.chunkBytes);
  return await burst(task, async wire => {
    const record = {topic: task.topic.name, partition: 0, value};
    const answer = await wire.requestItems(produceV9.api, ALL_IN_SYNC, TIMEOUT_MS, [record], {producerId: NO_ACKNOWLEDGED_OFFSET});
    return {movedBytes: value.length, throttleTimeMs: typeof answer === 'boolean' ? 0 : answer.throttleTimeMs};
  });
}

/** Fetches the first bytes of partition 0 again and again, until the broker throttles; they have to be there. */
export async function fetchBurst(task: BurstTask): Promise<Burst> {
  const {topic, chunkBytes} = task;
  const partition = {partition: 0, currentLeaderEpoch: -1, fetchOffset: 0n, lastFetchedEpoch: -1, partitionMaxBytes: chunkBytes};
  return await burst(task, async wire => {
    const query = [{topicId: topic.id, partitions: [partition]}];
    const {sizeBytes, throttleTimeMs} = await wire.request(sizedFetch, 100, 1, chunkBytes, 0, 0, -1, query, [], '');
    // A response that would break the quota is sent empty, and its size was what broke it.
    return {movedBytes: throttleTimeMs > 0 ? chunkBytes : sizeBytes, throttleTimeMs};
  });
}

async function burst(
  {connection, leader, clientId, untilBytes}: BurstTask,
  move: (wire: Wire) => Promise<{movedBytes: number; throttleTimeMs: number}>,
): Promise<Burst> {
  const wire = await Wire.open(connection, leader, {clientId, requestTimeoutMs: TIMEOUT_MS});
  const startedAtMs = performance.now();
  let movedBytes = 0;
  let throttleTimeMs = 0;
  try {
    while (movedBytes < untilBytes && throttleTimeMs === 0) {
      const moved = await move(wire);
      if (moved.movedBytes === 0) throw new Error('the broker sent nothing');
      movedBytes += moved.movedBytes;
      throttleTimeMs = moved.throttleTimeMs;
    }
  } finally {
    await wire.close();
  }
  return {movedBytes, throttleTimeMs, durationMs: performance.now() - startedAtMs};
}

/** Fetch (version 13), of which the size and the throttle time are read. */
const sizedFetch = createAPI<Parameters<typeof fetchV13.createRequest>, {sizeBytes: number; throttleTimeMs: number}>(
  1,
  13,
  fetchV13.createRequest,
  (_correlationId: number, _key: number, _version: number, reader: Reader) => {
    const throttleTimeMs = reader.readInt32();
    const errorCode = reader.readInt16();
    if (errorCode !== 0) throw new Error(`the broker refuses to fetch: error ${errorCode}`);
    return {sizeBytes: Math.max(0, reader.buffer.length - reader.position), throttleTimeMs};
  },
);
