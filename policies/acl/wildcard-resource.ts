import {acl, all, at, option, policy, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Acl',
  title: 'Access to every resource of a type is for administrators',
  rationale:
    'The name "*" covers every topic (or group) that exists and every one that will: data of other domains, and of domains that are not there yet.',
  level: 'warning',
  packs: {strict: 'error', regulated: 'error'},
  covers: ['SE3'],
  sources: ['Confluent, Use Access Control Lists: wildcard resources', 'Apache Kafka documentation, Authorization: use the least access'],
  waiveWhen: 'A tool reads or mirrors everything by its nature: name it in the option administrators.',
  options: {
    administrators: {type: 'array', items: {type: 'string'}, description: 'Principals that may, like User:admin.', default: []},
  },
  schema: when(
    all(at('spec.permission', {const: 'allow'}), {not: at('spec.principal', {among: option('administrators')}, {required: true})}),
    at('spec.resource.name', {not: {const: '*'}}),
  ),
  message: ({resource}) =>
    `${resource.spec.principal} gets every ${resource.spec.resource.type}, of all domains: name one, or a prefix with pattern: prefixed`,
  examples: {
    good: [acl(), acl({permission: 'deny', resource: {type: 'topic', name: '*'}})],
    bad: [acl({resource: {type: 'topic', name: '*'}})],
  },
});
