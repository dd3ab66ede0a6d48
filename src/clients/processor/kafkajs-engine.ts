import {describeFailure} from '../../cluster/failure.ts';
import {kafkajsClient, OUTLIVE_A_FAILOVER} from '../../cluster/kafkajs-client.ts';
import {ClientError} from '../client-error.ts';
import type {OutgoingRecord} from '../records.ts';
import type {ProcessorEngine} from './processor-engine.ts';

/** kafkajs's own transactions: interim. */
export const kafkajsEngine: ProcessorEngine = {
  async own(connection, {transactionalId, transactionTimeoutMs, clientId}) {
    const kafka = kafkajsClient(connection, {clientId, retry: OUTLIVE_A_FAILOVER});
    const producer = kafka.producer({
      transactionalId,
      transactionTimeout: transactionTimeoutMs,
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
    });
    await producer.connect();
    return {
      async begin() {
        const transaction = await producer.transaction().catch(failed);
        return {
          async sendAll(records) {
            for (const [topic, own] of Map.groupBy(records, one => one.topic))
              await transaction.send({topic, messages: own.map(messageOf)}).catch(failed);
          },
          async sendOffsets({group}, positions) {
            const topics = [...Map.groupBy(positions, one => one.topic)].map(([topic, own]) => ({
              topic,
              partitions: own.map(({partition, offset}) => ({partition, offset: offset.toString()})),
            }));
            await transaction.sendOffsets({consumerGroupId: group, topics}).catch(failed);
          },
          commit: () => transaction.commit().catch(failed),
          abort: () => transaction.abort().catch(failed),
        };
      },
      close: () => producer.disconnect(),
    };
  },
};

function messageOf({key, value, partition, headers, timestampMs}: OutgoingRecord<Buffer, Buffer>) {
  return {
    key: key ?? null,
    value,
    ...(partition === undefined ? {} : {partition}),
    ...(timestampMs === undefined ? {} : {timestamp: String(timestampMs)}),
    headers: Object.fromEntries((headers ?? []).map(([name, one]) => [name, one ?? ''])),
  };
}

function failed(thrown: unknown): never {
  const {reason, protocolErrors} = describeFailure(thrown);
  const isFenced = protocolErrors.some(one => ['INVALID_PRODUCER_EPOCH', 'PRODUCER_FENCED'].includes(one));
  throw new ClientError(reason, {code: isFenced ? 'client/fenced' : 'client/failed', recovery: 'fatal', stored: 'unknown', cause: thrown});
}
