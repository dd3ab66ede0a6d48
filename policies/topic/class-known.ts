import {at, option, policy, suggestion, topic} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'The class of a topic is one that exists',
  rationale:
    'The label class chooses the bounds by which a topic is judged. A class that nobody defined has none: the topic is judged by the general ones, and its author believes otherwise.',
  level: 'warning',
  packs: {strict: 'error'},
  covers: ['TO6'],
  sources: ["Kafka Weir's own contract: topic classes are files in policies/classes and entries of classes in policies/policy.yaml"],
  waiveWhen: 'The label class means something else in this organisation; better than waivers is to set the rule off.',
  options: {
    classes: {
      type: 'array',
      items: {type: 'string'},
      description: 'Classes that topics may name; by default all that are defined.',
      default: [],
      from: 'topic-classes',
    },
  },
  schema: at('metadata.labels.class', {among: option('classes')}),
  message: ({value, classes}) =>
    `there is no topic class ${JSON.stringify(value)} among ${classes.join(', ')}${suggestion(value, classes)}`,
  examples: {
    good: [topic(), topic({metadata: {labels: {class: 'events'}}})],
    bad: [topic({metadata: {labels: {class: 'event'}}}), topic({metadata: {labels: {class: 'miscellaneous'}}})],
  },
});
