import {application, isIdempotent, modelPolicy, profile, quota, topic, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Application', 'ClientProfile'],
  title: 'A producer with a transactional id is idempotent',
  rationale:
    'Transactions rest on the numbers of an idempotent producer. Kafka refuses a producer that is given a transactional id with a profile that has idempotence switched off, in words or by acks and retries.',
  level: 'error',
  covers: ['EO1', 'EO3', 'C06.1'],
  sources: ['Apache Kafka 4.3.1, ProducerConfig: Cannot set a transactional.id without also enabling idempotence, also for acks 1'],
  waiveWhen: 'Never: no such producer starts.',
  judgeAll({applications, profiles}, _options, report) {
    const byName = new Map(profiles.map(one => [one.name, one]));
    for (const resource of applications) {
      const {client, transactionalId} = resource.spec;
      const used = client === undefined ? undefined : byName.get(client);
      if (transactionalId === undefined || used === undefined || isIdempotent(used.spec)) continue;
      report({
        resource,
        at: 'spec.client',
        message: `this application has transactional ids, and the ClientProfile ${used.name} makes producers that are not idempotent: take one with acks all and enable.idempotence true`,
      });
    }
  },
  examples: {
    good: [
      [transactional('standard'), profile(), topic(), user(), quota()],
      [application({client: 'fast'}), fast(), topic(), user(), quota()],
    ],
    bad: [[transactional('fast'), fast(), topic(), user(), quota()]],
  },
});

function transactional(client: string) {
  return application({
    consumes: undefined,
    produces: [{topic: 'payments.orders.placed.v1'}],
    transactionalId: {prefix: 'settler-'},
    client,
  });
}

/** Whose producers are not idempotent, and say so. */
function fast() {
  return profile({name: 'fast', producer: {retries: 0, 'enable.idempotence': false}, consumer: undefined});
}
