import {archetype, literal} from './archetype.ts';

export default archetype({
  name: 'MirrorMaker source',
  summary:
    "MirrorMaker 2 on the cluster that it copies from. ACLs are not copied (sync.topic.acls.enabled=false): those of the target are Weir's. No heartbeats are sent to this cluster (--clusters TO, or TO->FROM.emit.heartbeats.enabled=false): by default MirrorMaker also starts workers here for them, which are refused and end with an error while the copying goes on.",
  needs: {
    read: {
      operation: 'read',
      type: 'topic',
      on: 'each topic that is copied',
      because: 'to fetch what is copied',
      source: 'MirrorSourceTask; KafkaApis.handleFetchRequest: READ on TOPIC',
      without: 'Nothing is copied, and no log names the right.',
    },
    describeConfigs: {
      operation: 'describe-configs',
      type: 'topic',
      on: 'each topic that is copied',
      because: 'to give the copies the settings of their topics',
      source: 'MirrorSourceConnector.describeTopicConfigs; KafkaApis.handleDescribeConfigsRequest: DESCRIBE_CONFIGS on TOPIC',
      without: 'Nothing is copied.',
    },
    writeSyncs: {
      operation: 'write',
      type: 'topic',
      on: 'mm2-offset-syncs.TO.internal',
      because: 'to note which offset of a copy is which of its topic',
      source: 'MirrorSourceTask.sendOffsetSync; KafkaApis.handleProduceRequest: WRITE on TOPIC',
      without: 'Records are copied, but no offsets of groups are translated.',
    },
    readSyncs: {
      operation: 'read',
      type: 'topic',
      on: 'mm2-offset-syncs.TO.internal, where groups are translated',
      because: 'to translate the offsets of groups',
      source: 'OffsetSyncStore; KafkaApis.handleFetchRequest: READ on TOPIC',
      without: 'Records are copied, but no offsets of groups are translated.',
    },
    createSyncs: {
      operation: 'create',
      type: 'topic',
      on: 'mm2-offset-syncs.TO.internal, where no Topic document declares it',
      because: 'to make this topic, which nobody else does',
      source: 'MirrorSourceConnector.createOffsetSyncsTopic; ControllerApis.createTopics: CREATE on TOPIC',
      without: 'Records are copied again whenever its tasks start, no offsets of groups are translated, and no log names the right.',
    },
    describeGroup: {
      operation: 'describe',
      type: 'group',
      on: 'each group whose offsets are translated',
      because: 'to read the offsets that the group committed',
      source: 'MirrorCheckpointConnector.listConsumerGroupOffsets; KafkaApis.handleOffsetFetchRequest: DESCRIBE on GROUP',
      without: 'Its offsets are not translated, and no log names the right.',
    },
  },
  rights: ({spec: {mirrorMaker: mirror}}, grant, {isDeclared}) => {
    if (mirror === undefined || mirror.side !== 'source') return;
    const syncs = literal(`mm2-offset-syncs.${mirror.to}.internal`, '/spec/mirrorMaker/to');
    grant('read', ...mirror.topics);
    grant('describeConfigs', ...mirror.topics);
    grant('writeSyncs', syncs);
    if (!isDeclared(syncs.name)) grant('createSyncs', syncs);
    if (mirror.groups.length > 0) grant('readSyncs', syncs);
    grant('describeGroup', ...mirror.groups.map((group, index) => literal(group, `/spec/mirrorMaker/groups/${index}`)));
  },
  example: {mirrorMaker: {from: 'main', to: 'standby', side: 'source', topicPrefix: 'orders.', groups: ['billing']}},
});
