import {all, application, at, policy, type Schema} from 'kafka-weir/policy';

/** A letter, a digit or whatever else the brokers look for before they come to the asterisk. */
const NAME: Schema = {pattern: '^[^\\u0000-\\u002a]'};

export default policy({
  kind: 'Application',
  title: 'Groups and transactional ids start with a character that sorts above the asterisk',
  rationale:
    "What an Application derives is ACLs about its groups and transactional ids, and the broker's authorizer goes wrong about names that start with an asterisk, or with a character that sorts below it: it may throw, or look for ever, when anybody asks about another name with the same start. acl/name-below-wildcard says the same of Acl documents.",
  level: 'error',
  packs: {development: 'error'},
  covers: ['SE3'],
  sources: [
    'Apache Kafka 4.3, StandardAuthorizerData.checkSection: ACLs are looked for in the order of their names, from the longest prefix down',
  ],
  waiveWhen: 'Never, where the brokers run StandardAuthorizer; another authorizer may know these names.',
  schema: all(
    // The group of a consumer that states none.
    at('metadata.name', NAME),
    at('spec.consumes', {items: {properties: {group: NAME}}}),
    at('spec.groups', {items: NAME}),
    at('spec.transactionalId.prefix', NAME),
    at('spec.transactionalId.ids', {items: NAME}),
    at('spec.connectWorker.group', NAME),
    at('spec.connector.exactlyOnce.workerGroup', NAME),
    at('spec.streams.applicationId', NAME),
  ),
  message: ({value}) =>
    `the broker's authorizer stumbles over ${JSON.stringify(value)}, which starts with ${JSON.stringify(String(value).charAt(0))}: start it with a letter or a digit`,
  examples: {
    good: [
      application({consumes: [{topic: 'payments.orders.placed.v1', group: 'audit'}], groups: ['+old'], transactionalId: {prefix: '日本-'}}),
    ],
    bad: [
      application({consumes: [{topic: 'payments.orders.placed.v1', group: '(old) audit'}]}),
      application({groups: ['audit', '*x']}),
      application({name: '(old) audit'}),
      application({transactionalId: {prefix: '#payments-'}}),
      application({transactionalId: {ids: [' a']}}),
    ],
  },
});
