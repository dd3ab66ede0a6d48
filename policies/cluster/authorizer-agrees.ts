import {all, at, cluster, policy, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: 'The brokers have an authorizer, and both statements about it agree',
  rationale:
    'Without authorizer.class.name the brokers look at no ACL at all, and everybody may do everything. Whether a resource without an ACL is open stands in two places, brokers.authorizer.allowIfNoAcl and allow.everyone.if.no.acl.found: proofs of access judge by the first, the brokers by the second.',
  level: 'error',
  packs: {development: 'warning', regulated: 'error'},
  covers: ['SE3'],
  sources: [
    'Apache Kafka 4.3, ServerConfigs.AUTHORIZER_CLASS_NAME_DEFAULT: empty, so that no authorization is done',
    'Apache Kafka documentation, Authorization and ACLs: org.apache.kafka.metadata.authorizer.StandardAuthorizer; allow.everyone.if.no.acl.found',
  ],
  waiveWhen: 'Never for the contradiction; without an authorizer, where the cluster is reached by one application alone.',
  schema: all(
    at('spec.brokers.config.authorizer.class.name', {pattern: '\\S'}),
    when(
      at('spec.brokers.authorizer.allowIfNoAcl', {const: true}, {required: true}),
      at('spec.brokers.config.allow.everyone.if.no.acl.found', {const: 'true'}),
    ),
    {
      if: at('spec.brokers.authorizer.allowIfNoAcl', {const: true}, {required: true}),
      else: at('spec.brokers.config.allow.everyone.if.no.acl.found', {const: 'false'}),
    },
  ),
  message: ({pointer, value}) =>
    pointer.endsWith('authorizer.class.name')
      ? 'without an authorizer the brokers look at no ACL: set org.apache.kafka.metadata.authorizer.StandardAuthorizer'
      : `allow.everyone.if.no.acl.found ${value} contradicts brokers.authorizer, whose allowIfNoAcl is ${value === 'true' ? 'false' : 'true'}: correct the one that is wrong`,
  examples: {
    good: [
      cluster(),
      stating({'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer'}),
      stating({'allow.everyone.if.no.acl.found': false}),
    ],
    bad: [stating({'authorizer.class.name': ''}), stating({'allow.everyone.if.no.acl.found': true})],
  },
});

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
