import {application, modelPolicy, principalOf, quota, suggestion, topic, user} from 'kafka-weir/policy';

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
    const byPrincipal = new Map(users.map(one => [principalOf(one).replace(/^[^:]*:/, ''), one.name]));
    for (const resource of applications) {
      const {user: name} = resource.spec;
      if (declared.has(name)) continue;
      const bare = name.replace(/^User:/i, '');
      // A principal written out, or the subject of a certificate: an Application names the document.
      const meant = declared.has(bare) ? bare : byPrincipal.get(bare);
      const hint =
        meant === undefined ? suggestion(bare, names) : `; did you mean ${JSON.stringify(meant)}, the name of the User document?`;
      report({
        resource,
        at: 'spec.user',
        message: `no User document declares ${name}, so nothing can be derived: add one (external: true where it is managed elsewhere), or correct the name${hint}`,
        ...(meant === undefined ? {} : {fix: {'spec.user': meant}}),
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
      [
        application({user: 'CN=audit,O=acme'}),
        user({name: 'auditor', scram: undefined, tls: {subject: 'CN=audit,O=acme'}}),
        topic(),
        quota({entity: {default: 'user'}}),
      ],
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
