import {at, policy, topic} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'cleanup.policy names a policy',
  rationale:
    'An empty cleanup.policy is legal since Kafka 4.2 and means that nothing is ever deleted or compacted: retention.ms and retention.bytes stand there and do nothing, and the disks of the brokers fill.',
  level: 'warning',
  packs: {strict: 'error', regulated: 'error'},
  covers: ['TO3'],
  sources: [
    'Apache Kafka 4.3, TopicConfig.CLEANUP_POLICY_DOC: an empty list means infinite retention',
    'KIP-1161: validation of LIST-type settings',
  ],
  waiveWhen: 'The topic is meant to keep every record for ever, and somebody watches how its disks fill.',
  schema: at('spec.config.cleanup.policy', {minLength: 1}),
  message: () => 'cleanup.policy is empty: no record is ever deleted or compacted, whatever retention says; use delete, compact or both',
  examples: {
    good: [topic(), topic({config: {'cleanup.policy': undefined}}), topic({config: {'cleanup.policy': ['compact', 'delete']}})],
    bad: [topic({config: {'cleanup.policy': []}})],
  },
});
