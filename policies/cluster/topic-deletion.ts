import {at, cluster, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: 'What a reviewed plan deletes, the brokers delete',
  rationale:
    'With delete.topic.enable=false the brokers refuse every deletion, also one that was reviewed and approved: the apply fails half-way, after other changes were made.',
  level: 'note',
  covers: ['C01.1'],
  sources: [
    'Apache Kafka 4.3, ServerConfigs.DELETE_TOPIC_ENABLE_DOC: when set to false, deletion requests will be explicitly rejected by the broker',
  ],
  waiveWhen: 'It is a lock on purpose, for a cluster on which nothing is ever to be deleted.',
  schema: at('spec.brokers.config.delete.topic.enable', {not: {const: 'false'}}),
  message: () =>
    'the brokers refuse to delete topics, so a plan that removes one fails half-way: set delete.topic.enable to true, or keep all topics',
  examples: {good: [cluster(), stating({'delete.topic.enable': true})], bad: [stating({'delete.topic.enable': false})]},
});

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
