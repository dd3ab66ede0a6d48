import {all, at, policy, topic, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'Bounds on timestamps stand where producers set them',
  rationale:
    "With message.timestamp.type LogAppendTime the broker writes its own time into every record and ignores message.timestamp.before.max.ms and message.timestamp.after.max.ms: nothing is checked, and the producers' own times are gone.",
  level: 'warning',
  covers: ['ME5'],
  sources: [
    'Apache Kafka, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_DOC: ignored with LogAppendTime',
    'KIP-937: validation of timestamps',
  ],
  waiveWhen: 'The topic is about to return to CreateTime, and the bounds wait for it.',
  schema: when(
    at('spec.config.message.timestamp.type', {const: 'LogAppendTime'}, {required: true}),
    all(at('spec.config.message.timestamp.before.max.ms', {not: {}}), at('spec.config.message.timestamp.after.max.ms', {not: {}})),
  ),
  mark: 'key',
  message: ({pointer}) =>
    `${pointer.slice(pointer.lastIndexOf('/') + 1)} has no effect with message.timestamp.type LogAppendTime: take it out, or use CreateTime`,
  examples: {
    good: [topic({config: {'message.timestamp.before.max.ms': '30d'}}), topic({config: {'message.timestamp.type': 'LogAppendTime'}})],
    bad: [topic({config: {'message.timestamp.type': 'LogAppendTime', 'message.timestamp.before.max.ms': '30d'}})],
  },
});
