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
  title: 'Producers send the records that a topic was made to take',
  rationale:
    'A topic with a larger max.message.bytes than Kafka has by default is one for large records. The producer has a bound of its own, max.request.size, of 1 MiB by default: without raising it too, such a record fails in the program, and the topic was opened for nothing.',
  level: 'warning',
  packs: {development: 'note'},
  covers: ['ME1', 'C02.4'],
  sources: [
    'Apache Kafka 4.3.1, KafkaProducer.ensureValidRecordSize: RecordTooLargeException above max.request.size, before compression',
    'Apache Kafka 4.3, TopicConfig, max.message.bytes: after compression',
  ],
  waiveWhen: 'Only some of the producers send large records.',
  judgeAll(model, _options, report) {
    const topics = IntendedTopics.of(model);
    const profiles = new Map(model.profiles.map(one => [one.name, one]));
    for (const resource of model.applications) {
      const used = resource.spec.client === undefined ? undefined : profiles.get(resource.spec.client);
      if (used === undefined || resource.spec.produces.length === 0) continue;
      const request = clientWhole(used.spec, 'producer', 'max.request.size');
      for (const intended of resource.spec.produces.flatMap(one => one.topics))
        for (const written of topics.named(intended)) {
          const message = effectiveWhole(written.spec, 'max.message.bytes', model.cluster);
          // Kafka's own default of topics is twelve bytes larger than that of producers.
          if (message.from === 'kafka' || message.whole <= request.whole + 12n) continue;
          report({
            resource,
            at: intended.at,
            discriminator: written.name,
            message: `${written.name} takes records of ${sizeText(message.whole)}, and the ClientProfile ${used.name} sends none above max.request.size ${sizeText(request.whole)}${defaultText(request)}: raise it there, or lower max.message.bytes`,
          });
        }
    }
  },
  examples: {
    good: [
      [producing(), profile(), topic(), user(), quota()],
      [producing(), profile({producer: {'max.request.size': '4MiB'}}), topic({config: {'max.message.bytes': '512KiB'}}), user(), quota()],
    ],
    bad: [
      [producing(), profile({producer: {'max.request.size': '256KiB'}}), topic({config: {'max.message.bytes': '1MiB'}}), user(), quota()],
    ],
  },
});

function producing() {
  return application({consumes: undefined, produces: [{topic: 'payments.orders.placed.v1'}], client: 'standard'});
}
