import {acl, all, at, policy, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Acl',
  title: 'idempotent-write is not granted any more',
  rationale:
    'Since Kafka 2.8 whoever may write to any topic may be an idempotent producer. The operation on the cluster is left for clusters older than that; granted today, it lets a principal without a topic take producer ids and does nothing else.',
  level: 'note',
  covers: ['SE3'],
  sources: [
    'KIP-679: IDEMPOTENT_WRITE is deprecated, WRITE on a topic is enough from 2.8',
    'Apache Kafka 4.3, KafkaApis.handleInitProducerIdRequest: IDEMPOTENT_WRITE on the cluster, or WRITE on any topic',
  ],
  waiveWhen: 'A tool checks for this ACL by name, or the same ACLs also go to a cluster older than 2.8.',
  schema: when(
    all(at('spec.permission', {const: 'allow'}), at('spec.resource.type', {const: 'cluster'}, {required: true})),
    at('spec.operations.*', {not: {const: 'idempotent-write'}}),
  ),
  message: () => 'idempotent-write does nothing beside write on a topic: take it out',
  examples: {
    good: [acl({operations: ['write']}), acl({resource: {type: 'cluster'}, operations: ['describe']})],
    bad: [
      acl({resource: {type: 'cluster'}, operations: ['idempotent-write']}),
      acl({resource: {type: 'cluster'}, operations: ['describe', 'idempotent-write']}),
    ],
  },
});
