import {describeProducersV0, describeTransactionsV0, listTransactionsV0} from '@platformatic/kafka';
import type {Admin} from './admin.ts';
import {untilCoordinated} from './coordinator.ts';
import type {LiveBroker, LiveTopicLayout} from './topics.ts';
import {findTransactionCoordinator} from './transactions.ts';

export interface ListedTransaction {
  transactionalId: string;
  producerId: bigint;
  /** Kafka's: `Empty`, `Ongoing`, `PrepareCommit`, `PrepareAbort`, `CompleteCommit`, `CompleteAbort`, … */
  state: string;
  coordinatorId: number;
}

export interface LiveTransaction extends ListedTransaction {
  producerEpoch: number;
  /** After which the coordinator aborts it. */
  timeoutMs: number;
  /** In milliseconds since 1970; undefined where none is open. */
  startedAtMs: number | undefined;
  partitions: {topic: string; partition: number}[];
}

/** A producer that a partition's leader remembers (DescribeProducers, KIP-664). */
export interface ActiveProducer {
  topic: string;
  partition: number;
  producerId: bigint;
  producerEpoch: number;
  /** Of its last record, in milliseconds since 1970. */
  lastTimestampMs: number;
  coordinatorEpoch: number;
  /** Where its open transaction begins in this partition; undefined where it has none open. */
  startOffset: bigint | undefined;
}

/**
 * The transactional ids of a cluster: each broker lists those that it coordinates. Throws where one does not answer: half a list
 * would be taken for whole. Shows only ids that the principal may DESCRIBE.
 */
export async function listTransactions(admin: Admin, brokers: readonly LiveBroker[]): Promise<ListedTransaction[]> {
  const perBroker = await Promise.all(
    brokers.map(({id}) =>
      untilCoordinated(async () => {
        const wire = await admin.broker(id);
        const {transactionStates} = await wire.request(listTransactionsV0.api, [], [], -1n, null);
        return transactionStates.map(one => ({
          transactionalId: one.transactionalId,
          producerId: one.producerId,
          state: one.transactionState,
          coordinatorId: id,
        }));
      }),
    ),
  );
  return perBroker.flat().sort((a, b) => (a.transactionalId < b.transactionalId ? -1 : 1));
}

/** Kafka's error codes of an id that a coordinator does not know, or does not show. */
const NOT_FOUND = 105;

/** Details of transactional ids, one request a coordinator; ids that are gone meanwhile are left out. */
export async function describeTransactions(
  admin: Admin,
  listed: readonly Pick<ListedTransaction, 'transactionalId' | 'coordinatorId'>[],
): Promise<LiveTransaction[]> {
  const perBroker = await Promise.all(
    [...Map.groupBy(listed, one => one.coordinatorId)].map(([coordinatorId, own]) =>
      untilCoordinated(async () => {
        const wire = await admin.broker(coordinatorId);
        const {transactionStates} = await wire.requestItems(
          describeTransactionsV0.api,
          own.map(one => one.transactionalId),
        );
        return transactionStates.flatMap(one => {
          if (one.errorCode === NOT_FOUND) return [];
          if (one.errorCode !== 0) throw new Error(`transactional id ${one.transactionalId} is refused: error ${one.errorCode}`);
          const partitions = one.topics.flatMap(({topic, partitions: numbers}) => numbers.map(partition => ({topic, partition})));
          return [
            {
              transactionalId: one.transactionalId,
              coordinatorId,
              producerId: one.producerId,
              producerEpoch: one.producerEpoch,
              state: one.transactionState,
              timeoutMs: one.transactionTimeoutMs,
              startedAtMs: one.transactionStartTimeMs < 0n ? undefined : Number(one.transactionStartTimeMs),
              partitions,
            },
          ];
        });
      }),
    ),
  );
  return perBroker.flat().sort((a, b) => (a.transactionalId < b.transactionalId ? -1 : 1));
}

/** One transactional id by its coordinator; undefined for one that no coordinator knows. */
export async function describeTransaction(admin: Admin, transactionalId: string): Promise<LiveTransaction | undefined> {
  const coordinatorId = await findTransactionCoordinator(admin, transactionalId);
  return (await describeTransactions(admin, [{transactionalId, coordinatorId}]))[0];
}

/**
 * The producers of partitions, by their leaders, one request a broker. Needs READ on the topics. Partitions that are refused or
 * have no leader are told beside them: what is not known there is not known to be well.
 */
export async function describeProducers(
  admin: Admin,
  topics: readonly LiveTopicLayout[],
): Promise<{producers: ActiveProducer[]; refused: {topic: string; partition: number; errorCode: number}[]}> {
  const all = topics.flatMap(({name, partitions}) => partitions.map(({partition, leaderId}) => ({topic: name, partition, leaderId})));
  const refused = all.filter(one => one.leaderId < 0).map(({topic, partition}) => ({topic, partition, errorCode: LEADER_NOT_AVAILABLE}));
  const producers: ActiveProducer[] = [];
  const led = all.filter(one => one.leaderId >= 0);
  await Promise.all(
    [...Map.groupBy(led, one => one.leaderId)].map(async ([leaderId, own]) => {
      const wire = await admin.broker(leaderId);
      const asked = [...Map.groupBy(own, one => one.topic)].map(([name, parts]) => ({
        name,
        partitionIndexes: parts.map(one => one.partition),
      }));
      const {topics: answers} = await wire.requestItems(describeProducersV0.api, asked);
      for (const {name: topic, partitions} of answers) {
        for (const {partitionIndex: partition, errorCode, activeProducers} of partitions) {
          if (errorCode !== 0) refused.push({topic, partition, errorCode});
          for (const one of activeProducers) {
            producers.push({
              topic,
              partition,
              producerId: one.producerId,
              producerEpoch: one.producerEpoch,
              lastTimestampMs: Number(one.lastTimestamp),
              coordinatorEpoch: one.coordinatorEpoch,
              startOffset: one.currentTxnStartOffset < 0n ? undefined : one.currentTxnStartOffset,
            });
          }
        }
      }
    }),
  );
  return {producers, refused};
}

const LEADER_NOT_AVAILABLE = 5;
