import {bytes} from '../serialisers/bytes.ts';
import {createTransactionalProducer} from '../transactions/transactional-producer.ts';
import type {ProcessorEngine} from './processor-engine.ts';

/** The library's transactional producer, on kafkajs's connections. */
export const kafkajsEngine: ProcessorEngine = {
  async own(connection, options) {
    const producer = await createTransactionalProducer<Buffer, Buffer>(connection, {
      ...options,
      keySerializer: bytes,
      valueSerializer: bytes,
    });
    return {
      async begin() {
        const transaction = await producer.begin();
        return {
          sendAll: records => transaction.sendAll(records),
          sendOffsets: ({group}, positions) => transaction.sendOffsets(group, positions),
          commit: () => transaction.commit(),
          abort: () => transaction.abort(),
        };
      },
      close: () => producer.close(),
    };
  },
};
