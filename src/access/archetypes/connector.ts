import {archetype, literal, prefixed} from './archetype.ts';

export default archetype({
  name: 'connector',
  summary:
    'A connector with a user of its own. It writes or reads its topics as a producer or a consumer does; a source with exactly-once support also writes its offsets in its transactions.',
  needs: {
    transact: {
      operation: 'write',
      type: 'transactional-id',
      on: 'ids that start with WORKER-GROUP-NAME and a dash, where it is an exactly-once source',
      because: 'to write records and offsets in one transaction a task',
      source: 'KIP-618; Connect, Worker.taskTransactionalId: GROUP-CONNECTOR-TASK; KafkaApis.handleInitProducerIdRequest',
      without: 'Its tasks fail at their start.',
    },
    writeOffsets: {
      operation: 'write',
      type: 'topic',
      on: 'the topic of its offsets, where it is an exactly-once source',
      because: 'to write its offsets in its transactions',
      source: 'KIP-618; Connect, ExactlyOnceWorkerSourceTask; KafkaApis.handleProduceRequest: WRITE on TOPIC',
      without: 'Its tasks fail, and their records are aborted.',
    },
    readOffsets: {
      operation: 'read',
      type: 'topic',
      on: 'the topic of its offsets, where it is an exactly-once source',
      because: 'to go on from where it was',
      source: 'KIP-618; Connect, ConnectorOffsetBackingStore; KafkaApis.handleFetchRequest: READ on TOPIC',
      without: 'It works until its tasks are started anew.',
    },
    createOffsets: {
      operation: 'create',
      type: 'topic',
      on: 'the topic of its offsets that no Topic document declares',
      because: 'to make the topic of its offsets, which nobody else does',
      source: 'KIP-618; Connect, TopicAdmin.createOrFindTopics; ControllerApis.createTopics: CREATE on TOPIC',
      without: 'Its tasks write nothing, and no log names the right.',
    },
  },
  rights: ({spec: {connector}}, grant, {isDeclared}) => {
    const exactlyOnce = connector?.exactlyOnce;
    if (connector === undefined || exactlyOnce === undefined) return;
    const at = '/spec/connector/exactlyOnce';
    const offsets = literal(exactlyOnce.offsetTopic, `${at}/offsetTopic`);
    grant('transact', prefixed(`${exactlyOnce.workerGroup}-${connector.name}-`, `${at}/workerGroup`));
    grant('writeOffsets', offsets);
    grant('readOffsets', offsets);
    if (!isDeclared(offsets.name)) grant('createOffsets', offsets);
  },
  example: {
    produces: [{topic: 'customers.changes.v1'}],
    connector: {
      name: 'customers-db',
      type: 'source',
      exactlyOnce: {workerGroup: 'connect-workers', offsetTopic: 'connect.customers-db.offsets.v1'},
    },
  },
});
