import {archetype} from './archetype.ts';

export default archetype({
  name: 'transactional producer',
  summary:
    'Writes in transactions. With what it consumes it is an exactly-once processor: its offsets are committed in the same transaction, by the rights of the consumer.',
  needs: {
    write: {
      operation: 'write',
      type: 'transactional-id',
      on: 'its transactional ids, each or by their prefix',
      because: 'to begin, fill and end transactions under its transactional id',
      source:
        'KafkaApis.handleInitProducerIdRequest, handleProduceRequest, handleAddOffsetsToTxnRequest, handleTxnOffsetCommitRequest, handleEndTxnRequest: WRITE on TRANSACTIONAL_ID',
    },
  },
  rights: ({spec}, grant) => {
    if (spec.transactionalId !== undefined) grant('write', ...spec.transactionalId.ids);
  },
  example: {
    produces: [{topic: 'payments.settled.v1'}],
    consumes: [{topic: 'payments.authorised.v1', group: 'settler'}],
    transactionalId: {prefix: 'settler-'},
  },
});
