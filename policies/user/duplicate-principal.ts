import {modelPolicy, principalOf, quota, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['User'],
  title: 'Each user has a principal of its own',
  rationale:
    'ACLs and quotas know the principal alone. Two documents with the same one are one user to the broker: what is granted to one, the other has too, their quotas are shared, and the audit log cannot tell them apart. Often the second is a copied subject.',
  level: 'error',
  packs: {development: 'warning', regulated: 'error'},
  covers: ['SE3', 'SE4'],
  sources: [
    'Apache Kafka 4.3, KafkaPrincipal: type and name are all of it; DefaultKafkaPrincipalBuilder makes it from the SASL name or the certificate',
  ],
  waiveWhen: 'One application moves from passwords to certificates, and is to have the same access by both until that is done.',
  judgeAll({users}, _options, report) {
    const first = new Map<string, string>();
    for (const resource of users) {
      const principal = principalOf(resource);
      const known = first.get(principal);
      if (known === undefined) first.set(principal, resource.name);
      else {
        const at =
          resource.spec.tls?.principal !== undefined
            ? 'spec.tls.principal'
            : resource.spec.tls === undefined
              ? 'metadata.name'
              : 'spec.tls.subject';
        report({
          resource,
          at,
          message: `${principal} is the principal of User ${known} too: to the broker both are one user; give each its own`,
        });
      }
    }
  },
  examples: {
    good: [[user(), tls('other', {subject: 'CN=audit'}), quota({entity: {default: 'user'}})]],
    bad: [
      [tls('one', {subject: 'CN=audit,O=acme'}), tls('two', {subject: 'CN=audit,O=acme'}), quota({entity: {default: 'user'}})],
      [user(), tls('two', {subject: 'CN=audit,O=acme', principal: 'User:audit'}), quota()],
    ],
  },
});

function tls(name: string, spec: Record<string, string>) {
  return user({name, scram: undefined, tls: spec});
}
