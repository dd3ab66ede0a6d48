import type {ClientError} from '../client-error.ts';
import type {Identity, PartitionQueue} from './batches.ts';

/** What differs between a plain, an idempotent and a transactional producer. */
export interface SenderRole {
  transactionalId: string | null;
  /** Undefined without idempotence. */
  identity(): Promise<Identity | undefined>;
  /** Before the first attempt of a batch: a transaction has to know the partition. */
  announce(queues: readonly PartitionQueue[]): Promise<void>;
  /** Whether records of this identity are in the log is not known and will not be: it must not number others. */
  doubt(identity: Identity): void;
  /** A batch failed for good. */
  failed(error: ClientError): void;
}
