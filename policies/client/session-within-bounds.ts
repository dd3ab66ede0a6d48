import {brokerValue, clientValue, clientWhole, cluster, defaultText, profile, profilePolicy} from 'kafka-weir/policy';

const LEAST = 'group.min.session.timeout.ms';
const MOST = 'group.max.session.timeout.ms';
/** Kafka's own bounds, where no Cluster says which brokers. */
const BOUNDS = {[LEAST]: '6000', [MOST]: '1800000'} as const;

export default profilePolicy({
  title: 'The session timeout is one that the brokers take',
  rationale:
    'A member of a classic group asks for its session timeout as it joins, and a coordinator refuses one outside of its bounds: the consumer never gets a partition.',
  level: 'error',
  covers: ['CO2', 'C03.3'],
  sources: [
    'Apache Kafka 4.3, GroupCoordinatorService.joinGroup: INVALID_SESSION_TIMEOUT outside of the bounds',
    'Apache Kafka 4.3, GroupCoordinatorConfig: 6 seconds and 30 minutes by default',
  ],
  waiveWhen: 'Never: no such consumer joins a group.',
  judge(resource, _options, report, where) {
    const {spec} = resource;
    if (spec.consumer === undefined || clientValue(spec, 'consumer', 'group.protocol').text.toLowerCase() !== 'classic') return;
    const session = clientWhole(spec, 'consumer', 'session.timeout.ms');
    const bound = (name: typeof LEAST | typeof MOST) =>
      where === undefined ? {text: BOUNDS[name], isStated: false} : brokerValue(where, name);
    const [least, most] = [bound(LEAST), bound(MOST)];
    const broken =
      session.whole < BigInt(least.text) ? {name: LEAST, ...least} : session.whole > BigInt(most.text) ? {name: MOST, ...most} : undefined;
    if (broken === undefined) return;
    const whose = broken.isStated ? ` of ${where?.name}` : ", the brokers' default";
    report({
      resource,
      at: `spec.consumer.${session.isStated ? 'session.timeout.ms' : ''}`.replace(/\.$/, ''),
      message: `session.timeout.ms ${session.text}${defaultText(session)}, is ${broken.name === LEAST ? 'below' : 'above'} ${broken.name} ${broken.text}${whose}, and no group takes such a member`,
    });
  },
  examples: {
    good: [[profile()], [consuming({'session.timeout.ms': '30m'})], [bounded({[MOST]: '1h'}), consuming({'session.timeout.ms': '1h'})]],
    bad: [
      [consuming({'session.timeout.ms': '5s', 'heartbeat.interval.ms': '1s'})],
      [consuming({'session.timeout.ms': '1h'})],
      [bounded({[MOST]: '30s'}), profile()],
    ],
  },
});

function consuming(consumer: Record<string, unknown>) {
  return profile({consumer: {'enable.auto.commit': false, 'auto.offset.reset': 'earliest', ...consumer}});
}

function bounded(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
