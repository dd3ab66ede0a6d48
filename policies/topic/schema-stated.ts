import {at, policy, topic, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'A topic that several domains use says what its records are',
  rationale:
    "Those who read another team's topic know its records by what they happen to see. Once a field is renamed, they find out in production. A topic with consent for others says in a label which schema its records have, so that readers can generate their types from it and a change can be checked against them.",
  level: 'off',
  packs: {strict: 'warning', regulated: 'error'},
  covers: ['ME4', 'C05.1'],
  sources: [
    'The Kafka guide: message design, schemas (Avro, Protobuf) that evolve',
    'Weir: judgement that consent is where a format becomes a contract',
  ],
  waiveWhen: 'The records have no fields, like images, or the format is given by a product.',
  schema: when(at('spec.access', {minProperties: 1}, {required: true}), at('metadata.labels.schema', {minLength: 1}, {required: true})),
  message: () => 'other domains use this topic, and nothing says what its records are: name their schema in the label schema',
  examples: {
    good: [topic(), topic({access: {consumers: ['audit']}, metadata: {labels: {schema: 'order-placed.avsc'}}})],
    bad: [topic({access: {consumers: ['audit']}}), topic({access: {producers: ['audit']}, metadata: {labels: {class: 'events'}}})],
  },
});
