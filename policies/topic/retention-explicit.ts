import {at, DELETES, policy, topic, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'Retention is stated',
  rationale:
    "A topic that deletes old records and does not say when keeps them as long as the broker's default, seven days unless somebody changed it: how long the data lives is then written nowhere, and differs between clusters.",
  level: 'error',
  packs: {development: 'note', regulated: 'error'},
  covers: ['TO3'],
  sources: ['Apache Kafka, TopicConfig.RETENTION_MS_CONFIG and log.retention.hours (168)', 'The Kafka guide: retention.ms by freshness'],
  waiveWhen: 'The default of the brokers is what the owner wants, and follows when it changes.',
  schema: when(DELETES, at('spec.config.retention.ms', {}, {required: true})),
  message: () => 'retention.ms is not stated: say how long records must be kept, like retention.ms: 7d',
  examples: {
    good: [topic({config: {'retention.ms': '1d'}}), topic({config: {'cleanup.policy': 'compact', 'retention.ms': undefined}})],
    bad: [
      topic({config: {'retention.ms': undefined}}),
      topic({config: {'cleanup.policy': undefined, 'retention.ms': undefined}}),
      topic({config: {'cleanup.policy': ['compact', 'delete'], 'retention.ms': undefined}}),
    ],
  },
});
