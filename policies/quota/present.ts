import {modelPolicy, principalOf, quota, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['User', 'Quota'],
  title: 'Every user has a quota, or there is a default',
  rationale:
    'Without a quota one client in a loop takes the network and the request threads of every broker from all others. A default for users bounds those that nobody thought of.',
  level: 'warning',
  packs: {development: 'off'},
  covers: ['SE3'],
  sources: ['Apache Kafka documentation, Design, Quotas: defaults and overrides by user', 'Aiven for Apache Kafka best practices: quotas'],
  waiveWhen: 'The cluster has one user, or something before it bounds its clients.',
  judgeAll({users, quotas}, _options, report) {
    const covered = new Set<string | undefined>();
    for (const {spec} of quotas) if (spec.entity.type === 'user') covered.add(spec.entity.name);
    // A Quota whose entity has no name is the default of all users.
    if (covered.has(undefined)) return;
    for (const resource of users) {
      // The broker knows a quota's user by the name of its principal, without the type.
      const entity = principalOf(resource).replace(/^[^:]*:/, '');
      if (covered.has(entity)) continue;
      report({
        resource,
        at: 'metadata.name',
        message: `no quota bounds the user ${entity}: add one, or a default with entity: {default: user}`,
      });
    }
  },
  examples: {
    good: [
      [user({name: 'audit'}), quota({entity: {user: 'audit'}})],
      [user({name: 'audit'}), quota({entity: {default: 'user'}})],
    ],
    bad: [[user({name: 'audit'})], [user({name: 'audit'}), quota({entity: {clientId: 'audit'}})]],
  },
});
