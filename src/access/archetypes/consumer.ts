import {archetype, defaultGroup, literal} from './archetype.ts';

export default archetype({
  name: 'consumer',
  summary:
    'Reads topics as a member of a group, and commits its offsets there. To read also gives the metadata of a topic, and the coordinator and offsets of a group.',
  needs: {
    read: {
      operation: 'read',
      type: 'topic',
      on: 'each topic that it reads',
      because: 'to fetch records and to commit offsets on them',
      source: 'KafkaApis.handleFetchRequest, handleOffsetCommitRequest, handleTxnOffsetCommitRequest: READ on TOPIC',
    },
    join: {
      operation: 'read',
      type: 'group',
      on: 'each group that it uses',
      because: 'to be a member of the group and to commit offsets there',
      source:
        'KafkaApis.handleJoinGroupRequest, handleConsumerGroupHeartbeat, handleOffsetCommitRequest, handleAddOffsetsToTxnRequest: READ on GROUP',
    },
  },
  rights: (application, grant) => {
    const {consumes, groups} = application.spec;
    for (const {topics, group, at} of consumes) {
      grant('read', ...topics);
      grant('join', literal(group ?? defaultGroup(application), group === undefined ? at : `${at}/group`));
    }
    grant('join', ...groups.map((group, index) => literal(group, `/spec/groups/${index}`)));
  },
  example: {consumes: [{topic: 'orders.placed.v1', group: 'billing'}]},
});
