import {
  bindingText,
  connectedGroups,
  connectedText,
  declaredAcl,
  type PlanFacts,
  type PlannedChange,
  planFacts,
  plannedUser,
  planPolicy,
  readingApplication,
  unknown,
} from 'kafka-weir/policy';

/** Without its credential nobody logs in as this user; connections that are open go on until they end. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'No user is deleted while somebody uses it',
  rationale:
    'A deleted SCRAM credential lets no client in any more: those that are connected go on until their connection ends, and then stay out. A user is in use where an Application runs as it, ACLs name it, or groups that it may read have members. The brokers tell which client is in a group, and not as whom.',
  level: 'error',
  packs: {development: 'warning'},
  covers: ['TO5'],
  sources: [
    'KIP-554: SCRAM credentials, and their deletion',
    'Apache Kafka 4.3, ScramSaslServer: credentials are looked up when a client authenticates',
  ],
  waiveWhen: 'Its clients are known to be gone, or have another user already.',
  judge(change, facts, _options, report) {
    const {kind, action, name, resource, stack} = change;
    // The old credential that a replacement left behind, when its run ended between the two: the user has the new one.
    if (kind !== 'User' || action !== 'delete' || change.isLeftover === true) return;
    const {model, live, clusterDocument} = facts;
    const principal = `User:${name}`;
    const applications = model.applications.filter(({spec}) => spec.user === name);
    const declared = model.acls.filter(({spec}) => spec.principal === principal);
    const acls = 'known' in live ? live.known.acls : live;
    const liveAcls = 'known' in acls ? acls.known.bindings.filter(one => one.principal === principal) : undefined;
    const inUse = connectedGroups(principal, facts);
    const members = 'known' in inUse ? inUse.known : undefined;
    const [application] = applications;
    const [acl] = liveAcls ?? [];
    const uses = [
      ...(application === undefined ? [] : [`the Application ${application.name} runs as it`]),
      ...(declared.length === 0 ? [] : [`${declared.length} Acl document${declared.length === 1 ? ' names' : 's name'} it`]),
      ...(acl === undefined
        ? []
        : [`${liveAcls?.length} ACL${liveAcls?.length === 1 ? '' : 's'} on the cluster, the first: ${bindingText(acl)}`]),
      ...(members === undefined ? [`whether clients are connected is unknown: ${'unknown' in inUse ? inUse.unknown : ''}`] : []),
      ...(members === undefined || members.length === 0 ? [] : [connectedText(members)]),
    ];
    if (uses.length === 0) return;
    report({
      resource: application ?? declared[0] ?? resource ?? clusterDocument,
      at: application === undefined ? '/metadata/name' : '/spec/user',
      about: {kind: 'User', name},
      message: `this plan deletes the user ${name}, and its clients are not let in any more: ${uses.join('; ')}; stop them first, or keep the user`,
      evidence: {
        user: name,
        stack,
        applications: applications.map(one => one.name),
        declaredAcls: declared.map(one => one.name),
        liveAclCount: liveAcls?.length ?? 'unknown',
        connectedGroups: members ?? ('unknown' in inUse ? `unknown: ${inUse.unknown}` : []),
      },
    });
  },
  examples: {
    good: [
      {change: plannedUser('delete'), facts: planFacts()},
      {
        change: plannedUser('update', {after: {password_wo_version: '2'}}),
        facts: planFacts({applications: [readingApplication('derived')]}),
      },
      {change: {...plannedUser('delete'), isLeftover: true}, facts: planFacts({applications: [readingApplication('derived')]})},
    ],
    bad: [
      {change: plannedUser('delete'), facts: planFacts({applications: [readingApplication('derived')]})},
      {change: plannedUser('delete'), facts: planFacts({acls: [declaredAcl()]})},
      {change: plannedUser('delete'), facts: planFacts({live: unknown('the brokers could not be asked')})},
    ],
  },
});
