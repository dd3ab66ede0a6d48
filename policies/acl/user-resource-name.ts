import {acl, all, at, policy, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Acl',
  title: 'A user as a resource is named as a principal',
  rationale:
    'The resources of type user, on which create-tokens and describe-tokens are asked, are named by the whole principal: User:audit. The bare name is stored and never matches, so that nobody may make or see a delegation token in the name of that user.',
  level: 'error',
  covers: ['SE3'],
  sources: [
    'KIP-373: tokens for other users; the resource is the principal as text',
    'Apache Kafka 4.3, KafkaApis.handleCreateTokenRequest: authorize(CREATE_TOKENS, USER, owner.toString)',
  ],
  waiveWhen: 'Never: the broker finds no such resource.',
  schema: when(
    at('spec.resource.type', {const: 'user'}, {required: true}),
    // A type that a principal builder of one's own makes may have any name but another spelling of User.
    all(at('spec.resource.name', {pattern: '^(\\*|User:.*|(?![Uu][Ss][Ee][Rr]:)[A-Z][A-Za-z0-9]*:.*)$'})),
  ),
  message: ({resource: {spec}}) =>
    `the broker knows no user ${JSON.stringify(spec.resource.name)} as a resource: write the principal, ${JSON.stringify(principalFor(spec.resource.name))}`,
  fix: ({resource: {spec}}) => ({'spec.resource.name': principalFor(spec.resource.name)}),
  examples: {
    good: [
      acl({resource: {type: 'user', name: 'User:audit'}, operations: ['create-tokens']}),
      acl({resource: {type: 'user', name: '*'}, operations: ['describe-tokens']}),
      acl({resource: {type: 'user', name: 'User:team-', pattern: 'prefixed'}, operations: ['describe-tokens']}),
      acl({resource: {type: 'group', name: 'audit'}, operations: ['read']}),
    ],
    bad: [
      acl({resource: {type: 'user', name: 'audit'}, operations: ['create-tokens']}),
      acl({resource: {type: 'user', name: 'user:audit'}, operations: ['create-tokens']}),
      acl({resource: {type: 'user', name: 'USER:team-', pattern: 'prefixed'}, operations: ['describe-tokens']}),
    ],
  },
});

function principalFor(name: string): string {
  return `User:${name.replace(/^user:/i, '')}`;
}
