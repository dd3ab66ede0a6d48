import {archetype, defaultGroup, literal} from './archetype.ts';

export default archetype({
  name: 'consumer',
  summary: 'Reads topics as a member of a group, and commits its offsets there.',
  needs: {
    read: {
      operation: 'read',
      type: 'topic',
      on: 'each topic that it reads',
      because: 'to fetch records and to commit its offsets on them; it also gives the metadata and the offsets of the topic',
      source: 'KafkaApis.handleFetchRequest, handleOffsetCommitRequest, handleTxnOffsetCommitRequest: READ on TOPIC',
    },
    join: {
      operation: 'read',
      type: 'group',
      on: 'each group that it uses',
      because: 'to join the group, keep its membership and commit offsets; it also gives the coordinator and the offsets of the group',
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
