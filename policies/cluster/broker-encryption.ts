import {all, at, cluster, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: 'Brokers speak to each other over TLS',
  rationale:
    'Everything that a client sends encrypted goes on to two other brokers. Where they replicate in clear, the network between them shows all records and, with SASL, the login of a principal that may do everything. A listener in clear is a door for clients too.',
  level: 'warning',
  packs: {strict: 'error', development: 'off', regulated: 'error'},
  covers: ['SE2'],
  sources: [
    'Apache Kafka 4.3, ReplicationConfigs.INTER_BROKER_SECURITY_PROTOCOL_DEFAULT PLAINTEXT; SocketServerConfigs.LISTENER_SECURITY_PROTOCOL_MAP',
    'Apache Kafka documentation, Security: encryption of data transferred between brokers',
  ],
  waiveWhen: 'Something below Kafka encrypts the network between the brokers, and nobody else is on it.',
  schema: all(
    at('spec.brokers.config.security.inter.broker.protocol', {enum: ['SSL', 'SASL_SSL']}),
    at('spec.brokers.config.listener.security.protocol.map', {not: {pattern: ':\\s*(SASL_)?PLAINTEXT\\s*(,|$)'}}),
  ),
  message: ({pointer, value}) =>
    pointer.endsWith('security.protocol.map')
      ? `${value} maps a listener to a protocol in clear: map it to SASL_SSL or SSL`
      : `the brokers replicate over ${value}, in clear: set security.inter.broker.protocol to SASL_SSL or SSL`,
  examples: {
    good: [
      cluster(),
      stating({'security.inter.broker.protocol': 'SSL'}),
      stating({'listener.security.protocol.map': 'CLIENTS:SASL_SSL,BROKERS:SSL,CONTROLLER:SSL'}),
    ],
    bad: [
      stating({'security.inter.broker.protocol': 'SASL_PLAINTEXT'}),
      stating({'listener.security.protocol.map': 'CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT'}),
      stating({'listener.security.protocol.map': 'OLD:SASL_PLAINTEXT,CLIENTS:SASL_SSL'}),
    ],
  },
});

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
