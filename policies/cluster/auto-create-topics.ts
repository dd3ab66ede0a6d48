import {at, cluster, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: 'Topics come into being by review alone',
  rationale:
    "With auto.create.topics.enable a mistyped name becomes a topic with the brokers' default partitions and replicas, and a consumer waits on it in silence. It has no owner, and no document describes it.",
  level: 'warning',
  packs: {strict: 'error', development: 'off', regulated: 'error'},
  covers: ['C01.1'],
  sources: [
    'Apache Kafka 4.3, ServerLogConfigs: auto.create.topics.enable is true by default',
    'Strimzi, Kafka broker configuration tuning: disable automatic topic creation',
  ],
  waiveWhen: 'A tool that cannot create its topics otherwise uses this cluster, and an ACL bounds which ones.',
  schema: at('spec.brokers.config.auto.create.topics.enable', {not: {const: 'true'}}),
  message: () =>
    'a mistyped name becomes a topic that nobody described: set auto.create.topics.enable to false on the brokers, then state it here',
  examples: {good: [cluster(), stating({'auto.create.topics.enable': false})], bad: [stating({'auto.create.topics.enable': true})]},
});

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
