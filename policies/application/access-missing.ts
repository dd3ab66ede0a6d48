import {
  acl,
  aclStatements,
  application,
  authorizerSettings,
  bindingsOf,
  CoverageIndex,
  contextOf,
  grantingOperations,
  modelPolicy,
  needsOf,
  principalOf,
  quota,
  topic,
  user,
} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Application', 'Acl', 'User'],
  title: 'Acl documents that are written by hand give what the intents need',
  rationale:
    'Where an application says acls: written, Weir derives nothing for it, and its Acl documents have to give every right that its intents take. What they lack shows when the application is refused, which for a transaction or a dead letter may be months later. ACLs that Weir derives lack nothing.',
  level: 'error',
  packs: {development: 'error'},
  covers: ['SE3', 'C04.4', 'EO1'],
  sources: [
    'Apache Kafka 4.3, KafkaApis and ControllerApis: what each request is authorized for; the finding names the place',
    'Apache Kafka documentation, Authorization: what no ACL allows is denied',
  ],
  waiveWhen: 'Something beside the documents writes this ACL.',
  judgeAll(model, _options, report) {
    const written = model.applications.filter(({spec}) => spec.acls === 'written');
    if (written.length === 0) return;
    const principals = new Map(model.users.map(one => [one.name, principalOf(one)]));
    const {superUsers} = authorizerSettings(model.cluster);
    const allows = new CoverageIndex<true>();
    for (const {spec} of aclStatements(model))
      if (spec.permission === 'allow') for (const binding of bindingsOf(spec)) allows.add(binding, true);
    const context = contextOf(model);
    for (const resource of written) {
      const principal = principals.get(resource.spec.user);
      if (principal === undefined || superUsers.includes(principal)) continue;
      for (const {asked, at, because, source} of needsOf(resource, principal, context)) {
        const {operation, host, resourceType, resourceName, pattern} = asked;
        const query = {
          permission: 'allow',
          principals: [principal, 'User:*'],
          hosts: ['*', host],
          operations: grantingOperations(operation),
          resource: asked,
        } as const;
        if (allows.covering(query).next().done !== true) continue;
        report({
          resource,
          at,
          message: `no Acl lets ${principal} ${operation} ${resourceType.replaceAll('-', ' ')} ${resourceName}${pattern === 'prefixed' ? '*' : ''}${host === '*' ? '' : ` from ${host}`}, which it needs ${because}: write one, or leave acls out and let Weir derive it`,
          evidence: {source},
          discriminator: `${operation} ${resourceType} ${resourceName} ${host}`,
        });
      }
    }
  },
  examples: {
    good: [
      [application(), topic(), user(), quota()],
      [application({acls: 'written'}), acl(), groupAcl(), topic(), user(), quota()],
    ],
    bad: [
      [application({acls: 'written'}), acl(), topic(), user(), quota()],
      [application({acls: 'written', consumes: [{topicPrefix: 'payments.'}]}), acl(), groupAcl(), topic(), user(), quota()],
    ],
  },
});

function groupAcl() {
  return acl({name: 'audit-group', resource: {type: 'group', name: 'audit'}, operations: ['read']});
}
