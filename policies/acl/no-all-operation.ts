import {acl, at, policy, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Acl',
  title: 'Operations are listed, not all granted',
  rationale:
    'All on a topic includes deleting it and changing its settings and, with them, its retention. An application needs read, or write, and describe comes with either.',
  level: 'error',
  packs: {development: 'note', regulated: 'error'},
  covers: ['SE3'],
  sources: ['Apache Kafka documentation, Authorization: operations and resources', 'Kong request-rule validator: no operation All'],
  waiveWhen: 'An administrator of one prefix, and of nothing else, needs every operation on it.',
  schema: when(at('spec.permission', {const: 'allow'}), at('spec.operations.*', {not: {const: 'all'}})),
  message: () => 'all includes deleting and reconfiguring: list the operations that are needed, like [read] or [write]',
  examples: {
    good: [acl({operations: ['read', 'write']}), acl({permission: 'deny', operations: ['all']})],
    bad: [acl({operations: ['all']})],
  },
});
