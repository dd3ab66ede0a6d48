import {randomUUID} from 'node:crypto';
import type {EachBatchPayload, Producer} from 'kafkajs';
import {Partitioners} from 'kafkajs';
import {kafkajsClient} from '../../cluster/kafkajs-client.ts';
import {passed} from './canary-record.ts';
import {codeOf, type Stage, type WorkerEvent, type WorkerOrder} from './worker-protocol.ts';

const RETRY = {initialRetryTime: 30, maxRetryTime: 300, retries: 20};

export interface ProcessorHooks {
  stage(stage: Stage, batch: {partition: number; first: number; last: number}): Promise<void>;
  say(event: WorkerEvent): void;
}

/**
 * A processor written by hand with kafkajs alone: `plain` is sound, the other kinds have one mistake each that breaks
 * exactly-once. They show that the judge finds mistakes out, and does not cry wolf:
 * `auto-commit`: the consumer commits its offsets by itself, outside the transaction;
 * `random-ids`: each start takes transactional ids of its own, so that nothing fences what was before it;
 * `offset-without-plus-one`: commits the last offset that was read, where Kafka wants the next to read.
 */
export async function runPlainProcessor(order: WorkerOrder, hooks: ProcessorHooks): Promise<void> {
  const client = kafkajsClient(order.connection, {clientId: order.clientId, retry: RETRY});
  const consumer = client.consumer({
    groupId: order.group,
    sessionTimeout: 10_000,
    heartbeatInterval: 1_000,
    maxWaitTimeInMs: 100,
    readUncommitted: false,
    allowAutoTopicCreation: false,
    retry: RETRY,
  });
  const owned = new Map<number, Promise<Producer>>();
  const unique = order.kind === 'random-ids' ? `${randomUUID()}-` : '';
  const open = async (partition: number): Promise<Producer> => {
    const producer = client.producer({
      transactionalId: `${order.transactionalIdPrefix}${unique}${partition}`,
      transactionTimeout: order.transactionTimeoutMs,
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
    return producer;
  };
  // A partition that comes back may have been another member's meanwhile: its id is taken again, which fences that one.
  consumer.on(consumer.events.GROUP_JOIN, () => owned.clear());
  const admin = client.admin();
  await Promise.all([consumer.connect(), admin.connect()]);
  /** What is committed once the id is taken: whatever its owner before left open is aborted or committed by then. */
  const committed = async (partition: number): Promise<string | undefined> => {
    const [topic] = await admin.fetchOffsets({groupId: order.group, topics: [order.input]});
    const offset = topic?.partitions.find(one => one.partition === partition)?.offset;
    return offset === undefined || offset === '-1' ? undefined : offset;
  };
  await consumer.subscribe({topic: order.input, fromBeginning: true});
  await consumer.run({
    autoCommit: order.kind === 'auto-commit',
    eachBatchAutoResolve: false,
    eachBatch: async payload => {
      const {batch} = payload;
      const isNew = !owned.has(batch.partition);
      if (isNew) owned.set(batch.partition, open(batch.partition));
      const producer = await owned.get(batch.partition);
      const start = isNew && order.kind === 'plain' ? await committed(batch.partition) : undefined;
      const first = batch.messages[0]?.offset;
      if (producer === undefined || first === undefined) return;
      if (start !== undefined && BigInt(start) > BigInt(first)) {
        consumer.seek({topic: batch.topic, partition: batch.partition, offset: start});
        return;
      }
      await processBatch(payload, {order, hooks, producer});
    },
  });
  hooks.say({event: 'running'});
}

interface Processing {
  order: WorkerOrder;
  hooks: ProcessorHooks;
  producer: Producer;
}

async function processBatch(payload: EachBatchPayload, {order, hooks, producer}: Processing): Promise<void> {
  const {batch, resolveOffset, heartbeat, isRunning, isStale} = payload;
  for (let from = 0; from < batch.messages.length && isRunning() && !isStale(); from += order.batchRecords) {
    const messages = batch.messages.slice(from, from + order.batchRecords);
    const first = messages[0];
    const last = messages.at(-1);
    if (first === undefined || last === undefined) return;
    const about = {partition: batch.partition, first: Number(first.offset), last: Number(last.offset)};
    const transaction = await producer.transaction();
    try {
      await hooks.stage('before-send', about);
      for (const [partition, own] of Map.groupBy(messages, ({key}) => Number(key?.toString()) % order.outputPartitions)) {
        const sent = own.map(({key, value}) => ({partition, key, value: passed(value?.toString() ?? '', order.letter)}));
        await transaction.send({topic: order.output, acks: -1, messages: sent});
      }
      await hooks.stage('after-send', about);
      if (order.kind !== 'auto-commit') {
        const offset = order.kind === 'offset-without-plus-one' ? last.offset : String(BigInt(last.offset) + 1n);
        await transaction.sendOffsets({
          consumerGroupId: order.group,
          topics: [{topic: batch.topic, partitions: [{partition: batch.partition, offset}]}],
        });
      }
      await hooks.stage('after-offsets', about);
      await transaction.commit();
    } catch (thrown) {
      hooks.say({event: 'refused', ...about, code: codeOf(thrown)});
      await transaction.abort().catch(() => undefined);
      throw thrown;
    }
    resolveOffset(last.offset);
    hooks.say({event: 'committed', ...about});
    await heartbeat();
  }
}
