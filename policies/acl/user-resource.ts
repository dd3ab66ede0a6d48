import {acl, at, policy, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Acl',
  title: 'No ACL is on a user',
  rationale:
    "The brokers have ACLs on users as resources, for who may make and see delegation tokens in another's name. The Terraform provider knows neither that type nor the operations create-tokens and describe-tokens: it fails at apply, when the documents before it are applied already, and it could not see such an ACL again.",
  level: 'error',
  packs: {development: 'error'},
  sources: [
    'KIP-373: ACLs on users for delegation tokens',
    'Mongey/kafka v0.13.1, kafka_acls.go: stringToACLResource and stringToOperation end with DelegationToken and IdempotentWrite; ListACLs asks for those types alone',
  ],
  waiveWhen: 'The specs are linted and asked about access only, and something else than Weir applies them.',
  // A name that is no principal is acl/user-resource-name's to find first.
  schema: when(
    at('spec.resource.name', {pattern: '^(\\*$|[A-Z][A-Za-z0-9]*:)', not: {pattern: '^(?!User:)[Uu][Ss][Ee][Rr]:'}}, {required: true}),
    at('spec.resource.type', {not: {const: 'user'}}),
  ),
  message: ({resource: {spec}}) =>
    `the Terraform provider has no ACLs on users and fails on this one: make it with kafka-acls.sh --user-principal ${JSON.stringify(spec.resource.name)}, and remove this document`,
  examples: {
    good: [acl(), acl({resource: {type: 'delegation-token', name: 'a-token'}, operations: ['describe']})],
    bad: [acl({resource: {type: 'user', name: 'User:audit'}, operations: ['create-tokens']})],
  },
});
