import {at, cluster, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: 'What no ACL allows is denied',
  rationale:
    'With allow.everyone.if.no.acl.found a resource is open to all until its first ACL exists, and open again when the last is removed: a forgotten ACL opens a topic where it should close it.',
  level: 'error',
  packs: {development: 'warning', regulated: 'error'},
  covers: ['SE3'],
  sources: ['Apache Kafka documentation, Authorization and ACLs: allow.everyone.if.no.acl.found (false)'],
  waiveWhen: 'ACLs are being introduced on a cluster that had none, until the day on which the last is written.',
  schema: at('spec.brokers.authorizer.allowIfNoAcl', {const: false}),
  message: () =>
    'resources without an ACL are open to everybody: set allow.everyone.if.no.acl.found=false on the brokers, then state allowIfNoAcl: false here',
  examples: {good: [cluster()], bad: [cluster({brokers: {authorizer: {allowIfNoAcl: true}}})]},
});
