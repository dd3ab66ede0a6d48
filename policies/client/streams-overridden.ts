import {type ClientProfileSpec, clientValue, profile, profilePolicy} from 'kafka-weir/policy';

/** What Kafka Streams sets itself, whatever is stated: always, or with exactly_once_v2 alone. */
const CONSUMERS = ['consumer.', 'main.consumer.', 'restore.consumer.', 'global.consumer.'];
const ALWAYS = CONSUMERS.map(prefix => ({name: `${prefix}enable.auto.commit`, value: 'false'}));
const EXACTLY_ONCE = [
  ...CONSUMERS.map(prefix => ({name: `${prefix}isolation.level`, value: 'read_committed'})),
  {name: 'producer.enable.idempotence', value: 'true'},
];

export default profilePolicy({
  title: 'Nothing is stated that Kafka Streams sets itself',
  rationale:
    'Kafka Streams commits offsets itself, and with exactly_once_v2 decides about isolation and idempotence too. What a profile states of them is ignored, with a warning in the log of each start: whoever reads the profile believes what does not hold.',
  level: 'warning',
  packs: {development: 'note', 'exactly-once': 'error'},
  covers: ['EO2', 'EO3'],
  sources: ['Apache Kafka 4.3.1, StreamsConfig.checkIfUnexpectedUserSpecifiedClientConfig, and the client configs that it gives out'],
  waiveWhen: 'Never: leave it out.',
  judge(resource, _options, report) {
    const {streams} = resource.spec;
    if (streams === undefined) return;
    for (const {name, value} of [...ALWAYS, ...(isExactlyOnce(resource.spec) ? EXACTLY_ONCE : [])]) {
      const stated = streams[name];
      if (stated === undefined || stated === value) continue;
      report({
        resource,
        at: `spec.streams.${name}`,
        message: `${name} ${stated} is ignored: Kafka Streams sets ${value} itself; leave it out`,
        fix: {[`spec.streams.${name}`]: null},
      });
    }
  },
  examples: {
    good: [
      [profile()],
      [streams({'consumer.isolation.level': 'read_uncommitted'})],
      [streams({'processing.guarantee': 'exactly_once_v2'})],
    ],
    bad: [
      [streams({'consumer.enable.auto.commit': true})],
      [streams({'processing.guarantee': 'exactly_once_v2', 'main.consumer.isolation.level': 'read_uncommitted'})],
      [streams({'processing.guarantee': 'exactly_once_v2', 'producer.enable.idempotence': false})],
    ],
  },
});

function isExactlyOnce(spec: ClientProfileSpec): boolean {
  return clientValue(spec, 'streams', 'processing.guarantee').text.startsWith('exactly_once');
}

function streams(settings: Record<string, unknown>) {
  return profile({producer: undefined, consumer: undefined, streams: settings});
}
