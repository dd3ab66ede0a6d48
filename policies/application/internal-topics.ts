import {all, application, at, BROKERS_OWN_PREFIXES, BROKERS_OWN_TOPICS, policy, type Schema} from 'kafka-weir/policy';

const NOT_INTERNAL: Schema = {not: {enum: BROKERS_OWN_TOPICS}};

export default policy({
  kind: 'Application',
  title: "No application writes to Kafka's own topics",
  rationale:
    'The topics __consumer_offsets, __transaction_state and their like hold the positions of every group and the state of every transaction, for all domains. An application that writes there can make any consumer lose its place; a prefix as short as _ covers them all. acl/internal-topics says the same of Acl documents.',
  level: 'error',
  packs: {development: 'warning'},
  covers: ['SE3'],
  sources: [
    'Apache Kafka 4.3, org.apache.kafka.common.internals.Topic: INTERNAL_TOPICS; TopicBasedRemoteLogMetadataManager: __remote_log_metadata',
    'KIP-290: prefixed ACLs match by the start of the text',
  ],
  waiveWhen: 'The application repairs these topics, for as long as that takes.',
  schema: all(
    at('spec.produces', {
      items: {properties: {topic: NOT_INTERNAL, topics: {items: NOT_INTERNAL}, topicPrefix: {not: {enum: BROKERS_OWN_PREFIXES}}}},
    }),
    at('spec.consumes', {items: {properties: {deadLetter: NOT_INTERNAL}}}),
  ),
  message: ({value}) =>
    `writing to ${String(value)} reaches the offsets and transactions of every domain: take it out, or write a longer prefix`,
  examples: {
    good: [application({consumes: [{topic: '__consumer_offsets'}]}), application({produces: [{topicPrefix: '__mirror_'}]})],
    bad: [
      application({produces: [{topics: ['payments.orders.placed.v1', '__consumer_offsets']}]}),
      application({produces: [{topicPrefix: '__consumer_'}]}),
      application({consumes: [{topic: 'payments.orders.placed.v1', deadLetter: '__transaction_state'}]}),
    ],
  },
});
