import {at, cluster, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: 'The cluster says how it decides about access',
  rationale:
    'Whether a resource without an ACL is open or closed, and whether anybody can tell later who used it, are facts of the brokers that no ACL shows. Unstated, nobody has looked.',
  level: 'off',
  packs: {strict: 'warning', regulated: 'error'},
  covers: ['SE3', 'SE4'],
  sources: ['Apache Kafka documentation, Authorization and ACLs: allow.everyone.if.no.acl.found, kafka.authorizer.logger'],
  waiveWhen: 'A managed service decides it, and says nothing about it.',
  schema: at('spec.brokers.authorizer', {required: ['allowIfNoAcl', 'auditLog']}, {required: true}),
  message: () =>
    'how the brokers decide about access is not stated: write brokers: {authorizer: {allowIfNoAcl: false, auditLog: true}}, as they are set',
  examples: {
    good: [cluster({brokers: {authorizer: {allowIfNoAcl: false, auditLog: true}}})],
    bad: [cluster({brokers: undefined}), cluster({brokers: {authorizer: {allowIfNoAcl: false}}})],
  },
});
