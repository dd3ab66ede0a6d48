import {acl, cluster, modelPolicy, quota, topic, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Acl', 'Cluster'],
  title: 'No ACL is about a super user',
  rationale:
    'A super user of the brokers may do everything, and no ACL is looked at: an allow adds nothing, and a deny, which somebody may rely on, takes nothing away. The super users are those that the Cluster states in brokers.config, super.users.',
  level: 'warning',
  packs: {strict: 'error', development: 'warning', regulated: 'error'},
  covers: ['SE3'],
  sources: [
    'Apache Kafka 4.3, StandardAuthorizerData.authorize: super users are allowed before any ACL is looked for',
    'Apache Kafka 4.3, StandardAuthorizer.getConfiguredSuperUsers: super.users is split at semicolons',
  ],
  waiveWhen: 'The principal is about to lose its place in super.users, and its ACLs are written first.',
  options: {
    superUsers: {type: 'array', items: {type: 'string'}, description: 'Further super users, like User:admin.', default: []},
  },
  judgeAll({cluster: document, acls}, {superUsers}, report) {
    const stated = document?.spec.brokers?.config?.['super.users'] ?? '';
    const all = new Set([...superUsers, ...stated.split(';').map(one => one.trim())]);
    for (const resource of acls) {
      const {principal, permission} = resource.spec;
      if (!all.has(principal)) continue;
      const what = permission === 'deny' ? 'this deny takes nothing away' : 'it has this without an ACL';
      report({resource, at: 'spec.principal', message: `${principal} is a super user, so ${what}: remove the Acl, or the super user`});
    }
  },
  examples: {
    good: [
      [acl(), topic(), user(), withSuperUsers('User:admin')],
      [acl({principal: 'User:admin'}), topic(), user({name: 'admin'})],
    ],
    bad: [
      [acl({principal: 'User:admin', permission: 'deny'}), topic(), user({name: 'admin'}), everybody(), withSuperUsers('User:admin')],
      [acl({principal: 'User:CN=ops'}), topic(), ops(), everybody(), withSuperUsers('User:admin; User:CN=ops')],
    ],
  },
});

function withSuperUsers(superUsers: string) {
  return cluster({brokers: {authorizer: {allowIfNoAcl: false}, config: {'super.users': superUsers}}});
}

function ops() {
  return user({name: 'ops', scram: undefined, tls: {subject: 'CN=ops'}});
}

function everybody() {
  return quota({entity: {default: 'user'}});
}
