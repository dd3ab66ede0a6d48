import {all, at, option, policy, type Schema, topic, when} from 'kafka-weir/policy';

/** Where the list leaves delete out, a topic has to state another policy: without one, Kafka deletes. */
const DELETE_IS_NOT_ALLOWED: Schema = {properties: {options: {properties: {allowed: {not: {contains: {const: 'delete'}}}}}}};

export default policy({
  kind: 'Topic',
  title: "cleanup.policy fits the topic's class",
  rationale:
    'State that is deleted by age forgets keys that did not change for a week; events that are compacted lose all but the last of each key. What a topic is for decides how it is cleaned, and the wrong choice loses data without an error.',
  level: 'warning',
  packs: {strict: 'error'},
  covers: ['TO4', 'C04.3'],
  sources: ['Apache Kafka documentation, Design: log compaction', 'The Kafka guide: compaction for the latest value'],
  waiveWhen: 'A reader depends on the other policy, as where a table keeps a bounded history with compact,delete.',
  options: {
    allowed: {
      type: 'array',
      items: {type: 'string', enum: ['', 'delete', 'compact', 'compact,delete']},
      description: "Values of cleanup.policy that the class allows; both policies are 'compact,delete', whatever their order in the spec.",
      default: ['', 'delete', 'compact', 'compact,delete'],
    },
  },
  schema: all(
    at('spec.config.cleanup.policy', {among: option('allowed')}),
    when(DELETE_IS_NOT_ALLOWED, at('spec.config.cleanup.policy', {}, {required: true})),
  ),
  message: ({value, allowed, resource}) =>
    `${value === undefined ? 'cleanup.policy is not stated, and so delete' : `cleanup.policy is ${value}`}: topics of the class ${resource.metadata.labels['class'] ?? 'that was chosen'} use ${allowed.join(' or ')}`,
  examples: {
    good: [
      topic(),
      topic({metadata: {labels: {class: 'state'}}, config: {'cleanup.policy': 'compact', 'retention.ms': undefined}}),
      topic({metadata: {labels: {class: 'events'}}, config: {'cleanup.policy': undefined}}),
    ],
    bad: [
      topic({metadata: {labels: {class: 'state'}}}),
      topic({metadata: {labels: {class: 'state'}}, config: {'cleanup.policy': undefined}}),
      topic({metadata: {labels: {class: 'events'}}, config: {'cleanup.policy': ['compact', 'delete']}}),
    ],
  },
});
