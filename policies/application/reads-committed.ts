import {application, clientValue, IntendedTopics, type Model, modelPolicy, profile, quota, topic, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Application', 'ClientProfile', 'Topic'],
  title: 'Who reads a topic that is written in transactions reads committed records',
  rationale:
    'A transaction that is aborted leaves its records in the log, marked for whoever asks for committed ones. A consumer of the default isolation is given them all the same: exactly-once ends at the first reader that does not ask.',
  level: 'warning',
  packs: {development: 'note', strict: 'error', 'exactly-once': 'error'},
  covers: ['EO2', 'C06.2'],
  sources: ['KIP-98: isolation.level', 'Apache Kafka 4.3, ConsumerConfig.DEFAULT_ISOLATION_LEVEL: read_uncommitted'],
  waiveWhen: 'What is aborted does no harm there, as in a log for looking at.',
  judgeAll(model, _options, report) {
    const topics = IntendedTopics.of(model);
    const writers = transactionalWriters(model, topics);
    const profiles = new Map(model.profiles.map(one => [one.name, one]));
    for (const resource of model.applications) {
      const {client, consumes} = resource.spec;
      const used = client === undefined ? undefined : profiles.get(client);
      // What an application without a profile does nobody knows, and Kafka Streams decides by its own guarantee.
      if (used === undefined || resource.spec.streams !== undefined) continue;
      if (clientValue(used.spec, 'consumer', 'isolation.level').text === 'read_committed') continue;
      for (const intended of consumes.flatMap(one => one.topics)) {
        const read = topics.named(intended).find(({name}) => writers.has(name));
        if (read === undefined) continue;
        report({
          resource,
          at: intended.at,
          message: `${writers.get(read.name)} writes ${read.name} in transactions, and the ClientProfile ${used.name} reads what is not committed: take a profile with isolation.level read_committed`,
        });
      }
    }
  },
  examples: {
    good: [
      [application({client: 'standard'}), profile(), topic(), user(), quota()],
      [application({client: 'committed'}), writer(), committed(), topic(), user(), quota()],
      [application(), writer(), topic(), user(), quota()],
    ],
    bad: [[application({client: 'standard'}), writer(), profile(), topic(), user(), quota()]],
  },
});

/** The first application that writes each topic in transactions, by the topic. */
function transactionalWriters({applications}: Model, topics: IntendedTopics): ReadonlyMap<string, string> {
  const writers = new Map<string, string>();
  for (const {name, spec} of applications) {
    const isTransactional =
      spec.transactionalId !== undefined || spec.streams?.exactlyOnce === true || spec.connector?.exactlyOnce !== undefined;
    if (!isTransactional) continue;
    for (const intended of spec.produces.flatMap(one => one.topics))
      for (const written of topics.named(intended)) if (!writers.has(written.name)) writers.set(written.name, name);
  }
  return writers;
}

function writer() {
  return application({
    name: 'settler',
    consumes: undefined,
    produces: [{topic: 'payments.orders.placed.v1'}],
    transactionalId: {prefix: 'settler-'},
  });
}

function committed() {
  return profile({
    name: 'committed',
    consumer: {'isolation.level': 'read_committed', 'enable.auto.commit': false, 'auto.offset.reset': 'earliest'},
  });
}
