import {archetype, literal, prefixed} from './archetype.ts';

const INTERNAL = 'its internal topics, which start with its application id and a dash';

export default archetype({
  name: 'Kafka Streams',
  summary: 'Reads and writes its topics, and keeps repartition topics and changelogs of its own.',
  needs: {
    join: {
      operation: 'read',
      type: 'group',
      on: 'the group named as its application id',
      because: 'to share the work among its instances and to commit',
      source: 'StreamsConfig.getMainConsumerConfigs: group.id is application.id; KafkaApis.handleJoinGroupRequest: READ on GROUP',
      without: 'It ends at its start.',
    },
    read: {
      operation: 'read',
      type: 'topic',
      on: INTERNAL,
      because: 'to read its repartition topics and to restore its state from changelogs',
      source: 'StreamsPartitionAssignor, StoreChangelogReader; KafkaApis.handleFetchRequest: READ on TOPIC',
      without: 'It ends once it restores its state.',
    },
    write: {
      operation: 'write',
      type: 'topic',
      on: INTERNAL,
      because: 'to write its repartition topics and changelogs',
      source: 'RecordCollectorImpl; KafkaApis.handleProduceRequest: WRITE on TOPIC',
      without: 'It ends at its first record.',
    },
    create: {
      operation: 'create',
      type: 'topic',
      on: INTERNAL,
      because: 'to make its repartition topics and changelogs at its start',
      source:
        'InternalTopicManager.makeReady; ControllerApis.createTopics: CREATE on TOPIC; with group.protocol=streams the brokers make them with the right of the member (KIP-1071)',
      without: 'It ends at its start; with group.protocol=streams it waits for ever and logs nothing.',
    },
    delete: {
      operation: 'delete',
      type: 'topic',
      on: INTERNAL,
      because: 'to delete records of repartition topics that are processed, which otherwise stay for ever',
      source: 'TaskManager.maybePurgeCommittedRecords; KafkaApis.handleDeleteRecordsRequest: DELETE on TOPIC',
      without: 'It works, and logs nothing: the records of its repartition topics stay for ever.',
    },
    transact: {
      operation: 'write',
      type: 'transactional-id',
      on: 'its transactional ids, where processing.guarantee is exactly_once_v2',
      because: 'to process exactly once',
      source: 'StreamsProducer: transactional.id is APPLICATION-ID-PROCESS-THREAD (KIP-447); KafkaApis.handleInitProducerIdRequest',
      without: 'It ends at its start.',
    },
  },
  rights: ({spec: {streams}}, grant) => {
    if (streams === undefined) return;
    const at = '/spec/streams/applicationId';
    const internal = prefixed(`${streams.applicationId}-`, at);
    grant('join', literal(streams.applicationId, at));
    grant('read', internal);
    grant('write', internal);
    grant('delete', internal);
    if (streams.createsTopics) grant('create', internal);
    if (streams.exactlyOnce) grant('transact', {...internal, at: '/spec/streams/exactlyOnce'});
  },
  example: {
    produces: [{topic: 'orders.totals.v1'}],
    consumes: [{topic: 'orders.placed.v1'}],
    streams: {applicationId: 'order-totals', exactlyOnce: true},
  },
});
