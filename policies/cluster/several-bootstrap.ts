import {at, cluster, option, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: 'Clients know several bootstrap addresses',
  rationale: 'A client that starts while its only bootstrap broker is down finds no cluster at all, although all the others are up.',
  level: 'warning',
  packs: {development: 'off'},
  covers: ['DR2'],
  sources: [
    'Amazon MSK client best practices: list several brokers',
    'Apache Kafka, CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG: "more than one, in case a server is down"',
  ],
  waiveWhen: 'The address is that of a load balancer, or a name that stands for all brokers.',
  options: {min: {type: 'integer', description: 'Fewest addresses.', minimum: 1, default: 2}},
  schema: at('spec.bootstrap', {minItems: option('min')}),
  message: ({value, min}) =>
    `${Array.isArray(value) ? value.length : 0} of at least ${min} bootstrap addresses are stated: with those brokers down, nobody could connect`,
  examples: {good: [cluster()], bad: [cluster({bootstrap: ['kafka-1:9093']})]},
});
