import {at, cluster, policy, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: 'Where certificates say who a client is, they are required',
  rationale:
    'With the protocol SSL a certificate is all that tells clients apart. Unless ssl.client.auth is required, a client without one is let in as User:ANONYMOUS; requested is the same, but looks safer, and hides clients whose certificate is missing by mistake.',
  level: 'error',
  packs: {development: 'warning', regulated: 'error'},
  covers: ['SE2', 'SE3'],
  sources: [
    'Apache Kafka 4.3, BrokerSecurityConfigs.SSL_CLIENT_AUTH_DOC: required, requested (the client may choose not to provide), none (the default)',
    'Apache Kafka documentation, Encryption and Authentication using SSL: requested is discouraged, it provides a false sense of security',
  ],
  waiveWhen: 'Clients are being given certificates one by one, and requested holds until the last has one.',
  schema: when(
    at('spec.security.protocol', {const: 'SSL'}, {required: true}),
    at('spec.brokers.config.ssl.client.auth', {const: 'required'}),
  ),
  message: ({value}) => `ssl.client.auth ${value} lets a client without a certificate in, as User:ANONYMOUS: set required`,
  examples: {
    good: [
      cluster(),
      stating({'ssl.client.auth': 'requested'}),
      cluster({security: {protocol: 'SSL'}, brokers: {authorizer: {allowIfNoAcl: false}, config: {'ssl.client.auth': 'required'}}}),
    ],
    bad: [
      cluster({security: {protocol: 'SSL'}, brokers: {authorizer: {allowIfNoAcl: false}, config: {'ssl.client.auth': 'none'}}}),
      cluster({security: {protocol: 'SSL'}, brokers: {authorizer: {allowIfNoAcl: false}, config: {'ssl.client.auth': 'requested'}}}),
    ],
  },
});

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
