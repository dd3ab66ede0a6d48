import {clientValue, clientWhole, defaultText, durationText, profile, profilePolicy} from 'kafka-weir/policy';

export default profilePolicy({
  title: 'A session lasts for three heartbeats',
  rationale:
    'One beat can be lost on its way, or late behind a pause of the garbage collector. A session that ends with it throws a healthy member out of its group, and every other member stops for the rebalance.',
  level: 'warning',
  packs: {development: 'note'},
  covers: ['CO2', 'C03.3', 'P15'],
  sources: ['Apache Kafka 4.3, CommonClientConfigs, heartbeat.interval.ms: typically no higher than a third of session.timeout.ms'],
  waiveWhen: 'A rebalance costs less than to notice late that a member is gone.',
  judge(resource, _options, report) {
    const {spec} = resource;
    if (spec.consumer === undefined || clientValue(spec, 'consumer', 'group.protocol').text.toLowerCase() !== 'classic') return;
    const heartbeat = clientWhole(spec, 'consumer', 'heartbeat.interval.ms');
    const session = clientWhole(spec, 'consumer', 'session.timeout.ms');
    // What is not below it at all is refused, and told by a rule of its own.
    if (heartbeat.whole * 3n <= session.whole || heartbeat.whole >= session.whole) return;
    const third = session.whole / 3n;
    report({
      resource,
      at: `spec.consumer.${heartbeat.isStated ? 'heartbeat.interval.ms' : 'session.timeout.ms'}`,
      message: `heartbeat.interval.ms ${heartbeat.text}${defaultText(heartbeat)}, is more than a third of session.timeout.ms ${session.text}${defaultText(session)}: write ${durationText(third)} at most`,
      fix: {'spec.consumer.heartbeat.interval.ms': Number(third)},
    });
  },
  examples: {
    good: [
      [profile()],
      [consuming({'session.timeout.ms': '30s', 'heartbeat.interval.ms': '3s'})],
      [consuming({'session.timeout.ms': '9s'})],
    ],
    bad: [[consuming({'heartbeat.interval.ms': '20s'})], [consuming({'session.timeout.ms': '6s'})]],
  },
});

function consuming(consumer: Record<string, unknown>) {
  return profile({consumer: {'enable.auto.commit': false, 'auto.offset.reset': 'earliest', ...consumer}});
}
