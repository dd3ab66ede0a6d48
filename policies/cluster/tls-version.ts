import {at, cluster, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: 'TLS 1.3 is required',
  rationale:
    'Versions below 1.2 are refused by the schema. 1.3 drops the key exchanges and ciphers through which 1.2 is still attacked; require it once no client is left that lacks it.',
  level: 'off',
  packs: {strict: 'warning', regulated: 'warning'},
  covers: ['SE2'],
  sources: ['Apache Kafka, SslConfigs: ssl.enabled.protocols is TLSv1.2,TLSv1.3', 'RFC 9325: recommendations for secure use of TLS'],
  waiveWhen: 'A client that cannot be changed knows no TLS 1.3.',
  schema: at('spec.security.tls.minVersion', {const: 'TLSv1.3'}),
  message: ({value}) => `minVersion ${value} lets clients use an older TLS: enable TLSv1.3 on the brokers, then require it here`,
  examples: {good: [withVersion('TLSv1.3')], bad: [withVersion('TLSv1.2')]},
});

function withVersion(minVersion: string) {
  return cluster({security: {protocol: 'SSL', tls: {minVersion}}});
}
