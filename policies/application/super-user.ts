import {application, authorizerSettings, cluster, modelPolicy, principalOf, quota, topic, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Application', 'User', 'Cluster'],
  title: 'No application runs as a super user',
  rationale:
    'For a super user of the brokers no ACL is looked at: what the document says of the application is not what it may do, for it may do everything, delete every topic and read every record. One stolen password of an application is then the whole cluster.',
  level: 'error',
  packs: {development: 'warning'},
  covers: ['SE3', 'C09.3'],
  sources: [
    'Apache Kafka 4.3, StandardAuthorizerData.authorize: super users are allowed before any ACL is looked for',
    'The Kafka guide: ACLs by role',
  ],
  waiveWhen: 'The application administers the cluster itself, like a tool that moves partitions, and nothing less than everything will do.',
  judgeAll({cluster: document, applications, users}, _options, report) {
    const superUsers = new Set(authorizerSettings(document).superUsers);
    if (superUsers.size === 0) return;
    const principals = new Map(users.map(one => [one.name, principalOf(one)]));
    for (const resource of applications) {
      const principal = principals.get(resource.spec.user);
      if (principal === undefined || !superUsers.has(principal)) continue;
      report({
        resource,
        at: 'spec.user',
        message: `${principal} is a super user of the brokers, so this application may do everything, whatever its intents: give it a user of its own`,
      });
    }
  },
  examples: {
    good: [
      [application(), user(), topic(), quota()],
      [application(), user(), topic(), quota(), withSuperUser('User:admin')],
    ],
    bad: [[application(), user(), topic(), quota(), withSuperUser('User:admin;User:audit')]],
  },
});

function withSuperUser(names: string) {
  return cluster({brokers: {authorizer: {allowIfNoAcl: false}, config: {'super.users': names}}});
}
