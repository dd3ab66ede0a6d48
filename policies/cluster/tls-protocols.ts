import {all, at, cluster, policy} from 'kafka-weir/policy';

/** A listener may have settings of its own: listener.name.internal.ssl.enabled.protocols. */
const ENABLED = '(^|\\.)ssl\\.enabled\\.protocols$';
const PREFERRED = '(^|\\.)ssl\\.protocol$';

export default policy({
  kind: 'Cluster',
  title: 'The brokers speak TLS 1.2 and 1.3 only',
  rationale:
    'TLS 1.0 and 1.1 and all of SSL are withdrawn: their ciphers and hashes are broken, and a client that offers nothing better should fail where it is noticed. What the brokers enable is what anybody on the network may choose.',
  level: 'error',
  packs: {development: 'warning', regulated: 'error'},
  covers: ['SE2'],
  sources: [
    'RFC 8996: TLS 1.0 and 1.1 must not be used',
    'Apache Kafka 4.3, SslConfigs.DEFAULT_SSL_ENABLED_PROTOCOLS: TLSv1.2,TLSv1.3',
    'KIP-573: TLS 1.3 by default',
  ],
  waiveWhen: 'One old client is left, on a listener of its own, until the day on which it is replaced.',
  schema: all(
    at('spec.brokers.config', {patternProperties: {[ENABLED]: {pattern: '^ *TLSv1\\.[23] *(, *TLSv1\\.[23] *)*$'}}}),
    at('spec.brokers.config', {patternProperties: {[PREFERRED]: {enum: ['TLSv1.2', 'TLSv1.3', 'TLS']}}}),
  ),
  message: ({pointer, value}) =>
    `${pointer.slice(pointer.lastIndexOf('/') + 1)} ${value} enables a version of TLS that is withdrawn: state TLSv1.2,TLSv1.3`,
  examples: {
    good: [
      cluster(),
      stating({'ssl.enabled.protocols': 'TLSv1.2,TLSv1.3'}),
      stating({'ssl.enabled.protocols': ['TLSv1.3']}),
      stating({'ssl.protocol': 'TLSv1.3'}),
    ],
    bad: [
      stating({'ssl.enabled.protocols': 'TLSv1.1,TLSv1.2'}),
      stating({'listener.name.internal.ssl.enabled.protocols': ['TLSv1', 'TLSv1.3']}),
      stating({'ssl.protocol': 'SSLv3'}),
    ],
  },
});

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
