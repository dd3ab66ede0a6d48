import {archetype} from './archetype.ts';

export default archetype({
  name: 'producer',
  summary: 'Writes records, idempotently or not. Since Kafka 2.8 an idempotent producer needs no right on the cluster (KIP-679).',
  needs: {
    write: {
      operation: 'write',
      type: 'topic',
      on: 'each topic that it writes',
      because: 'to send records; it also gives the metadata of the topic and, to an idempotent producer, its id',
      source: 'KafkaApis.handleProduceRequest: WRITE on TOPIC; handleInitProducerIdRequest: WRITE on any TOPIC (KIP-679)',
    },
  },
  rights: ({spec}, grant) => {
    for (const {topics} of spec.produces) grant('write', ...topics);
  },
  example: {produces: [{topic: 'orders.placed.v1'}]},
});
