import {at, policy, topic} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'A topic says what it is for',
  rationale:
    'Events, state, dead letters and audit trails want different retention, cleanup and sizes. A topic that states its class in the label class is judged by bounds that fit; without it, only by those that fit all.',
  level: 'off',
  packs: {strict: 'warning', regulated: 'warning'},
  covers: ['TO3', 'TO6', 'C12.2'],
  sources: ['The Kafka guide: topic design is documented', 'Kong request-rule validator and Jikkou: bounds by class of data'],
  waiveWhen: 'None of the classes fits, and a class for one topic is not worth it.',
  schema: at('metadata.labels.class', {pattern: '\\S'}, {required: true}),
  message: () => 'the label class is missing: say what the topic is for, like labels: {class: events}',
  examples: {
    good: [topic({metadata: {labels: {class: 'events'}}})],
    bad: [topic(), topic({metadata: {labels: {'data-class': 'internal'}}})],
  },
});
