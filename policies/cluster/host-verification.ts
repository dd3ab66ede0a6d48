import {at, cluster, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: 'Brokers verify the host names of brokers',
  rationale:
    'An empty ssl.endpoint.identification.algorithm switches the check of host names off: any certificate of the authority, also that of an application, can then stand for a broker to the other brokers.',
  level: 'error',
  packs: {development: 'note', regulated: 'error'},
  covers: ['SE2'],
  sources: [
    'KIP-294: host names are verified by default since 2.0',
    'Apache Kafka 4.3, SslConfigs.DEFAULT_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM https',
  ],
  waiveWhen: 'Brokers are known to each other by addresses that no certificate can name, on a network of their own.',
  schema: at('spec.brokers.config', {
    patternProperties: {'(^|\\.)ssl\\.endpoint\\.identification\\.algorithm$': {pattern: '^[Hh][Tt][Tt][Pp][Ss]$'}},
  }),
  message: () =>
    'host names of brokers are not verified, so that any certificate of the authority could stand for one: set it to https on the brokers, then state it here',
  examples: {
    good: [cluster(), stating({'ssl.endpoint.identification.algorithm': 'https'})],
    bad: [
      stating({'ssl.endpoint.identification.algorithm': ''}),
      stating({'listener.name.internal.ssl.endpoint.identification.algorithm': ''}),
    ],
  },
});

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
