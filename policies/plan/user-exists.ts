import {type PlanFacts, type PlannedChange, planFacts, plannedUser, planPolicy} from 'kafka-weir/policy';

const credentials = [{mechanism: 'SCRAM-SHA-512' as const, iterations: 4096}];
const facts = planFacts({live: {scramUsers: {known: [{name: 'billing', credentials}]}}});

/** Creating a credential that is there writes another password over it. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'A user that a plan creates is not on the cluster yet',
  rationale:
    'Brokers take a credential that exists as one to write over. A user that is on the cluster and in no state would get the password of its document: clients that have another one are not let in any more. Adopted, it keeps its password until the version in its document is raised.',
  level: 'warning',
  packs: {development: 'note'},
  covers: ['TO5'],
  sources: [
    'KIP-554: AlterUserScramCredentials upserts',
    'Mongey/kafka provider v0.13.1, userScramCredentialCreate: UpsertUserScramCredential',
  ],
  waiveWhen: 'The password in the document is the one that its clients have, or they are given it with the apply.',
  judge({kind, action, name, after, resource, stack}, {live, clusterDocument}, _options, report) {
    if (kind !== 'User' || action !== 'create' || 'unknown' in live || 'unknown' in live.known.scramUsers) return;
    const mechanism = after?.['scram_mechanism'];
    const found = live.known.scramUsers.known.find(one => one.name === name);
    const credential = found?.credentials.find(one => one.mechanism === mechanism);
    if (credential === undefined) return;
    report({
      resource: resource ?? clusterDocument,
      at: '/metadata/name',
      about: {kind, name},
      message: `the user ${name} has a ${credential.mechanism} credential on the cluster and is in no state: its password would be written over; take it in as it is: weir adopt User ${name}`,
      evidence: {user: name, stack, mechanism: credential.mechanism, iterations: credential.iterations},
    });
  },
  examples: {
    good: [
      {change: plannedUser('create', {after: {scram_mechanism: 'SCRAM-SHA-256'}}), facts},
      {change: plannedUser('create'), facts: planFacts()},
    ],
    bad: [{change: plannedUser('create'), facts}],
  },
});
