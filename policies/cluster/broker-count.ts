import {all, at, cluster, option, policy, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: 'A cluster that matters has three brokers',
  rationale:
    'Three replicas need three brokers, and two in-sync replicas while one restarts need them too. With two, every restart leaves one copy of everything.',
  level: 'error',
  covers: ['DR1', 'DR2'],
  sources: ['The Kafka guide: replication factor of at least 3', 'Amazon MSK best practices: three brokers in three zones'],
  waiveWhen: 'The cluster only carries what can be made again, and its users know that it stops for each restart.',
  options: {
    environments: {type: 'array', items: {type: 'string'}, description: 'Environments in which it holds.', default: ['production']},
    min: {type: 'integer', minimum: 1, description: 'Fewest brokers.', default: 3},
  },
  schema: when(
    all(at('spec.environment', {among: option('environments')}, {required: true})),
    at('spec.brokers.count', {minimum: option('min')}),
  ),
  message: ({value, min, resource}) =>
    `${value} of at least ${min} brokers: with one restarting, ${resource.spec.environment} has too few copies of everything`,
  examples: {
    good: [cluster(), cluster({environment: 'development', brokers: {count: 1, authorizer: {allowIfNoAcl: false}}})],
    bad: [cluster({brokers: {count: 2, authorizer: {allowIfNoAcl: false}}})],
  },
});
