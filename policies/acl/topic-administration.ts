import {acl, all, at, option, policy, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Acl',
  title: 'Applications do not create, change or delete topics',
  rationale:
    'Topics are made and changed by review, here. An application that may create, alter, reconfigure or delete them changes what these documents claim, and the next plan finds a cluster that nobody described.',
  level: 'note',
  packs: {strict: 'warning', regulated: 'warning'},
  covers: ['SE3'],
  sources: [
    'Apache Kafka documentation, Authorization: operations and resources (CreateTopics, AlterConfigs, CreatePartitions, DeleteTopics)',
    'The Kafka guide: ACLs by role',
  ],
  waiveWhen:
    'Kafka Streams and Connect manage topics of their own: give them a prefix that nobody else uses, like APPLICATION.ID-, and waive it for that ACL.',
  options: {
    administrators: {type: 'array', items: {type: 'string'}, description: 'Principals that may, like User:admin.', default: []},
  },
  schema: when(
    all(at('spec.permission', {const: 'allow'}), at('spec.resource.type', {const: 'topic'}, {required: true}), {
      not: at('spec.principal', {among: option('administrators')}, {required: true}),
    }),
    at('spec.operations.*', {not: {enum: ['create', 'delete', 'alter', 'alter-configs']}}),
  ),
  message: ({value, resource}) =>
    `${resource.spec.principal} may ${value} topics past review: take it out, or name the principal in the option administrators`,
  examples: {
    good: [
      acl({operations: ['read', 'write', 'describe-configs']}),
      acl({permission: 'deny', operations: ['delete']}),
      acl({resource: {type: 'group', name: 'audit'}, operations: ['read', 'delete']}),
    ],
    bad: [acl({operations: ['read', 'delete']}), acl({operations: ['alter-configs']}), acl({operations: ['create']})],
  },
});
