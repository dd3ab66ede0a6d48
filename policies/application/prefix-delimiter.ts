import {all, application, at, option, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Application',
  title: 'A prefix of an intent is long enough and ends at a delimiter',
  rationale:
    'The prefix "pay" covers payments. and also payroll. and whatever starts with it tomorrow; as the prefix of transactional ids it lets one application end the transactions of another. Ended at a delimiter, it covers what it seems to.',
  level: 'warning',
  packs: {strict: 'error'},
  covers: ['SE3', 'EO1'],
  sources: ['KIP-290: prefixed ACLs match by the start of the text', 'Weir: judgement on where a prefix should end'],
  waiveWhen: 'The prefix ends inside a word that nobody else can use, and its owner watches what starts with it.',
  options: {
    delimiters: {type: 'string', format: 'regex', description: 'What a prefix must end with, as a regular expression.', default: '[._-]$'},
    minLength: {type: 'integer', minimum: 1, description: 'Fewest characters of a prefix, the delimiter among them.', default: 3},
  },
  schema: all(
    at('spec.transactionalId.prefix', {pattern: option('delimiters'), minLength: option('minLength')}),
    at('spec.mirrorMaker.topicPrefix', {pattern: option('delimiters'), minLength: option('minLength')}),
    at('spec.produces', {items: {properties: {topicPrefix: {pattern: option('delimiters'), minLength: option('minLength')}}}}),
    at('spec.consumes', {items: {properties: {topicPrefix: {pattern: option('delimiters'), minLength: option('minLength')}}}}),
  ),
  message: ({value, delimiters, minLength}) =>
    new RegExp(delimiters, 'u').test(String(value))
      ? `the prefix ${JSON.stringify(value)} has fewer than ${minLength} characters, and covers names of whoever starts them so: write a longer one`
      : `the prefix ${JSON.stringify(value)} also covers names that only start alike: end it with a delimiter, like "${String(value)}-"`,
  examples: {
    good: [
      application({consumes: [{topicPrefix: 'payments.'}]}),
      application({produces: [{topic: 'payments.orders.placed.v1'}], transactionalId: {prefix: 'settler-'}}),
    ],
    bad: [
      application({consumes: [{topicPrefix: 'pay'}]}),
      application({produces: [{topicPrefix: 'p.'}]}),
      application({transactionalId: {prefix: 'settler'}}),
    ],
  },
});
