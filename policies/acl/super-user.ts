import {acl, modelPolicy, quota, topic, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Acl'],
  title: 'No ACL is about a super user',
  rationale:
    'A super user of the brokers may do everything, and no ACL is looked at: an allow adds nothing, and a deny, which somebody may rely on, takes nothing away. Switch it on with the super users of your brokers.',
  level: 'off',
  covers: ['SE3'],
  sources: [
    'Apache Kafka 4.3, StandardAuthorizerData.authorize: super users are allowed before any ACL is looked for',
    'Apache Kafka documentation, Authorization: super.users',
  ],
  waiveWhen: 'The principal is about to lose its place in super.users, and its ACLs are written first.',
  options: {
    superUsers: {
      type: 'array',
      items: {type: 'string'},
      description: "The brokers' super.users, like User:admin.",
      default: ['User:admin'],
    },
  },
  judgeAll({acls}, {superUsers}, report) {
    const all = new Set(superUsers);
    for (const resource of acls) {
      const {principal, permission} = resource.spec;
      if (!all.has(principal)) continue;
      const what = permission === 'deny' ? 'this deny takes nothing away' : 'it has this without an ACL';
      report({
        resource,
        at: 'spec.principal',
        message: `${principal} is a super user, so ${what}: remove the Acl, or correct the option superUsers`,
      });
    }
  },
  examples: {
    good: [[acl(), topic(), user(), quota()]],
    bad: [
      [acl({principal: 'User:admin', permission: 'deny'}), topic(), user({name: 'admin'}), quota({entity: {user: 'admin'}})],
      [acl({principal: 'User:admin'}), topic(), user({name: 'admin'}), quota({entity: {user: 'admin'}})],
    ],
  },
});
