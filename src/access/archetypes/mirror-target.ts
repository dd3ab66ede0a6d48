import {archetype, literal, prefixed, type Target} from './archetype.ts';

const COPIES = 'all topics that start with FROM and a dot';

export default archetype({
  name: 'MirrorMaker target',
  summary: 'MirrorMaker 2 on the cluster that gets the copies, where it is a Connect cluster of its own.',
  needs: {
    write: {
      operation: 'write',
      type: 'topic',
      on: COPIES,
      because: 'to write the copies and the checkpoints of groups',
      source: 'MirrorSourceTask, MirrorCheckpointTask; KafkaApis.handleProduceRequest: WRITE on TOPIC',
      without: 'Nothing is copied.',
    },
    create: {
      operation: 'create',
      type: 'topic',
      on: COPIES,
      because: 'to make the copy of each topic',
      source: 'MirrorSourceConnector.createNewTopics; ControllerApis.createTopics: CREATE on TOPIC',
      without: 'Nothing is copied.',
    },
    alter: {
      operation: 'alter',
      type: 'topic',
      on: COPIES,
      because: 'to give a copy the partitions that its topic got',
      source: 'MirrorSourceConnector.createNewPartitions; ControllerApis.createPartitions: ALTER on TOPIC',
      without: 'Copies do not get the new partitions of their topics.',
    },
    alterConfigs: {
      operation: 'alter-configs',
      type: 'topic',
      on: COPIES,
      because: 'to give a copy the settings of its topic',
      source: 'MirrorSourceConnector.incrementalAlterConfigs; KafkaApis.handleIncrementalAlterConfigsRequest: ALTER_CONFIGS on TOPIC',
      without: 'Copies do not get changed settings of their topics.',
    },
    read: {
      operation: 'read',
      type: 'topic',
      on: `${COPIES}, where groups are translated`,
      because: 'to commit translated offsets on the copies and to read its checkpoints',
      source: 'MirrorCheckpointTask.syncGroupOffset, CheckpointStore; KafkaApis.handleOffsetCommitRequest: READ on TOPIC',
      without: 'No offsets are committed.',
    },
    commit: {
      operation: 'read',
      type: 'group',
      on: 'each group whose offsets are translated',
      because: 'to commit translated offsets for the group (sync.group.offsets.enabled)',
      source: 'MirrorCheckpointTask.syncGroupOffset: Admin.alterConsumerGroupOffsets; KafkaApis.handleOffsetCommitRequest: READ on GROUP',
      without: 'No offsets are committed.',
    },
    join: {
      operation: 'read',
      type: 'group',
      on: 'the group FROM-mm2 of its own workers',
      because: 'to share the work among its nodes',
      source: 'MirrorMakerConfig.workerConfig: group.id is FROM-mm2; KafkaApis.handleJoinGroupRequest: READ on GROUP',
      without: 'It does nothing.',
    },
    readStore: {
      operation: 'read',
      type: 'topic',
      on: 'mm2-configs.FROM.internal, mm2-offsets.FROM.internal and mm2-status.FROM.internal',
      because: 'to read its own configurations, offsets and statuses when it starts',
      source: 'MirrorMakerConfig.workerConfig; Connect, KafkaBasedLog.start; KafkaApis.handleFetchRequest: READ on TOPIC',
      without: 'It does nothing without that of the configurations; the others are read when it starts again, and then it ends.',
    },
    writeStore: {
      operation: 'write',
      type: 'topic',
      on: 'those three, and heartbeats',
      because: 'to store its own configurations, offsets and statuses, and to send heartbeats',
      source:
        'MirrorMakerConfig.workerConfig; Connect, KafkaBasedLog.send; MirrorHeartbeatTask; KafkaApis.handleProduceRequest: WRITE on TOPIC',
      without:
        'It does nothing without the configurations, copies everything again after a restart without the offsets, and shows no status and no heartbeat without the others.',
    },
    createStore: {
      operation: 'create',
      type: 'topic',
      on: 'those of them that no Topic document declares',
      because: 'to make this topic, which nobody else does',
      source:
        'Connect, TopicAdmin.createOrFindTopics; MirrorHeartbeatConnector.createInternalTopics; ControllerApis.createTopics: CREATE on TOPIC',
      without: 'It waits for the topic, or sends no heartbeats, and no log names the right.',
    },
  },
  rights: ({spec: {mirrorMaker: mirror}}, grant, {isDeclared}) => {
    if (mirror === undefined || mirror.side !== 'target') return;
    const at = '/spec/mirrorMaker/from';
    const copies = prefixed(`${mirror.from}.`, at);
    for (const need of ['write', 'create', 'alter', 'alterConfigs'] as const) grant(need, copies);
    const stores: Target[] = ['configs', 'offsets', 'status'].map(what => literal(`mm2-${what}.${mirror.from}.internal`, at));
    const written = [...stores, literal('heartbeats', at)];
    grant('join', literal(`${mirror.from}-mm2`, at));
    grant('readStore', ...stores);
    grant('writeStore', ...written);
    grant('createStore', ...written.filter(({name}) => !isDeclared(name)));
    if (mirror.groups.length > 0) grant('read', copies);
    grant('commit', ...mirror.groups.map((group, index) => literal(group, `/spec/mirrorMaker/groups/${index}`)));
  },
  example: {mirrorMaker: {from: 'main', to: 'standby', side: 'target', topicPrefix: 'orders.', groups: ['billing']}},
});
