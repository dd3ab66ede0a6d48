import {archetype, literal, prefixed} from './archetype.ts';

const STORES = 'the topics of its configurations, offsets and statuses';

export default archetype({
  name: 'Connect worker',
  summary:
    'A worker of Kafka Connect in distributed mode. What connectors read and write as its user is stated beside it; connectors with users of their own (producer.override.…, consumer.override.… and admin.override.…) are Applications of their own.',
  needs: {
    join: {
      operation: 'read',
      type: 'group',
      on: 'the group of its workers',
      because: 'to be a member of the Connect cluster',
      source: 'Connect, WorkerGroupMember; KafkaApis.handleJoinGroupRequest: READ on GROUP',
      without: 'It never takes connectors.',
    },
    read: {
      operation: 'read',
      type: 'topic',
      on: STORES,
      because: 'to read the configurations, offsets and statuses of all connectors when it starts',
      source: 'Connect, KafkaBasedLog.start; KafkaApis.handleFetchRequest: READ on TOPIC',
      without:
        'Without that of the configurations it takes no connectors, without that of the offsets its source tasks fail, and without that of the statuses it knows none; with something in them it does not start again.',
    },
    write: {
      operation: 'write',
      type: 'topic',
      on: STORES,
      because: 'to store configurations, offsets and statuses',
      source: 'Connect, KafkaBasedLog.send; KafkaApis.handleProduceRequest: WRITE on TOPIC',
      without:
        'It takes no connectors without that of the configurations, knows no status without that of the statuses, and sources that keep their offsets there fail.',
    },
    create: {
      operation: 'create',
      type: 'topic',
      on: 'those of them that no Topic document declares',
      because: 'to make this topic, which nobody else does',
      source:
        'Connect, TopicAdmin.createOrFindTopics (a refusal is taken for a topic that exists); ControllerApis.createTopics: CREATE on TOPIC',
      without: 'It waits for the topic, and no log names the right.',
    },
    lead: {
      operation: 'write',
      type: 'transactional-id',
      on: 'connect-cluster-GROUP, where sources are exactly-once',
      because: 'to write configurations in transactions when it leads the workers',
      source: 'KIP-618; Connect, DistributedConfig.transactionalProducerId; KafkaApis.handleInitProducerIdRequest',
      without: 'It takes no connectors.',
    },
    fence: {
      operation: 'write',
      type: 'transactional-id',
      on: 'ids that start with GROUP and a dash, where sources are exactly-once and write as its user',
      because: 'to run exactly-once source tasks as itself and to fence those of earlier generations',
      source:
        "KIP-618; Connect, Worker.taskTransactionalId; Worker.fenceZombies, which takes the connector's admin.override.…; KafkaApis.handleInitProducerIdRequest",
      without: 'The tasks of a source that writes as its user fail at their start.',
    },
  },
  rights: ({spec: {connectWorker, produces}}, grant, {isDeclared}) => {
    if (connectWorker === undefined) return;
    const {group, configTopic, offsetTopic, statusTopic, exactlyOnceSource} = connectWorker;
    const at = '/spec/connectWorker';
    grant('join', literal(group, `${at}/group`));
    const stores = [
      literal(configTopic, `${at}/configTopic`),
      literal(offsetTopic, `${at}/offsetTopic`),
      literal(statusTopic, `${at}/statusTopic`),
    ];
    grant('read', ...stores);
    grant('write', ...stores);
    grant('create', ...stores.filter(({name}) => !isDeclared(name)));
    if (!exactlyOnceSource) return;
    grant('lead', literal(`connect-cluster-${group}`, `${at}/exactlyOnceSource`));
    // Tasks of a connector with a user of its own are run and fenced as that one.
    if (produces.length === 0) return;
    grant('fence', prefixed(`${group}-`, `${at}/exactlyOnceSource`));
  },
  example: {
    produces: [{topic: 'customers.changes.v1'}],
    connectWorker: {
      group: 'connect-workers',
      configTopic: 'connect.configs.v1',
      offsetTopic: 'connect.offsets.v1',
      statusTopic: 'connect.statuses.v1',
      exactlyOnceSource: true,
    },
  },
});
