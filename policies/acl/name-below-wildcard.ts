import {acl, at, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Acl',
  title: 'Resource names start with a character that sorts above the asterisk',
  rationale:
    'The broker looks for ACLs in the order of their resource names, and goes wrong at and below "*". An ACL about a name that starts with a space or one of !"#$%&\'() can make it throw, or look for ever, when anybody asks about another name with the same first character: the request gets no answer, and its thread none of the next ones. A name that starts with an asterisk is not reached by ACLs of the literal "*": neither what they allow nor what they deny holds for it.',
  level: 'error',
  covers: ['SE3'],
  sources: [
    'Apache Kafka 4.3, StandardAuthorizerData.checkSection: the second pass starts at "*" and shortens that text to what a name has in common with an ACL\'s; a literal ACL that is shorter than the name is passed over before it is seen to be the wildcard',
    'Seen on brokers of Kafka 4.3.1: a group "(abc" asked about beside an ACL of "(bcd"; a group "*a" allowed although the user is denied on "*"',
  ],
  waiveWhen: 'Groups or transactional ids had such names before, and nothing else that starts alike is ever asked about.',
  schema: at('spec.resource.name', {pattern: '^(\\*$|[^\\u0000-\\u002a])'}),
  message: ({value}) =>
    String(value).startsWith('*')
      ? `ACLs of the literal "*" do not hold for ${JSON.stringify(value)}, nor for any other name that starts with an asterisk: no deny of "*" takes it away`
      : `an ACL about ${JSON.stringify(value)} can stop the broker's authorizer when another name that starts with ${JSON.stringify(String(value).slice(0, 1))} is asked about: rename it`,
  examples: {
    good: [
      acl({resource: {type: 'group', name: 'audit'}, operations: ['read']}),
      acl({resource: {type: 'group', name: '*'}, operations: ['read']}),
      acl({resource: {type: 'group', name: 'audit (old)'}, operations: ['read']}),
      acl({resource: {type: 'transactional-id', name: '日本', pattern: 'prefixed'}, operations: ['write']}),
    ],
    bad: [
      acl({resource: {type: 'group', name: '(old) audit'}, operations: ['read']}),
      acl({resource: {type: 'transactional-id', name: '#payments-', pattern: 'prefixed'}, operations: ['write']}),
      acl({resource: {type: 'group', name: '*audit-', pattern: 'prefixed'}, operations: ['read']}),
    ],
  },
});
