import {acl, modelPolicy, quota, type Resource, SortedNames, topic, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Acl', 'Topic'],
  title: 'A prefix stays within one domain',
  rationale:
    'A prefix that covers topics of several domains gives access that no single team agreed to: whoever wrote it had one of them in mind, and what the others create later is covered too. For access to several domains state an ACL for each, so that each can be read and withdrawn.',
  level: 'warning',
  packs: {regulated: 'error'},
  covers: ['SE3'],
  sources: [
    'KIP-290: prefixed ACLs match by the start of the text, also names that are created later',
    'The Kafka guide: ACLs by role',
    'Weir: judgement that a domain is the unit of consent',
  ],
  waiveWhen: 'The principal serves all of these domains by its nature, like an archive, a mirror or an audit, and their owners know.',
  options: {
    administrators: {type: 'array', items: {type: 'string'}, description: 'Principals that may, like User:archive.', default: []},
  },
  judgeAll({acls, topics}, {administrators}, report) {
    const prefixed = acls.filter(
      ({spec: {principal, permission, resource: on}}) =>
        on.type === 'topic' && on.pattern === 'prefixed' && permission === 'allow' && !administrators.includes(principal),
    );
    if (prefixed.length === 0) return;
    const names = new SortedNames(topics);
    const {sorted} = names;
    const ends = endsOfDomains(sorted);
    for (const resource of prefixed) {
      const on = resource.spec.resource;
      const start = names.firstFrom(on.name);
      // Where the domain of the first changes, another one starts, if the prefix reaches so far.
      const other = sorted[ends[start] ?? sorted.length];
      if (other?.name.startsWith(on.name) !== true) continue;
      const first = sorted[start];
      report({
        resource,
        at: 'spec.resource.name',
        message: `the prefix ${on.name} covers topics of several domains: ${first?.name} of ${first?.domain}, and ${other.name} of ${other.domain}; state one ACL a domain`,
        evidence: {domains: [first?.domain, other.domain]},
      });
    }
  },
  examples: {
    good: [
      [user(), quota(), topic(), topic({name: 'payroll.salary.v1', metadata: {domain: 'payroll'}}), prefixAcl('payments.')],
      [user(), quota(), topic(), topic({name: 'payments.refund.v1'}), prefixAcl('pay')],
    ],
    bad: [
      [user(), quota(), topic(), topic({name: 'payroll.salary.v1', metadata: {domain: 'payroll'}}), prefixAcl('pay')],
      [
        user(),
        quota(),
        topic({name: 'payments.a.v1'}),
        topic({name: 'payments.b.v1'}),
        topic({name: 'payments.c.v1', metadata: {domain: 'ledger'}}),
        prefixAcl('payments.'),
      ],
    ],
  },
});

/** For each topic of a sorted list, the index after the last of the neighbours that share its domain. */
function endsOfDomains(sorted: readonly Resource<'Topic'>[]): number[] {
  const ends: number[] = [];
  for (let index = sorted.length - 1; index >= 0; index--) {
    const isSame = sorted[index]?.domain === sorted[index + 1]?.domain;
    ends[index] = isSame ? (ends[index + 1] ?? index + 1) : index + 1;
  }
  return ends;
}

function prefixAcl(name: string) {
  return acl({resource: {type: 'topic', name, pattern: 'prefixed'}});
}
