import {cluster, enabledMechanisms, modelPolicy, quota, user} from 'kafka-weir/policy';

const BETTER = 'SCRAM-SHA-512';

export default modelPolicy({
  kinds: ['User', 'Cluster'],
  title: 'SCRAM uses SHA-512',
  rationale:
    'Both mechanisms are supported, and SHA-512 makes each guess at a stolen credential dearer. A client logs in by the one that it is set to: changing it here alone locks the clients out, because the next apply removes the credential of the other. Where the brokers are known not to enable SHA-512, nothing is asked of the users.',
  level: 'warning',
  packs: {regulated: 'error'},
  covers: ['SE1'],
  sources: [
    'The Kafka guide: SASL SCRAM-SHA-256/512',
    'Apache Kafka documentation, Authentication using SASL/SCRAM',
    'Mongey/kafka provider v0.13.1, resource_kafka_user_scram_credential.go: another scram_mechanism forces a new credential',
  ],
  waiveWhen: 'A client that cannot be changed knows SHA-256 only.',
  judgeAll({cluster: document, users}, _options, report) {
    const enabled = enabledMechanisms(document);
    for (const resource of users) {
      const mechanism = resource.spec.scram?.mechanism;
      if (mechanism === undefined || mechanism === BETTER) continue;
      // A mechanism that nobody can log in by is told by user/mechanism-enabled.
      if (enabled !== undefined && !(enabled.has(BETTER) && enabled.has(mechanism))) continue;
      report({
        resource,
        at: 'spec.scram.mechanism',
        message: `${mechanism} is the weaker of the two: declare a second user with ${BETTER}, move the clients over to it, and then remove this one`,
      });
    }
  },
  examples: {
    good: [
      [user(), quota()],
      [weaker(), quota(), cluster({brokers: {config: {'sasl.enabled.mechanisms': 'SCRAM-SHA-256'}}})],
    ],
    bad: [
      [weaker(), quota()],
      [weaker(), quota(), cluster({brokers: {config: {'sasl.enabled.mechanisms': 'SCRAM-SHA-256,SCRAM-SHA-512'}}})],
    ],
  },
});

function weaker() {
  return user({scram: {mechanism: 'SCRAM-SHA-256', passwordFrom: {env: 'AUDIT_PASSWORD'}, version: 1}});
}
