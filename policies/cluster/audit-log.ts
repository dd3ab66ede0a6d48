import {at, cluster, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: "The brokers keep the authorizer's log",
  rationale:
    'Who read or wrote what, and who was denied, stands only in the log of the authorizer. Without it an incident cannot be traced, nor an unused ACL found.',
  level: 'note',
  packs: {regulated: 'error'},
  covers: ['SE4'],
  sources: ['Apache Kafka documentation, Authorization: kafka.authorizer.logger', 'The Kafka guide: audit log, who accessed what'],
  waiveWhen: 'Something before the brokers, like a proxy, keeps such a log.',
  schema: at('spec.brokers.authorizer.auditLog', {const: true}),
  message: () => "the authorizer's log is off: nobody can tell later who accessed what",
  examples: {
    good: [cluster(), withLog(true)],
    bad: [withLog(false)],
  },
});

function withLog(auditLog: boolean) {
  return cluster({brokers: {authorizer: {allowIfNoAcl: false, auditLog}}});
}
