import {all, at, cluster, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: 'Clients prove a password without sending it',
  rationale:
    'With PLAIN the password itself reaches the broker, which has to hold all of them in clear or ask somebody who does; a broker that is taken over collects them. SCRAM proves it without sending it, keeps only salted hashes, and its users are managed here, without a restart.',
  level: 'note',
  packs: {strict: 'warning', regulated: 'warning'},
  covers: ['SE1'],
  sources: [
    'The Kafka guide: SASL SCRAM-SHA-256/512',
    'Apache Kafka documentation, Authentication using SASL/PLAIN: avoid storing clear passwords on disk',
    'RFC 5802',
  ],
  waiveWhen: 'A managed service offers nothing else for its keys, and they are long and random.',
  schema: all(
    at('spec.security.sasl.mechanism', {not: {const: 'PLAIN'}}),
    at('spec.brokers.config', {patternProperties: {'(^|\\.)sasl\\.enabled\\.mechanisms$': {not: {pattern: '(^|,) *PLAIN *(,|$)'}}}}),
  ),
  message: () => 'PLAIN sends the password itself to the broker: use SCRAM-SHA-512',
  examples: {
    good: [cluster(), stating({'sasl.enabled.mechanisms': 'SCRAM-SHA-512,OAUTHBEARER'})],
    bad: [
      stating({'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512'}),
      cluster({
        security: {
          protocol: 'SASL_SSL',
          sasl: {mechanism: 'PLAIN', usernameFrom: {env: 'KAFKA_ADMIN'}, passwordFrom: {env: 'KAFKA_ADMIN_PASSWORD'}},
        },
      }),
    ],
  },
});

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
