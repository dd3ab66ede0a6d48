import {createProcessor, type ProcessorBatch} from '../../clients/processor/create-processor.ts';
import {kafkajsEngine} from '../../clients/processor/kafkajs-engine.ts';
import type {EngineTransaction, ProcessorEngine} from '../../clients/processor/processor-engine.ts';
import {passed} from './canary-record.ts';
import type {ProcessorHooks} from './plain-processor.ts';
import {codeOf, type WorkerOrder} from './worker-protocol.ts';

/** The library's processor, as an application uses it; what its transactions come to is listened to at its engine. */
export async function runLibraryProcessor(order: WorkerOrder, {stage, say}: ProcessorHooks): Promise<void> {
  const {connection, input, output, outputPartitions, letter, batchRecords} = order;
  const batches = new Map<string, ProcessorBatch>();
  const about = ({partition, firstOffset, nextOffset}: ProcessorBatch) => ({
    partition,
    first: Number(firstOffset ?? nextOffset),
    last: Number(nextOffset) - 1,
  });
  const listening = listened({
    committed: id => {
      const batch = batches.get(id);
      if (batch !== undefined) say({event: 'committed', ...about(batch)});
    },
    refused: (id, thrown) => {
      const batch = batches.get(id);
      if (batch !== undefined) say({event: 'refused', ...about(batch), code: codeOf(thrown)});
    },
  });
  let isRunning = false;
  const processor = createProcessor(connection, {
    group: order.group,
    input: [input],
    transactionalIdPrefix: order.transactionalIdPrefix,
    transactionTimeoutMs: order.transactionTimeoutMs,
    clientId: order.clientId,
    // A process that is killed while it joins holds the group up until its session ends.
    settings: {
      'session.timeout.ms': 10_000,
      'heartbeat.interval.ms': 1_000,
      'max.poll.records': batchRecords,
      'fetch.max.wait.ms': 100,
      'request.timeout.ms': 10_000,
    },
    engine: listening,
    onEvent: told => {
      if (told.event === 'assigned' && !isRunning) say({event: 'running'});
      isRunning ||= told.event === 'assigned';
      if (told.event === 'retrying') say({event: 'trouble', message: `${told.doing}: ${told.error.code}: ${told.error.message}`});
    },
    process: ({key, value}) => [{topic: output, partition: Number(key) % outputPartitions, key, value: passed(value ?? '', letter)}],
    stages: {
      beforeSend: batch => {
        batches.set(batch.transactionalId, batch);
        return stage('before-send', about(batch));
      },
      afterSend: batch => stage('after-send', about(batch)),
      afterOffsets: batch => stage('after-offsets', about(batch)),
      inCommit: batch => stage('in-commit', about(batch)),
    },
  });
  await processor.run();
}

/** The library's own engine, with an ear at the ends of its transactions. */
function listened(ears: {committed(id: string): void; refused(id: string, thrown: unknown): void}): ProcessorEngine {
  return {
    async own(connection, options) {
      const producer = await kafkajsEngine.own(connection, options);
      const id = options.transactionalId;
      const heard = async <T>(work: Promise<T>): Promise<T> => {
        try {
          return await work;
        } catch (thrown) {
          ears.refused(id, thrown);
          throw thrown;
        }
      };
      return {
        async begin(): Promise<EngineTransaction> {
          const transaction = await producer.begin();
          return {
            sendAll: records => heard(transaction.sendAll(records)),
            sendOffsets: (group, positions) => heard(transaction.sendOffsets(group, positions)),
            commit: async () => {
              await heard(transaction.commit());
              ears.committed(id);
            },
            abort: () => transaction.abort(),
          };
        },
        close: () => producer.close(),
      };
    },
  };
}
