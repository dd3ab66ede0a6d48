import {acl, all, at, option, policy, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Acl',
  title: 'A prefix ends at a delimiter',
  rationale:
    'The prefix "pay" covers payments. and also payroll. and whatever starts with it tomorrow. Ended at the delimiter of the naming pattern, it covers what it seems to.',
  level: 'warning',
  packs: {strict: 'error'},
  covers: ['SE3'],
  sources: ['KIP-290: prefixed ACLs match by the start of the text', 'Weir: judgement on where a prefix should end'],
  waiveWhen: 'The prefix ends inside a word that nobody else can use, and its owner watches what starts with it.',
  options: {
    delimiters: {type: 'string', format: 'regex', description: 'What a prefix must end with, as a regular expression.', default: '[._-]$'},
  },
  schema: when(
    all(at('spec.permission', {const: 'allow'}), at('spec.resource.pattern', {const: 'prefixed'}, {required: true})),
    at('spec.resource.name', {pattern: option('delimiters')}),
  ),
  message: ({value}) =>
    `the prefix ${JSON.stringify(value)} also covers names that only start alike: end it with a delimiter, like "${value}."`,
  examples: {
    good: [
      acl({resource: {type: 'topic', name: 'payments.', pattern: 'prefixed'}}),
      acl({resource: {type: 'topic', name: 'payments.orders.placed.v1'}}),
    ],
    bad: [acl({resource: {type: 'topic', name: 'pay', pattern: 'prefixed'}})],
  },
});
