import {acl, application, cluster, modelPolicy, principalOf, quota, topic, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['User', 'Acl', 'Quota', 'Application'],
  title: 'Every user has access to something',
  rationale:
    'A user that no ACL, no quota and no application names can log in and do nothing. It is left over from an application that is gone, and its password is one more to lose; or an ACL names it wrongly.',
  level: 'note',
  covers: ['SE3', 'SE5'],
  sources: ['Apache Kafka documentation, Authorization: what no ACL allows is denied', 'The Kafka guide: ACLs by role'],
  waiveWhen: 'Its ACLs are written by something else, or it is a super user of brokers whose super.users nobody states.',
  judgeAll({cluster: document, users, acls, quotas, applications}, _options, report) {
    // Without an ACL at all, access is somebody else's matter.
    if (acls.length === 0 && applications.length === 0) return;
    const named = new Set(acls.map(({spec}) => spec.principal));
    const used = new Set(applications.map(({spec}) => spec.user));
    const bounded = new Set(quotas.flatMap(({spec}) => (spec.entity.type === 'user' ? [spec.entity.name] : [])));
    if (named.has('User:*')) return;
    for (const one of document?.spec.brokers?.config?.['super.users']?.split(';') ?? []) named.add(one.trim());
    for (const resource of users) {
      const principal = principalOf(resource);
      if (named.has(principal) || used.has(resource.name) || bounded.has(principal.replace(/^[^:]*:/, ''))) continue;
      report({
        resource,
        at: 'metadata.name',
        message: `no Acl, no Quota and no Application names ${principal}: remove the user, or write down what it is for`,
      });
    }
  },
  examples: {
    good: [
      [user(), acl(), topic(), quota()],
      [user(), quota({entity: {default: 'user'}})],
      [user(), application(), topic(), quota({entity: {default: 'user'}})],
      [user({name: 'ops'}), user(), acl(), topic(), quota(), cluster({brokers: {config: {'super.users': 'User:ops'}}})],
    ],
    bad: [[user(), user({name: 'left-over', scram: undefined, external: true}), acl(), topic(), quota({entity: {default: 'user'}})]],
  },
});
