import {application, clientValue, modelPolicy, profile, quota, topic, user} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Application', 'ClientProfile'],
  title: 'An application of Kafka Streams has the guarantee of its profile',
  rationale:
    'Its rights follow from streams.exactlyOnce of the Application, and what it does from processing.guarantee of its profile. Where the profile asks for exactly-once and the Application does not, it is denied its transactional ids and stops; the other way round results are promised once and come twice.',
  level: 'error',
  packs: {development: 'warning'},
  covers: ['EO1', 'C06.1'],
  sources: [
    'KIP-447: exactly_once_v2; Apache Kafka 4.3, StreamsConfig: at_least_once by default',
    'Apache Kafka, Streams security: rights on transactional ids for exactly-once',
  ],
  waiveWhen: 'The program sets processing.guarantee itself.',
  judgeAll({applications, profiles}, _options, report) {
    const byName = new Map(profiles.map(one => [one.name, one]));
    for (const resource of applications) {
      const {client, streams} = resource.spec;
      const used = client === undefined ? undefined : byName.get(client);
      if (streams === undefined || used?.spec.streams === undefined) continue;
      const {text} = clientValue(used.spec, 'streams', 'processing.guarantee');
      if (text.startsWith('exactly_once') === streams.exactlyOnce) continue;
      report({
        resource,
        at: streams.exactlyOnce ? 'spec.streams.exactlyOnce' : 'spec.client',
        message: streams.exactlyOnce
          ? `exactly-once is promised, and the ClientProfile ${used.name} has processing.guarantee ${text}: write exactly_once_v2 there`
          : `the ClientProfile ${used.name} has processing.guarantee ${text}, for which this application has no rights: write streams.exactlyOnce true`,
      });
    }
  },
  examples: {
    good: [
      [streaming({exactlyOnce: true}), guaranteeing('exactly_once_v2'), topic(), user(), quota()],
      [streaming({}), guaranteeing('at_least_once'), topic(), user(), quota()],
    ],
    bad: [
      [streaming({exactlyOnce: true}), guaranteeing('at_least_once'), topic(), user(), quota()],
      [streaming({}), guaranteeing('exactly_once_v2'), topic(), user(), quota()],
    ],
  },
});

function streaming(streams: Record<string, unknown>) {
  return application({name: 'totals', streams: {applicationId: 'totals', ...streams}, client: 'standard'});
}

function guaranteeing(guarantee: string) {
  return profile({producer: undefined, consumer: undefined, streams: {'processing.guarantee': guarantee}});
}
