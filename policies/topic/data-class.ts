import {at, option, policy, suggestion, topic} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'A topic says how its data is classified',
  rationale:
    'Who may read a topic, how long it may be kept and whether it may leave a region follow from what the data is. Where the label data-class is missing, everybody has to guess; where it is misspelt, rules that go by it do not apply.',
  level: 'off',
  packs: {strict: 'warning', regulated: 'error'},
  covers: ['C12.2'],
  sources: ['The Kafka guide: documentation checklist', 'ISO/IEC 27001:2022, Annex A 5.12: classification of information'],
  waiveWhen: 'The topic holds no data of its own, like one that only wakes its readers.',
  options: {
    allowed: {
      type: 'array',
      items: {type: 'string'},
      description: 'Classes that the label data-class may name.',
      default: ['public', 'internal', 'confidential', 'restricted', 'personal'],
    },
  },
  schema: at('metadata.labels.data-class', {among: option('allowed')}, {required: true}),
  message: ({value, pointer, allowed}) =>
    pointer.endsWith('/data-class') && value !== undefined
      ? `${JSON.stringify(value)} is none of the data classes ${allowed.join(', ')}${suggestion(value, allowed)}`
      : `the label data-class is missing: state one of ${allowed.join(', ')}`,
  examples: {
    good: [topic({metadata: {labels: {'data-class': 'internal'}}})],
    bad: [topic(), topic({metadata: {labels: {class: 'events'}}}), topic({metadata: {labels: {'data-class': 'confidental'}}})],
  },
});
