import {acl, modelPolicy, principalOf, quota, topic, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Acl', 'User'],
  title: 'Every principal with access is a declared user',
  rationale:
    'An ACL for a principal that nobody declared grants access to whoever gets that name, or to nobody where the name is mistyped: the broker compares it as text, and checks nothing. Declare users managed elsewhere with external: true.',
  level: 'warning',
  packs: {strict: 'error', regulated: 'error'},
  covers: ['SE3'],
  sources: ['Apache Kafka, AclCommand: principals are stored as given', 'The Kafka guide: ACLs by role'],
  waiveWhen: 'The principal belongs to somebody outside, like a partner or the provider of the service: name it in the option known.',
  options: {
    known: {type: 'array', items: {type: 'string'}, description: 'Principals that no document declares, like User:ANONYMOUS.', default: []},
  },
  judgeAll({acls, users}, {known}, report) {
    const declared = new Set([...users.map(principalOf), ...known, 'User:*']);
    for (const resource of acls) {
      const {principal} = resource.spec;
      if (declared.has(principal)) continue;
      report({
        resource,
        at: 'spec.principal',
        message: `no User document declares ${principal}: add one (external: true where it is managed elsewhere), or correct the name`,
      });
    }
  },
  examples: {
    good: [
      [acl({principal: 'User:audit'}), user({name: 'audit'})],
      [acl({principal: 'User:CN=audit,O=acme'}), user({scram: undefined, tls: {subject: 'CN=audit,O=acme'}})],
    ],
    bad: [[acl({principal: 'User:Audit'}), user({name: 'audit'}), topic(), quota()]],
  },
});
