import {all, at, option, policy, topic, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: "Kafka Connect's own topics are as its workers demand",
  rationale:
    'Connect keeps its connectors, their offsets and their status in three topics. A worker refuses to start on one whose cleanup.policy is anything but compact, because deletion would in time lose connectors and offsets, and on a topic of configurations with more than one partition, because their order would be lost.',
  level: 'warning',
  packs: {strict: 'error', 'exactly-once': 'error'},
  covers: ['TO4'],
  sources: [
    'Apache Kafka 4.3, TopicAdmin.verifyTopicCleanupPolicyOnlyCompact of Connect',
    'Apache Kafka 4.3, KafkaConfigBackingStore: the topic of configurations is required to have a single partition',
  ],
  waiveWhen: 'The name is a coincidence, and no Connect worker uses the topic.',
  options: {
    pattern: {
      type: 'string',
      format: 'regex',
      description: "Regular expression for the names of Connect's three topics.",
      default: '(^|[._-])connect[._-](configs?|offsets?|status(es)?)$',
    },
    configsPattern: {
      type: 'string',
      format: 'regex',
      description: 'Regular expression for the names of its topic of configurations.',
      default: '(^|[._-])connect[._-]configs?$',
    },
  },
  schema: all(
    when(at('metadata.name', {pattern: option('pattern')}), at('spec.config.cleanup.policy', {const: 'compact'}, {required: true})),
    when(at('metadata.name', {pattern: option('configsPattern')}), at('spec.partitions', {const: 1})),
  ),
  message: ({pointer, value}) =>
    pointer === '/spec/partitions'
      ? `${value} partitions: a Connect worker demands exactly one for its configurations, and refuses to start`
      : `cleanup.policy ${value === undefined ? 'is not stated, and so delete' : value}: a Connect worker demands compact alone, and refuses to start`,
  examples: {
    good: [
      topic(),
      topic({name: 'payments.connect.connect-configs', partitions: 1, config: {'cleanup.policy': 'compact', 'retention.ms': undefined}}),
      topic({name: 'payments.connect.connect-offsets', partitions: 25, config: {'cleanup.policy': 'compact', 'retention.ms': undefined}}),
    ],
    bad: [
      topic({name: 'payments.connect.connect-offsets', partitions: 25}),
      topic({name: 'payments.connect.connect-status', config: {'cleanup.policy': ['compact', 'delete']}}),
      topic({name: 'payments.connect.connect-configs', partitions: 3, config: {'cleanup.policy': 'compact', 'retention.ms': undefined}}),
    ],
  },
});
