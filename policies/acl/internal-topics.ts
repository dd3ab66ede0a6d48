import {acl, all, at, option, policy, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Acl',
  title: "Nobody writes to Kafka's own topics",
  rationale:
    'The topics __consumer_offsets, __transaction_state and their like hold the positions of every group and the state of every transaction, for all domains. Whoever writes or deletes there can make any consumer lose its place; reading them shows who reads what.',
  level: 'warning',
  packs: {strict: 'error', development: 'warning', 'exactly-once': 'error', regulated: 'error'},
  covers: ['SE3'],
  sources: ['Apache Kafka 4.3, org.apache.kafka.common.internals.Topic: INTERNAL_TOPICS', 'Apache Kafka documentation, Authorization'],
  waiveWhen: 'An administrator repairs these topics by a tool that needs it, for as long as that takes.',
  options: {
    administrators: {type: 'array', items: {type: 'string'}, description: 'Principals that may, like User:admin.', default: []},
  },
  schema: when(
    all(
      at('spec.permission', {const: 'allow'}),
      at('spec.resource.type', {const: 'topic'}, {required: true}),
      at('spec.resource.name', {pattern: '^__(consumer_offsets|transaction_state|share_group_state|cluster_metadata)?$'}, {required: true}),
      {not: at('spec.principal', {among: option('administrators')}, {required: true})},
    ),
    at('spec.operations.*', {not: {enum: ['all', 'write', 'create', 'delete', 'alter', 'alter-configs']}}),
  ),
  message: ({value, resource}) =>
    `${value} on ${resource.spec.resource.name} reaches the offsets and transactions of every domain: take it out`,
  examples: {
    good: [
      acl({resource: {type: 'topic', name: '__consumer_offsets'}, operations: ['read', 'describe']}),
      acl({resource: {type: 'group', name: '__consumer_offsets'}, operations: ['read']}),
    ],
    bad: [
      acl({resource: {type: 'topic', name: '__consumer_offsets'}, operations: ['write']}),
      acl({resource: {type: 'topic', name: '__', pattern: 'prefixed'}, operations: ['read', 'delete']}),
    ],
  },
});
