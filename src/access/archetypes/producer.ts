import {archetype} from './archetype.ts';

export default archetype({
  name: 'producer',
  summary:
    'Writes records, idempotently or not: to write a topic also gives its metadata and, since Kafka 2.8, the id of an idempotent producer (KIP-679).',
  needs: {
    write: {
      operation: 'write',
      type: 'topic',
      on: 'each topic that it writes',
      because: 'to send records',
      source: 'KafkaApis.handleProduceRequest: WRITE on TOPIC; handleInitProducerIdRequest: WRITE on any TOPIC (KIP-679)',
    },
  },
  rights: ({spec}, grant) => {
    for (const {topics} of spec.produces) grant('write', ...topics);
  },
  example: {produces: [{topic: 'orders.placed.v1'}]},
});
