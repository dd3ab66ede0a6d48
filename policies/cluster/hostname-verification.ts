import {at, cluster, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: "The brokers' host names are verified",
  rationale:
    'Without it any certificate of a trusted authority will do: whoever holds one, for whatever host, can stand between a client and the broker and take its password.',
  level: 'error',
  covers: ['SE2'],
  sources: [
    'Apache Kafka documentation, Security, Host Name Verification: disabled only by an empty ssl.endpoint.identification.algorithm',
  ],
  schema: at('spec.security.tls.verifyHostname', {const: true}),
  message: () =>
    'host names are not verified: any certificate of the authority could impersonate a broker; give the brokers certificates with their names and take this out',
  fix: () => ({'spec.security.tls.verifyHostname': true}),
  examples: {good: [cluster(), withVerification(true)], bad: [withVerification(false)]},
});

function withVerification(verifyHostname: boolean) {
  return cluster({security: {protocol: 'SSL', tls: {verifyHostname}}});
}
