import {modelPolicy, principalOf, quota, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Quota', 'User'],
  title: 'A quota of a user names a declared user',
  rationale: 'A quota for a name that nobody has bounds nobody: with a mistyped name the user that was meant has no limit.',
  level: 'warning',
  sources: ['Apache Kafka, ClientQuotaControlManager: entities are stored as given'],
  waiveWhen: 'The user is made elsewhere and follows here.',
  judgeAll({quotas, users}, _options, report) {
    const declared = new Set(users.map(one => principalOf(one).replace(/^[^:]*:/, '')));
    for (const resource of quotas) {
      const {type, name} = resource.spec.entity;
      if (type !== 'user' || name === undefined || declared.has(name)) continue;
      report({
        resource,
        at: 'spec.entity.user',
        message: `no User document declares ${name}: correct the name, or declare the user (external: true where it is managed elsewhere)`,
      });
    }
  },
  examples: {
    good: [[quota({entity: {user: 'audit'}}), user({name: 'audit'})]],
    bad: [[quota({entity: {user: 'audti'}}), quota({name: 'all-users', entity: {default: 'user'}}), user({name: 'audit'})]],
  },
});
