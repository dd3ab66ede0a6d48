import {at, cluster, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: 'Passwords travel over TLS only',
  rationale:
    'With SASL_PLAINTEXT whoever sees the network sees everything that follows the login: with PLAIN the password itself, with SCRAM an exchange that can be attacked offline, and with either all records.',
  level: 'error',
  packs: {development: 'warning', regulated: 'error'},
  covers: ['SE1', 'SE2'],
  sources: [
    'Apache Kafka documentation, Authentication using SASL/PLAIN and SASL/SCRAM: use only with TLS encryption',
    'The Kafka guide: SASL SCRAM and TLS',
  ],
  waiveWhen: 'Something below Kafka encrypts the whole way from each client to each broker, as a mesh does.',
  schema: at('spec.security.protocol', {not: {const: 'SASL_PLAINTEXT'}}),
  message: ({resource}) =>
    `SASL_PLAINTEXT sends ${resource.spec.security?.sasl?.mechanism ?? 'SASL'} logins and all records in clear: give the brokers a SASL_SSL listener, then state it here`,
  examples: {good: [cluster()], bad: [cluster({security: {protocol: 'SASL_PLAINTEXT', sasl: scram()}})]},
});

function scram() {
  return {mechanism: 'SCRAM-SHA-512', usernameFrom: {env: 'KAFKA_ADMIN'}, passwordFrom: {env: 'KAFKA_ADMIN_PASSWORD'}};
}
