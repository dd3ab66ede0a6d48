import {at, policy, user} from 'kafka-weir/policy';

export default policy({
  kind: 'User',
  title: 'SCRAM uses SHA-512',
  rationale: 'Both mechanisms are supported; SHA-512 makes each guess at a stolen credential dearer at no cost to clients.',
  level: 'warning',
  packs: {regulated: 'error'},
  covers: ['SE1'],
  sources: ['The Kafka guide: SASL SCRAM-SHA-256/512', 'Apache Kafka documentation, Authentication using SASL/SCRAM'],
  waiveWhen: 'A client that cannot be changed knows SHA-256 only.',
  schema: at('spec.scram.mechanism', {const: 'SCRAM-SHA-512'}),
  message: ({value}) => `${value} is the weaker of the two: use SCRAM-SHA-512`,
  fix: () => ({'spec.scram.mechanism': 'SCRAM-SHA-512'}),
  examples: {good: [user()], bad: [user({scram: {mechanism: 'SCRAM-SHA-256', passwordFrom: {env: 'AUDIT_PASSWORD'}, version: 1}})]},
});
