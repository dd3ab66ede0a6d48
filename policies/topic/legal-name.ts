import {all, at, policy, topic} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'Names are ones that Kafka takes',
  rationale:
    'The broker refuses any other name, at apply: letters, digits, dot, underscore and hyphen, at most 249, and neither "." nor "..".',
  level: 'error',
  covers: ['TO6'],
  sources: ['Apache Kafka, org.apache.kafka.common.internals.Topic.validate'],
  waiveWhen: 'Never: the broker refuses such a name.',
  schema: all(at('metadata.name', {pattern: '^[a-zA-Z0-9._-]{1,249}$'}), at('metadata.name', {not: {pattern: '^\\.{1,2}$'}})),
  message: ({value}) =>
    `${JSON.stringify(value)} is no legal topic name: use ASCII letters, digits, ".", "_" and "-", at most 249, and not "." or ".." alone`,
  examples: {good: [topic()], bad: [topic({name: 'payments.orders placed.v1'}), topic({name: 'zahlungen.aufträge.v1'})]},
});
