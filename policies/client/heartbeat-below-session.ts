import {clientValue, clientWhole, defaultText, profile, profilePolicy} from 'kafka-weir/policy';

export default profilePolicy({
  title: 'A heartbeat comes before the session ends',
  rationale:
    'A member that beats no sooner than its session ends is dead to its group before the first beat: Kafka makes no such consumer.',
  level: 'error',
  covers: ['CO2', 'C03.3'],
  sources: ['Apache Kafka 4.3.1, Heartbeat: IllegalArgumentException, heartbeat must be set lower than the session timeout'],
  waiveWhen: 'Never: no such consumer starts.',
  judge(resource, _options, report) {
    const {spec} = resource;
    if (spec.consumer === undefined || clientValue(spec, 'consumer', 'group.protocol').text.toLowerCase() !== 'classic') return;
    const heartbeat = clientWhole(spec, 'consumer', 'heartbeat.interval.ms');
    const session = clientWhole(spec, 'consumer', 'session.timeout.ms');
    if (heartbeat.whole < session.whole) return;
    report({
      resource,
      at: `spec.consumer.${heartbeat.isStated ? 'heartbeat.interval.ms' : 'session.timeout.ms'}`,
      message: `heartbeat.interval.ms ${heartbeat.text}${defaultText(heartbeat)}, is not below session.timeout.ms ${session.text}${defaultText(session)}: write a third of it`,
    });
  },
  examples: {
    good: [[profile()], [consuming({'heartbeat.interval.ms': '15s'})], [consuming({'group.protocol': 'consumer'})]],
    bad: [[consuming({'heartbeat.interval.ms': '45s'})], [consuming({'heartbeat.interval.ms': '1m'})]],
  },
});

function consuming(consumer: Record<string, unknown>) {
  return profile({consumer: {'enable.auto.commit': false, 'auto.offset.reset': 'earliest', ...consumer}});
}
