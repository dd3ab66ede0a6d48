import {EncoderOf} from '../link/kafkajs-parts.ts';
import type {Link} from '../link/link.ts';
import type {Identity} from '../producer/batches.ts';

export interface InitProducerId {
  transactionalId: string;
  transactionTimeoutMs: number;
  /** Whose next epoch is asked for; undefined: the id is taken from whoever has it. */
  before: Identity | undefined;
}

const INIT_PRODUCER_ID = {apiKey: 22, apiName: 'InitProducerId', apiVersion: 4};

/**
 * InitProducerId at version 4 (KIP-360, KIP-588), which says whose epoch is to be raised; kafkajs ends at version 1, with
 * which a fenced producer that begins again fences its successor.
 */
export async function initProducerId(
  link: Link,
  {transactionalId, transactionTimeoutMs, before}: InitProducerId,
): Promise<{errorCode: number; producerId: bigint; epoch: number}> {
  const body = new EncoderOf()
    // kafkajs writes the header without its tagged fields, which flexible versions have.
    .writeUVarInt(0)
    .writeUVarIntString(transactionalId)
    .writeInt32(transactionTimeoutMs)
    .writeInt64(before?.producerId ?? -1n)
    .writeInt16(before?.epoch ?? -1)
    .writeUVarInt(0);
  return await link.exchange(INIT_PRODUCER_ID, body.buffer, raw => ({
    // After the header's tagged fields and the throttle time.
    errorCode: raw.readInt16BE(5),
    producerId: raw.readBigInt64BE(7),
    epoch: raw.readInt16BE(15),
  }));
}
