import {all, at, policy, topic, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'Retention settings stand on topics that delete',
  rationale:
    'A topic with cleanup.policy compact alone keeps the latest record of each key for ever: its retention.ms and retention.bytes have no effect, and who reads them believes that data expires.',
  level: 'warning',
  covers: ['TO3', 'TO4'],
  sources: ['Apache Kafka, TopicConfig.RETENTION_MS_DOC and RETENTION_BYTES_DOC: they hold for the delete policy'],
  waiveWhen: 'The topic goes back to deletion soon, and the settings were stated ahead.',
  schema: when(
    // An empty policy is the matter of topic/cleanup-policy-empty.
    at('spec.config.cleanup.policy', {const: 'compact'}, {required: true}),
    all(at('spec.config.retention.ms', {not: {}}), at('spec.config.retention.bytes', {not: {}})),
  ),
  mark: 'key',
  message: ({pointer}) =>
    `${pointer.slice(pointer.lastIndexOf('/') + 1)} has no effect with cleanup.policy compact: take it out, or use cleanup.policy: [compact, delete]`,
  examples: {
    good: [
      topic(),
      topic({config: {'cleanup.policy': ['compact', 'delete']}}),
      topic({config: {'cleanup.policy': 'compact', 'retention.ms': undefined}}),
    ],
    bad: [
      topic({config: {'cleanup.policy': 'compact'}}),
      topic({config: {'cleanup.policy': 'compact', 'retention.ms': undefined, 'retention.bytes': '1GiB'}}),
    ],
  },
});
