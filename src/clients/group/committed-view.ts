import type {RawRecord, RecordBatch} from './record-batches.ts';

/** A transaction that was aborted: of one producer, from one offset up to its next marker. */
export interface AbortedTransaction {
  producerId: bigint;
  firstOffset: bigint;
}

/**
 * The records that a consumer may see, in order. Under read_committed the brokers send aborted records, too, and name the
 * transactions (FetchResponse.abortedTransactions), as Kafka's own consumer expects (CompletedFetch): a transaction hides
 * its producer's transactional records from its first offset to its producer's next marker, and transactions come in any order.
 * kafkajs takes one transaction a record off an unsorted list, and takes a record whose key is four zero bytes for a marker:
 * either shows aborted records.
 */
export function visibleRecords(batches: readonly RecordBatch[], aborted: readonly AbortedTransaction[]): RawRecord[] {
  const waiting = [...aborted].sort((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  const hidden = new Set<bigint>();
  const visible: RawRecord[] = [];
  for (const batch of batches) {
    // A batch belongs to one transaction at most, which cannot begin within it.
    for (let next = waiting[0]; next !== undefined && next.firstOffset < batch.next; next = waiting[0]) {
      hidden.add(next.producerId);
      waiting.shift();
    }
    if (batch.isControl) {
      // Either marker ends the producer's transaction: a commit's is not among the aborted ones.
      hidden.delete(batch.producerId);
      continue;
    }
    if (batch.isTransactional && hidden.has(batch.producerId)) continue;
    for (const record of batch.records) visible.push(record);
  }
  return visible;
}
