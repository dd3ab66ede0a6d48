import type {Connection} from '../../cluster/connection.ts';
import type {OutgoingRecord, Position} from '../records.ts';

/** Who commits the offsets: with it, a coordinator refuses those of a member that the group went on without (KIP-447). */
export interface GroupMetadata {
  group: string;
  generationId: number;
}

export interface EngineTransaction {
  sendAll(records: readonly OutgoingRecord<Buffer, Buffer>[]): Promise<unknown>;
  sendOffsets(group: GroupMetadata, positions: readonly Position[]): Promise<void>;
  /** Fails with a ClientError; `stored: 'unknown'` where it may be committed none the less. */
  commit(): Promise<void>;
  abort(): Promise<void>;
}

export interface EngineProducer {
  begin(): Promise<EngineTransaction>;
  close(): Promise<void>;
}

/**
 * The client that speaks transactions for a processor. The one that comes with the library is kafkajs's; it sends no group
 * metadata, so zombies are fenced by a transactional id an input partition alone. Another one (librdkafka's, through
 * @confluentinc/kafka-javascript) could send them and fence by the generation, too.
 */
export interface ProcessorEngine {
  /** Owns a transactional id: fences who owned it, and completes the transaction that was left open. Fulfilled only then. */
  own(connection: Connection, options: {transactionalId: string; transactionTimeoutMs: number; clientId: string}): Promise<EngineProducer>;
}
