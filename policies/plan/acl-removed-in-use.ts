import {
  bindingText,
  connectedGroups,
  connectedText,
  declaredAcl,
  exampleBinding,
  intentsLosing,
  isSuperUser,
  type PlanFacts,
  type PlannedChange,
  planFacts,
  plannedAcl,
  planPolicy,
  readingApplication,
  removedBinding,
  stillGiven,
  unknown,
} from 'kafka-weir/policy';

const member = {clientId: 'billing', host: '10.0.0.7', topics: []};
const group = {name: 'billing', state: 'Stable', protocolType: 'consumer', coordinatorId: 1, members: {known: [member]}};
const groups = {known: [group]};
const acls = {known: {bindings: [exampleBinding({resourceType: 'group', resourceName: 'billing'})], unstatable: []}};
const connected = {groups, acls};

/** What is taken away is judged by what all stacks of the cluster leave, not by this stack alone. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'No ACL is removed while somebody uses it',
  rationale:
    'A client whose ACL goes fails with its next request. An ACL is in use where an Application states an intent that needs it, or where groups that its principal may read have members connected. Nothing is lost where another ACL that is declared anywhere on the cluster, in whichever stack, gives the same or more. The brokers tell which client is in a group, and not as whom: the groups are those that the principal may read.',
  level: 'error',
  packs: {development: 'warning'},
  covers: ['TO5'],
  sources: [
    'Apache Kafka 4.3, StandardAuthorizerData.authorize: without an ACL that allows it, a request is denied',
    'Apache Kafka 4.3 protocol, ListGroups, DescribeGroups and ConsumerGroupDescribe (KIP-848): members by client id and host',
  ],
  waiveWhen: 'The client is known to be gone, or to be moving to another principal that has its ACLs already.',
  judge(change, facts, _options, report) {
    const binding = removedBinding(change);
    const {model, clusterDocument} = facts;
    if (binding === undefined || binding.permission !== 'allow' || isSuperUser(binding.principal, model)) return;
    if (stillGiven(binding, model) !== undefined) return;
    const intents = intentsLosing(binding, model);
    const inUse = connectedGroups(binding.principal, facts);
    const members = 'known' in inUse ? inUse.known : undefined;
    if (intents.length === 0 && members?.length === 0) return;
    const [intent] = intents;
    const uses = [
      ...(intent === undefined ? [] : [`the Application ${intent.application.name} needs it ${intent.because}`]),
      ...(members === undefined || members.length > 0
        ? [
            members === undefined
              ? `whether clients are connected is unknown: ${'unknown' in inUse ? inUse.unknown : ''}`
              : connectedText(members),
          ]
        : []),
    ];
    report({
      resource: intent?.application ?? change.resource ?? clusterDocument,
      at: intent?.at ?? '/metadata/name',
      about: {kind: 'Acl', name: change.name},
      message: `this plan removes the ACL ${bindingText(binding)}, and nothing that is declared on the cluster gives as much: ${uses.join('; ')}; declare it, or stop the client first`,
      evidence: {
        acl: binding,
        stack: change.stack,
        intentCount: intents.length,
        intents: intents.slice(0, 20).map(({application, at, because}) => ({application: application.name, at, because})),
        connectedGroups: members ?? ('unknown' in inUse ? `unknown: ${inUse.unknown}` : []),
      },
      discriminator: `${change.stack} ${change.address}`,
    });
  },
  examples: {
    good: [
      {change: plannedAcl('create'), facts: planFacts()},
      {change: plannedAcl('delete'), facts: planFacts()},
      // A broader one, in a stack of another domain.
      {
        change: plannedAcl('delete'),
        facts: planFacts({live: connected, acls: [declaredAcl({resourceName: 'payments.', pattern: 'prefixed'}, 'audit')]}),
      },
    ],
    bad: [
      {change: plannedAcl('delete'), facts: planFacts({live: connected})},
      {change: plannedAcl('delete'), facts: planFacts({applications: [readingApplication('written')]})},
      {change: plannedAcl('delete'), facts: planFacts({live: unknown('the brokers could not be asked')})},
    ],
  },
});
