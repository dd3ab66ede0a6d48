import {at, policy, topic} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'Names do not start with two underscores',
  rationale:
    "Kafka keeps its own state in topics like __consumer_offsets and __transaction_state; tools hide such names, and managing one by hand can destroy every group's offsets.",
  level: 'error',
  covers: ['TO6'],
  sources: ['Apache Kafka, org.apache.kafka.common.internals.Topic: internal topics'],
  waiveWhen: 'A tool of another project keeps its own state in a topic that starts so, and documents its name.',
  schema: at('metadata.name', {not: {pattern: '^__'}}),
  message: ({value}) => `${JSON.stringify(value)} is a name of Kafka's own topics: choose one without the leading underscores`,
  examples: {good: [topic()], bad: [topic({name: '__payments.orders.v1'})]},
});
