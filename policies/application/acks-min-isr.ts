import {
  application,
  clientValue,
  effectiveWhole,
  IntendedTopics,
  modelPolicy,
  profile,
  quota,
  sourceText,
  topic,
  user,
} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Application', 'ClientProfile', 'Topic', 'Cluster'],
  title: 'Who waits for all in-sync replicas writes to topics that ask for two',
  rationale:
    'acks=all waits for all replicas that are in sync at that moment, however few. On a topic with min.insync.replicas 1 the leader alone is enough, and a record that the producer took for safe is lost with that one broker. The promise of the profile and that of the topic hold only together.',
  level: 'warning',
  packs: {development: 'off', strict: 'error', 'exactly-once': 'error'},
  covers: ['PR1', 'C02.1'],
  sources: [
    'Apache Kafka 4.3, ProducerConfig.ACKS_DOC: all waits for the full set of in-sync replicas',
    'Apache Kafka, TopicConfig.MIN_IN_SYNC_REPLICAS_DOC: used together, acks and min.insync.replicas give durability guarantees',
  ],
  waiveWhen: 'What is written there can be made again, and nobody relies on the acknowledgement.',
  judgeAll(model, _options, report) {
    const topics = IntendedTopics.of(model);
    const profiles = new Map(model.profiles.map(one => [one.name, one]));
    for (const resource of model.applications) {
      const {client, produces} = resource.spec;
      const used = client === undefined ? undefined : profiles.get(client);
      if (used === undefined || !['all', '-1'].includes(clientValue(used.spec, 'producer', 'acks').text ?? '')) continue;
      for (const intended of produces.flatMap(one => one.topics)) {
        const weak = topics
          .named(intended)
          .find(({spec}) => spec.replicationFactor > 1 && effectiveWhole(spec, 'min.insync.replicas', model.cluster).whole < 2n);
        if (weak === undefined) continue;
        const isr = effectiveWhole(weak.spec, 'min.insync.replicas', model.cluster);
        report({
          resource,
          at: intended.at,
          message: `the ClientProfile ${used.name} waits for all in-sync replicas, and ${weak.name} asks for ${isr.whole} (min.insync.replicas${sourceText(isr)}): one broker may hold the only copy that was acknowledged; let the topic ask for 2`,
        });
      }
    }
  },
  examples: {
    good: [
      [writer(), profile(), topic(), user(), quota()],
      [
        writer({client: undefined}),
        profile(),
        topic({name: 'payments.views.v1', config: {'min.insync.replicas': 1}}),
        topic(),
        user(),
        quota(),
      ],
    ],
    // Of a class that lets a topic ask for one: the rule over topics has nothing to say.
    bad: [
      [writer(), profile(), telemetry({'min.insync.replicas': 1}), user(), quota()],
      [writer(), profile(), telemetry({'min.insync.replicas': undefined}), user(), quota()],
    ],
  },
});

function writer(overrides: Record<string, unknown> = {}) {
  return application({client: 'standard', consumes: undefined, produces: [{topic: 'payments.orders.placed.v1'}], ...overrides});
}

function telemetry(config: Record<string, unknown>) {
  return topic({metadata: {labels: {class: 'telemetry'}}, config});
}
