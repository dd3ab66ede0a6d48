import {application, modelPolicy, quota, suggestion, topic, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Application', 'User'],
  title: 'The user of an application is declared',
  rationale:
    'Rights belong to a principal, and which one an application has stands in its User document: the name of a password, the subject of a certificate. For a user that nobody declares no ACL can be derived, and the application is refused everything.',
  level: 'error',
  packs: {development: 'error'},
  covers: ['SE3', 'C09.3'],
  sources: [
    'Apache Kafka 4.3, DefaultKafkaPrincipalBuilder: the principal is made of the SASL name or of the certificate',
    'Apache Kafka documentation, Authorization: what no ACL allows is denied',
  ],
  waiveWhen: 'The user follows in another pull request; until then the application has no access.',
  judgeAll({applications, users}, _options, report) {
    const names = users.map(({name}) => name);
    const declared = new Set(names);
    for (const resource of applications) {
      const {user: name} = resource.spec;
      if (declared.has(name)) continue;
      const bare = name.replace(/^User:/i, '');
      const hint = declared.has(bare) ? `; did you mean ${JSON.stringify(bare)}, the name without its type?` : suggestion(bare, names);
      report({
        resource,
        at: 'spec.user',
        message: `no User document declares ${name}, so nothing can be derived: add one (external: true where it is managed elsewhere), or correct the name${hint}`,
        ...(declared.has(bare) ? {fix: {'spec.user': bare}} : {}),
      });
    }
  },
  examples: {
    good: [
      [application(), user(), topic(), quota()],
      [
        application({user: 'elsewhere'}),
        user({name: 'elsewhere', scram: undefined, external: true}),
        topic(),
        quota({entity: {default: 'user'}}),
      ],
    ],
    bad: [
      [application({user: 'adit'}), topic()],
      [
        application(),
        application({name: 'other', user: 'User:audit', consumes: [{topic: 'payments.orders.placed.v1', group: 'x'}]}),
        user(),
        topic(),
        quota(),
      ],
    ],
  },
});
