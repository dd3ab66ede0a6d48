import {
  addedBinding,
  bindingText,
  connectedGroups,
  connectedText,
  declaredAcl,
  intentsDenied,
  type PlanFacts,
  type PlannedChange,
  planFacts,
  plannedAcl,
  planPolicy,
  readingApplication,
} from 'kafka-weir/policy';

/** A DENY takes away what any number of ALLOWs give. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'No denying ACL is added unseen',
  rationale:
    'A DENY wins over every ALLOW, whoever wrote that and in whichever stack. Clients that it concerns fail with their next request. The finding names the intents of Applications that it forbids, and the groups with members that its principal may read.',
  level: 'warning',
  packs: {development: 'note'},
  covers: ['TO5'],
  sources: ['Apache Kafka 4.3, StandardAuthorizerData.authorize: a matching DENY is decisive'],
  waiveWhen: 'It is meant to cut off exactly those whom it concerns.',
  judge(change, facts, _options, report) {
    const binding = addedBinding(change);
    if (binding === undefined || binding.permission !== 'deny') return;
    const denied = intentsDenied(binding, facts.model);
    const inUse = connectedGroups(binding.principal, facts);
    const [first] = denied;
    const names = [...new Set(denied.map(({application}) => application.name))];
    const harm = [
      first === undefined ? 'it forbids no intent of an Application' : `it forbids what ${names.join(', ')} needs ${first.because}`,
      'unknown' in inUse
        ? `whether clients are connected is unknown: ${inUse.unknown}`
        : inUse.known.length === 0
          ? 'no group that its principal may read has members'
          : connectedText(inUse.known),
    ];
    report({
      resource: change.resource ?? facts.clusterDocument,
      at: '/metadata/name',
      about: {kind: 'Acl', name: change.name},
      message: `this plan adds the ACL ${bindingText(binding)}, which wins over every other: ${harm.join('; ')}`,
      evidence: {
        acl: binding,
        stack: change.stack,
        intentCount: denied.length,
        intents: denied.slice(0, 20).map(({application, at, because}) => ({application: application.name, at, because})),
        connectedGroups: 'known' in inUse ? inUse.known : `unknown: ${inUse.unknown}`,
      },
      discriminator: change.address,
    });
  },
  examples: {
    good: [
      {change: plannedAcl('create'), facts: planFacts({acls: [declaredAcl()]})},
      {change: plannedAcl('delete', {permission: 'deny'}), facts: planFacts()},
    ],
    bad: [
      {change: plannedAcl('create', {permission: 'deny'}), facts: planFacts()},
      {change: plannedAcl('create', {permission: 'deny'}), facts: planFacts({applications: [readingApplication('derived')]})},
    ],
  },
});
