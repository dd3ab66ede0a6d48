import {cluster, clustersPolicy, type Resource} from 'kafka-weir/policy';

export default clustersPolicy({
  kinds: ['Cluster'],
  title: "Each environment has an administrator's password of its own",
  rationale:
    'Where the password of the administrator comes from one source in two environments, whoever may test in one may do everything in the other, and changing it in one locks the other out.',
  level: 'note',
  packs: {strict: 'warning', regulated: 'error'},
  covers: ['SE5', 'SE6'],
  sources: ['OWASP Secrets Management Cheat Sheet: separate secrets by environment', 'The Kafka guide: separate environments'],
  waiveWhen: 'The variable has another value wherever each environment is judged, by the settings of the CI system.',
  judgeAll(models, _options, report) {
    const first = new Map<string, Resource<'Cluster'>>();
    for (const {cluster: resource} of models) {
      const source = resource?.spec.security?.sasl?.passwordFrom;
      if (resource === undefined || source === undefined) continue;
      const key = JSON.stringify(source);
      const known = first.get(key);
      if (known === undefined) first.set(key, resource);
      else if (known.spec.environment !== resource.spec.environment) {
        report({
          resource,
          at: 'spec.security.sasl.passwordFrom',
          clusters: [known.name, resource.name],
          message: `this is the source of the administrator's password of Cluster ${known.name} in ${known.spec.environment} too: give each environment its own`,
        });
      }
    }
  },
  examples: {
    good: [[cluster(), staging('STAGING_KAFKA_ADMIN_PASSWORD')]],
    bad: [[cluster(), staging('KAFKA_ADMIN_PASSWORD')]],
  },
});

function staging(variable: string) {
  return cluster({
    name: 'staging',
    environment: 'staging',
    bootstrap: ['kafka-1.staging:9093', 'kafka-2.staging:9093'],
    security: {
      protocol: 'SASL_SSL',
      sasl: {mechanism: 'SCRAM-SHA-512', usernameFrom: {env: 'KAFKA_ADMIN'}, passwordFrom: {env: variable}},
    },
  });
}
