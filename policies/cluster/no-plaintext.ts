import {at, cluster, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: 'Clients authenticate and traffic is encrypted',
  rationale:
    'With PLAINTEXT every client is anonymous, so that no ACL or quota can tell one from another, and all records are readable on the network.',
  level: 'error',
  packs: {development: 'warning', regulated: 'error'},
  covers: ['SE1', 'SE2'],
  sources: [
    'Apache Kafka documentation, Security: authentication of connections and encryption of data',
    'The Kafka guide: security checklist',
  ],
  waiveWhen: 'The brokers can be reached from one machine only, as on a laptop or in a test.',
  schema: at('spec.security.protocol', {not: {const: 'PLAINTEXT'}}),
  message: () => 'PLAINTEXT neither authenticates clients nor encrypts: use SASL_SSL, or SSL with client certificates',
  examples: {good: [cluster()], bad: [cluster({security: {protocol: 'PLAINTEXT'}})]},
});
