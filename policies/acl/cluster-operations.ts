import {acl, all, at, option, policy, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Acl',
  title: 'Applications cannot alter the cluster',
  rationale:
    'alter on the cluster writes ACLs and passwords, so it is all access in one; cluster-action speaks to brokers as a broker; create makes topics past this repository. These are for administrators and brokers.',
  level: 'error',
  packs: {development: 'warning', regulated: 'error'},
  covers: ['SE3'],
  sources: [
    'Apache Kafka documentation, Authorization: operations of the protocol (CreateAcls needs Alter on Cluster; ClusterAction is for inter-broker requests)',
  ],
  waiveWhen: 'Never for an application; a tool that administers the cluster belongs in the option administrators.',
  options: {
    administrators: {type: 'array', items: {type: 'string'}, description: 'Principals that may, like User:admin.', default: []},
  },
  schema: when(
    all(at('spec.permission', {const: 'allow'}), at('spec.resource.type', {const: 'cluster'}, {required: true}), {
      not: at('spec.principal', {among: option('administrators')}, {required: true}),
    }),
    at('spec.operations.*', {not: {enum: ['alter', 'alter-configs', 'cluster-action', 'create']}}),
  ),
  message: ({value, resource}) =>
    `${resource.spec.principal} gets ${value} on the cluster, which is for administrators: take it out, or name the principal in the option administrators`,
  examples: {
    good: [acl({resource: {type: 'cluster'}, operations: ['describe', 'idempotent-write']}), acl({operations: ['read', 'alter']})],
    bad: [
      acl({resource: {type: 'cluster'}, operations: ['describe', 'alter']}),
      acl({resource: {type: 'cluster'}, operations: ['cluster-action']}),
    ],
  },
});
