import {acl, at, policy, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Acl',
  title: 'Access is not granted to everybody',
  rationale:
    'User:* is every principal, of other types too and of users that do not exist yet. Who has access can then no longer be listed, nor taken away from one. Denying User:* is fine.',
  level: 'error',
  packs: {development: 'warning', regulated: 'error'},
  covers: ['SE3'],
  sources: ['Apache Kafka, StandardAuthorizerData: the wildcard principal matches any', 'Kong request-rule validator: no User:*'],
  waiveWhen: 'The topic holds nothing but public data, and everybody who may connect may read it.',
  schema: when(at('spec.permission', {const: 'allow'}), at('spec.principal', {not: {const: 'User:*'}})),
  message: () => 'User:* grants this to everybody, known or not: name the users, one ACL each',
  examples: {
    good: [acl(), acl({principal: 'User:*', permission: 'deny'})],
    bad: [acl({principal: 'User:*'})],
  },
});
