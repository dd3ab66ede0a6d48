import {at, policy, topic} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'Records keep the time at which they were created',
  rationale:
    'LogAppendTime replaces what the producer wrote by the time of the append. After an outage, a replay or a mirror, all that is left is when a record arrived, and windows by event time and lag in seconds are wrong.',
  level: 'note',
  covers: ['ME5'],
  sources: [
    'KIP-32: timestamps in messages, CreateTime and LogAppendTime',
    'Apache Kafka, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG: CreateTime is the default',
  ],
  waiveWhen: 'The producers have no trustworthy clock, or retention must go by arrival.',
  schema: at('spec.config.message.timestamp.type', {not: {const: 'LogAppendTime'}}),
  message: () => 'message.timestamp.type LogAppendTime discards the time at which a record was created: leave it out for CreateTime',
  examples: {
    good: [topic(), topic({config: {'message.timestamp.type': 'CreateTime'}})],
    bad: [topic({config: {'message.timestamp.type': 'LogAppendTime'}})],
  },
});
