import {type PlanFacts, type PlannedChange, planFacts, plannedUser, planPolicy} from 'kafka-weir/policy';

const facts = planFacts();

/** The credential of the old mechanism goes as soon as that of the new one is there. */
export default planPolicy<PlannedChange, PlanFacts>({
  title: 'The SCRAM mechanism of a user stays',
  rationale:
    'A user has a credential for each mechanism. Where the document names another one, the provider writes a credential of the new mechanism and deletes that of the old, in one apply: clients that are set to the old mechanism stay out from then on, whatever password they have, as soon as their connection ends.',
  level: 'error',
  packs: {development: 'warning'},
  covers: ['TO5'],
  sources: [
    'Mongey/kafka provider v0.13.1, resource_kafka_user_scram_credential.go: scram_mechanism forces a new credential',
    'KIP-554: a user may have a credential of each mechanism',
  ],
  waiveWhen: 'Every client is set to the new mechanism, and waits for it.',
  judge({kind, action, name, before, after, resource, stack}, {clusterDocument}, _options, report) {
    const had = before?.['scram_mechanism'];
    const gets = after?.['scram_mechanism'];
    if (kind !== 'User' || action !== 'replace' || typeof had !== 'string' || typeof gets !== 'string' || had === gets) return;
    report({
      resource: resource ?? clusterDocument,
      at: '/spec/scram/mechanism',
      about: {kind, name},
      message: `${name} gets a ${gets} credential, and the one of ${had} is deleted: clients that are set to ${had} are not let in any more; make a second user with ${gets}, move its clients over, then delete this one`,
      evidence: {user: name, stack, before: had, after: gets},
    });
  },
  examples: {
    good: [{change: plannedUser('update', {before: {scram_iterations: 4096}}), facts}],
    bad: [{change: plannedUser('replace', {before: {scram_mechanism: 'SCRAM-SHA-256'}}), facts}],
  },
});
