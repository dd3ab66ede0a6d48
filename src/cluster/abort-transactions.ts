import {createAPI, initProducerIdV4, type Reader, ResponseError, Writer} from '@platformatic/kafka';
import type {Admin} from './admin.ts';
import {untilCoordinated} from './coordinator.ts';
import type {ActiveProducer} from './live-transactions.ts';
import {readLayout} from './topics.ts';
import {findTransactionCoordinator} from './transactions.ts';

interface TxnMarker {
  producerId: bigint;
  producerEpoch: number;
  committed: boolean;
  topics: {name: string; partitions: number[]}[];
  coordinatorEpoch: number;
}

/** WriteTxnMarkers (version 1), which the library has not: what coordinators tell partition leaders at a transaction's end. */
const writeTxnMarkers = createAPI<[markers: TxnMarker[]], {errorCodes: number[]}>(27, 1, createRequest, parseResponse);

function createRequest(markers: TxnMarker[]): Writer {
  return Writer.create()
    .appendArray(markers, (writer, marker) => {
      writer
        .appendInt64(marker.producerId)
        .appendInt16(marker.producerEpoch)
        .appendBoolean(marker.committed)
        .appendArray(marker.topics, (topicWriter, {name, partitions}) => {
          topicWriter.appendString(name).appendArray(partitions, (one, partition) => one.appendInt32(partition), true, false);
        })
        .appendInt32(marker.coordinatorEpoch);
    })
    .appendTaggedFields();
}

function parseResponse(_correlationId: number, key: number, version: number, reader: Reader): {errorCodes: number[]} {
  const errorCodes = reader
    .readArray(marker => {
      marker.readInt64();
      return marker.readArray(topic => {
        topic.readString();
        return topic.readArray(partition => {
          partition.readInt32();
          return partition.readInt16();
        });
      });
    })
    .flat(2);
  reader.readTaggedFields();
  const response = {errorCodes};
  const failed = errorCodes.find(code => code !== 0);
  if (failed !== undefined) throw new ResponseError(key, version, {'/markers': [failed, null]}, response);
  return response;
}

/**
 * Ends a transaction that no coordinator knows of, in one partition: tells its leader that it was aborted (KIP-664). Needs
 * CLUSTER_ACTION, or ALTER, on the cluster. For {@link ActiveProducer}s of hanging transactions only: a coordinator that does
 * know of it would write its own marker later.
 */
export async function abortOrphaned(admin: Admin, producer: ActiveProducer): Promise<void> {
  const {topic, partition, producerId, producerEpoch, coordinatorEpoch} = producer;
  const {topics} = await readLayout(admin, [topic]);
  const leaderId = topics[0]?.partitions.find(one => one.partition === partition)?.leaderId ?? -1;
  if (leaderId < 0) throw new Error(`${topic}-${partition} has no leader`);
  const wire = await admin.broker(leaderId);
  await wire.request(writeTxnMarkers, [
    // Where no coordinator ever ended one of its, there is no epoch (-1), and Kafka's own tool writes 0 (TransactionsCommand).
    {
      producerId,
      producerEpoch,
      committed: false,
      topics: [{name: topic, partitions: [partition]}],
      coordinatorEpoch: Math.max(0, coordinatorEpoch),
    },
  ]);
}

/**
 * Aborts what a transactional id has open by taking the id, as its next owner would: its owner now is fenced and gets
 * `PRODUCER_FENCED` at its next request. Needs WRITE on the transactional id.
 */
export async function takeTransactionalId(
  admin: Admin,
  transactionalId: string,
  transactionTimeoutMs: number,
): Promise<{producerId: bigint; epoch: number}> {
  return await untilCoordinated(async () => {
    const wire = await admin.broker(await findTransactionCoordinator(admin, transactionalId));
    const {producerId, producerEpoch} = await wire.request(initProducerIdV4.api, transactionalId, transactionTimeoutMs);
    return {producerId, epoch: producerEpoch};
  });
}
