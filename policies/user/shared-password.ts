import {cluster, modelPolicy, quota, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['User', 'Cluster'],
  title: 'No two users share a password',
  rationale:
    "Users whose passwords come from one source have the same password: whoever knows that of one can be the other, and neither can change alone. Shared with the cluster's administrator, an application's password is all access.",
  level: 'error',
  packs: {development: 'note', regulated: 'error'},
  covers: ['SE3', 'SE5'],
  sources: ['OWASP Secrets Management Cheat Sheet: one secret a purpose', 'Weir: equal sources give equal values'],
  waiveWhen: 'The source gives a different value each time it is asked, by something that the document does not show.',
  judgeAll({cluster: document, users}, _options, report) {
    const first = new Map<string, string>();
    const administrator = document?.spec.security?.sasl?.passwordFrom;
    if (document !== undefined && administrator !== undefined)
      first.set(JSON.stringify(administrator), `the administrator of ${document.name}`);
    for (const resource of users) {
      const source = resource.spec.scram?.passwordFrom;
      if (source === undefined) continue;
      const key = JSON.stringify(source);
      const known = first.get(key);
      if (known === undefined) first.set(key, `User ${resource.name}`);
      else {
        report({
          resource,
          at: 'spec.scram.passwordFrom',
          message: `this is the source of the password of ${known} too: give each a password of its own`,
        });
      }
    }
  },
  examples: {
    good: [[user(), withPassword('other', {env: 'OTHER_PASSWORD'}), quota({entity: {default: 'user'}}), cluster()]],
    bad: [
      [user(), withPassword('other', {env: 'AUDIT_PASSWORD'}), quota({entity: {default: 'user'}})],
      [withPassword('other', {env: 'KAFKA_ADMIN_PASSWORD'}), quota({entity: {default: 'user'}}), cluster({brokers: undefined})],
    ],
  },
});

function withPassword(name: string, passwordFrom: Record<string, string>) {
  return user({name, scram: {mechanism: 'SCRAM-SHA-512', passwordFrom, version: 1}});
}
