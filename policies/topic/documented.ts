import {all, at, option, policy, topic} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'A topic has an owner and a description',
  rationale:
    'When a topic misbehaves at night, somebody has to know whose it is and what it holds. Without an owner nobody can change it; without a description nobody dares to reuse it.',
  level: 'warning',
  packs: {development: 'off', regulated: 'error'},
  covers: ['TO6', 'C04.5', 'C12.2'],
  sources: ['The Kafka guide: documentation checklist'],
  waiveWhen: 'A topic is owned and described in another catalogue that people really use.',
  options: {
    labels: {type: 'array', items: {type: 'string'}, description: 'Labels that every topic must have, like data-class.', default: []},
  },
  schema: all(
    at('metadata.owner', {pattern: '\\S'}, {required: true}),
    at('metadata.description', {pattern: '\\S'}, {required: true}),
    at('metadata.labels', {required: option('labels')}),
  ),
  message: ({pointer}) => {
    const [, , field = '', label] = pointer.split('/');
    return label === undefined
      ? `the topic has no ${field}: state metadata.${field}`
      : `the label ${label} is missing: every topic states it`;
  },
  examples: {
    good: [topic()],
    bad: [topic({metadata: {owner: undefined}}), topic({metadata: {description: undefined}}), topic({metadata: {description: ' '}})],
  },
});
