import {
  application,
  clientWhole,
  defaultText,
  effectiveWhole,
  IntendedTopics,
  modelPolicy,
  profile,
  quota,
  sizeText,
  topic,
  user,
} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Application', 'ClientProfile', 'Topic'],
  title: 'A fetch holds the largest batch of a topic',
  rationale:
    'A broker gives a consumer up to max.partition.fetch.bytes of each partition. A batch that is larger comes all the same, so that nobody is stuck (KIP-74), but alone in its answer and in memory that was not reckoned with: reading gets slow where records are large.',
  level: 'note',
  packs: {development: 'off', strict: 'warning'},
  covers: ['TU4', 'C07.3', 'ME1'],
  sources: [
    'KIP-74: the first batch of an answer is returned whatever its size',
    'Apache Kafka 4.3, ConsumerConfig, max.partition.fetch.bytes: 1 MiB by default',
  ],
  waiveWhen: 'Large records are rare, or the consumers have little memory on purpose.',
  judgeAll(model, _options, report) {
    const topics = IntendedTopics.of(model);
    const profiles = new Map(model.profiles.map(one => [one.name, one]));
    for (const resource of model.applications) {
      const used = resource.spec.client === undefined ? undefined : profiles.get(resource.spec.client);
      if (used === undefined || resource.spec.consumes.length === 0) continue;
      const fetch = clientWhole(used.spec, 'consumer', 'max.partition.fetch.bytes');
      for (const intended of resource.spec.consumes.flatMap(one => one.topics))
        for (const read of topics.named(intended)) {
          const message = effectiveWhole(read.spec, 'max.message.bytes', model.cluster);
          // Kafka's own default of topics is twelve bytes larger than that of consumers.
          if (message.whole <= fetch.whole + 12n) continue;
          report({
            resource,
            at: intended.at,
            discriminator: read.name,
            message: `${read.name} has batches of up to ${sizeText(message.whole)}, and the ClientProfile ${used.name} fetches ${sizeText(fetch.whole)} of a partition${defaultText(fetch)}: raise max.partition.fetch.bytes there`,
          });
        }
    }
  },
  examples: {
    good: [
      [application({client: 'standard'}), profile(), topic(), user(), quota()],
      [application({client: 'standard'}), fetching('4MiB'), topic({config: {'max.message.bytes': '1MiB'}}), user(), quota()],
    ],
    bad: [[application({client: 'standard'}), fetching('64KiB'), topic({config: {'max.message.bytes': '1MiB'}}), user(), quota()]],
  },
});

function fetching(bytes: string) {
  return profile({consumer: {'max.partition.fetch.bytes': bytes, 'enable.auto.commit': false, 'auto.offset.reset': 'earliest'}});
}
