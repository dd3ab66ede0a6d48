import {acl, all, at, option, policy, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Acl',
  title: 'A prefix is long enough and ends at a delimiter',
  rationale:
    'The prefix "pay" covers payments. and also payroll. and whatever starts with it tomorrow. Ended at the delimiter of the naming pattern, it covers what it seems to. One of a letter or two says nothing of whose names it covers.',
  level: 'warning',
  packs: {strict: 'error'},
  covers: ['SE3'],
  sources: ['KIP-290: prefixed ACLs match by the start of the text', 'Weir: judgement on where a prefix should end'],
  waiveWhen: 'The prefix ends inside a word that nobody else can use, and its owner watches what starts with it.',
  options: {
    delimiters: {type: 'string', format: 'regex', description: 'What a prefix must end with, as a regular expression.', default: '[._-]$'},
    minLength: {type: 'integer', minimum: 1, description: 'Fewest characters of a prefix, the delimiter among them.', default: 3},
  },
  schema: when(
    all(at('spec.permission', {const: 'allow'}), at('spec.resource.pattern', {const: 'prefixed'}, {required: true})),
    all(at('spec.resource.name', {pattern: option('delimiters')}), {
      // The prefixes _ and __ are the matter of acl/internal-topics.
      anyOf: [at('spec.resource.name', {pattern: '^_+$'}), at('spec.resource.name', {minLength: option('minLength')})],
    }),
  ),
  message: ({resource: {spec}, delimiters, minLength}) => {
    const {name} = spec.resource;
    return new RegExp(delimiters, 'u').test(name)
      ? `the prefix ${JSON.stringify(name)} has fewer than ${minLength} characters, and covers names of whoever starts them so: write a longer one`
      : `the prefix ${JSON.stringify(name)} also covers names that only start alike: end it with a delimiter, like "${name}."`;
  },
  examples: {
    good: [
      acl({resource: {type: 'topic', name: 'payments.', pattern: 'prefixed'}}),
      acl({resource: {type: 'topic', name: 'payments.orders.placed.v1'}}),
    ],
    bad: [
      acl({resource: {type: 'topic', name: 'pay', pattern: 'prefixed'}}),
      acl({resource: {type: 'topic', name: 'p.', pattern: 'prefixed'}}),
    ],
  },
});
