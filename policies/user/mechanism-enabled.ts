import {cluster, enabledMechanisms, modelPolicy, quota, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['User', 'Cluster'],
  title: 'Users have credentials of a mechanism that the brokers enable',
  rationale:
    'The controller takes a credential of any mechanism. A login by one that no listener enables is refused, and the client says no more than that authentication failed. The mechanisms are those that the Cluster states in brokers.config, sasl.enabled.mechanisms, in general or for a listener; Kafka enables GSSAPI alone where nothing else is set.',
  level: 'error',
  packs: {development: 'error'},
  covers: ['SE1'],
  sources: [
    'Apache Kafka 4.3, BrokerSecurityConfigs.SASL_ENABLED_MECHANISMS_DOC: only GSSAPI is enabled by default',
    'Apache Kafka 4.3, SaslServerAuthenticator.handleHandshakeRequest: UNSUPPORTED_SASL_MECHANISM',
  ],
  waiveWhen: 'The brokers are being restarted with the mechanism, and the users are written first.',
  judgeAll({cluster: document, users}, _options, report) {
    const enabled = enabledMechanisms(document);
    if (document === undefined || enabled === undefined) return;
    for (const resource of users) {
      const mechanism = resource.spec.scram?.mechanism;
      if (mechanism === undefined || enabled.has(mechanism)) continue;
      report({
        resource,
        at: 'spec.scram.mechanism',
        message: `the brokers of ${document.name} enable ${[...enabled].join(', ') || 'no mechanism'}, so nobody can log in by ${mechanism}: enable it in sasl.enabled.mechanisms, or use one of these`,
        evidence: {enabled: [...enabled]},
      });
    }
  },
  examples: {
    good: [
      [user(), quota(), cluster()],
      [user(), quota(), enabling({'sasl.enabled.mechanisms': ['PLAIN', 'SCRAM-SHA-512']})],
      [user(), quota(), enabling({'sasl.enabled.mechanisms': 'PLAIN', 'listener.name.clients.sasl.enabled.mechanisms': 'SCRAM-SHA-512'})],
      [user({scram: undefined, external: true}), quota(), enabling({'sasl.enabled.mechanisms': 'PLAIN'})],
    ],
    bad: [
      [user(), quota(), enabling({'sasl.enabled.mechanisms': 'SCRAM-SHA-256'})],
      [
        user({scram: {mechanism: 'SCRAM-SHA-256', passwordFrom: {env: 'AUDIT_PASSWORD'}, version: 1}}),
        quota(),
        enabling({'listener.name.clients.sasl.enabled.mechanisms': 'SCRAM-SHA-512'}),
      ],
    ],
  },
});

function enabling(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
