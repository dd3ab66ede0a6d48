import {acl, all, at, BROKERS_OWN_PREFIXES, BROKERS_OWN_TOPICS, option, policy, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Acl',
  title: "Nobody writes to Kafka's own topics",
  rationale:
    'The topics __consumer_offsets, __transaction_state and their like hold the positions of every group and the state of every transaction, for all domains. Whoever writes or deletes there can make any consumer lose its place; reading them shows who reads what. A prefix as short as _ covers them all.',
  level: 'warning',
  packs: {strict: 'error', development: 'warning', 'exactly-once': 'error', regulated: 'error'},
  covers: ['SE3'],
  sources: [
    'Apache Kafka 4.3, org.apache.kafka.common.internals.Topic: INTERNAL_TOPICS; TopicBasedRemoteLogMetadataManager: __remote_log_metadata',
    'KIP-290: prefixed ACLs match by the start of the text',
    'Apache Kafka documentation, Authorization',
  ],
  waiveWhen: 'An administrator repairs these topics by a tool that needs it, for as long as that takes.',
  options: {
    administrators: {type: 'array', items: {type: 'string'}, description: 'Principals that may, like User:admin.', default: []},
  },
  schema: when(
    all(
      at('spec.permission', {const: 'allow'}),
      at('spec.resource.type', {const: 'topic'}, {required: true}),
      {
        anyOf: [
          at('spec.resource.name', {enum: BROKERS_OWN_TOPICS}, {required: true}),
          all(
            at('spec.resource.pattern', {const: 'prefixed'}, {required: true}),
            at('spec.resource.name', {enum: BROKERS_OWN_PREFIXES}, {required: true}),
          ),
        ],
      },
      {not: at('spec.principal', {among: option('administrators')}, {required: true})},
    ),
    at('spec.operations.*', {not: {enum: ['all', 'write', 'create', 'delete', 'alter', 'alter-configs']}}),
  ),
  message: ({value, resource}) =>
    resource.spec.resource.pattern === 'prefixed'
      ? `${value} on the prefix ${resource.spec.resource.name} reaches the topics in which Kafka keeps the offsets and transactions of every domain: take it out, or write a longer prefix`
      : `${value} on ${resource.spec.resource.name} reaches the offsets and transactions of every domain: take it out`,
  examples: {
    good: [
      acl({resource: {type: 'topic', name: '__consumer_offsets'}, operations: ['read', 'describe']}),
      acl({resource: {type: 'group', name: '__consumer_offsets'}, operations: ['read']}),
      acl({resource: {type: 'topic', name: '__mirror_', pattern: 'prefixed'}, operations: ['write']}),
    ],
    bad: [
      acl({resource: {type: 'topic', name: '__consumer_offsets'}, operations: ['write']}),
      acl({resource: {type: 'topic', name: '__', pattern: 'prefixed'}, operations: ['read', 'delete']}),
      acl({resource: {type: 'topic', name: '__consumer_', pattern: 'prefixed'}, operations: ['write']}),
      acl({resource: {type: 'topic', name: '_', pattern: 'prefixed'}, operations: ['write']}),
    ],
  },
});
