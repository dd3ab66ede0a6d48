import type {Admin} from '../../cluster/admin.ts';
import {RawProducer} from '../../cluster/raw-producer.ts';
import {canaryKey, canaryValue} from './canary-record.ts';

export interface PutInputOptions {
  topic: string;
  partitions: number;
  tag: string;
  keys: number;
  records: number;
  random(): number;
  signal: AbortSignal;
}

const BATCH_MIN = 20;
const BATCH_MAX = 120;

/**
 * Puts the integers 0 … records-1 into a topic by an idempotent producer on the raw protocol, a key's in their order, in batches
 * of sizes by the seed. The judge reads the topic itself: what counts as put in is what lies there.
 */
export async function putInput(admin: Admin, {topic, partitions, tag, keys, records, random, signal}: PutInputOptions): Promise<void> {
  const producer = await RawProducer.open(admin);
  await Promise.all(
    Array.from({length: partitions}, async (_, partition) => {
      let batch: {key: Buffer; value: Buffer}[] = [];
      let size = BATCH_MIN;
      const send = async (): Promise<void> => {
        signal.throwIfAborted();
        if (batch.length > 0) await producer.send(topic, partition, batch);
        batch = [];
        size = BATCH_MIN + Math.floor(random() * (BATCH_MAX - BATCH_MIN));
      };
      for (let n = 0; n < records; n++) {
        if ((n % keys) % partitions !== partition) continue;
        batch.push({key: Buffer.from(canaryKey(n, keys)), value: Buffer.from(canaryValue(tag, n, ''))});
        if (batch.length >= size) await send();
      }
      await send();
    }),
  );
}
