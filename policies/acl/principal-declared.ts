import {acl, modelPolicy, principalOf, quota, suggestion, topic, user} from 'kafka-weir/policy';

const SEARCHES_MAX = 20;

/** Other forms are no user's, whatever is declared: the matter of acl/principal-form. */
const CAN_BE_DECLARED = /^User:\S(.*\S)?$/s;
const SPACED_SUBJECT = /=.*,\s+[A-Za-z0-9.]+=/s;

export default modelPolicy({
  kinds: ['Acl', 'User'],
  title: 'Every principal with access is a declared user',
  rationale:
    'An ACL for a principal that nobody declared grants access to whoever gets that name, or to nobody where the name is mistyped: the broker compares it as text, and checks nothing. Declare users managed elsewhere with external: true. Text that no user can be to the brokers, like USER:audit, is told by acl/principal-form.',
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
    const byFolded = new Map([...declared].map(one => [one.toLowerCase(), one]));
    const hints = new Map<string, string>();
    for (const resource of acls) {
      const {principal} = resource.spec;
      if (declared.has(principal) || !CAN_BE_DECLARED.test(principal) || SPACED_SUBJECT.test(principal)) continue;
      const sameButCase = byFolded.get(principal.toLowerCase());
      // A search among all names costs time: one for each of the first few that are unknown, and case alone for the rest.
      const search = () => (hints.size < SEARCHES_MAX ? suggestion(principal, declared) : '');
      const hint = hints.get(principal) ?? (sameButCase === undefined ? search() : `; did you mean ${JSON.stringify(sameButCase)}?`);
      hints.set(principal, hint);
      report({
        resource,
        at: 'spec.principal',
        message: `no User document declares ${principal}: add one (external: true where it is managed elsewhere), or correct the name${hint}`,
      });
    }
  },
  examples: {
    good: [
      [acl({principal: 'User:audit'}), user({name: 'audit'})],
      [acl({principal: 'User:CN=audit,O=acme'}), user({scram: undefined, tls: {subject: 'CN=audit,O=acme'}})],
      [acl({principal: 'USER:audit'}), user({name: 'audit'})],
    ],
    bad: [
      [acl({principal: 'User:audti'}), user({name: 'audit'}), topic(), quota()],
      [acl({principal: 'User:Audit'}), user({name: 'audit'}), topic(), quota()],
    ],
  },
});
