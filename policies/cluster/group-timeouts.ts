import {type BrokerValue, brokerValue, cluster, modelPolicy} from 'kafka-weir/policy';

const KINDS = ['group.consumer.', 'group.share.', 'group.streams.'];

/** What must not be above what, or, `strictly`, must be below it: the relations that the brokers check at their start. */
const RELATIONS = [
  {low: 'min.heartbeat.interval.ms', high: 'max.heartbeat.interval.ms'},
  {low: 'min.heartbeat.interval.ms', high: 'heartbeat.interval.ms'},
  {low: 'heartbeat.interval.ms', high: 'max.heartbeat.interval.ms'},
  {low: 'min.session.timeout.ms', high: 'max.session.timeout.ms'},
  {low: 'min.session.timeout.ms', high: 'session.timeout.ms'},
  {low: 'session.timeout.ms', high: 'max.session.timeout.ms'},
  {low: 'heartbeat.interval.ms', high: 'session.timeout.ms', strictly: true},
] as const;

export default modelPolicy({
  kinds: ['Cluster'],
  title: 'Timeouts of groups lie within their own bounds',
  rationale:
    "The brokers compare these settings when they start, and do not start where one contradicts another. What is not stated is Kafka's default, and its bounds are narrow: a session of the new group protocols lasts 45 to 60 seconds, unless the bounds are changed with it.",
  level: 'error',
  covers: ['C03.3'],
  sources: [
    'Apache Kafka 4.3, GroupCoordinatorConfig: required relations of heartbeat interval, session timeout and their bounds (KIP-848, KIP-932, KIP-1071)',
  ],
  waiveWhen: 'Never: the brokers would not start.',
  judgeAll({cluster: document}, _options, report) {
    if (document === undefined) return;
    for (const kind of KINDS) {
      const told = new Set<string>();
      for (const relation of RELATIONS) {
        const [low, high] = [kind + relation.low, kind + relation.high];
        const [least, most] = [brokerValue(document, low), brokerValue(document, high)];
        const at = least.isStated ? low : high;
        if (!(least.isStated || most.isStated) || told.has(at) || !isBroken(least, most, 'strictly' in relation)) continue;
        told.add(at);
        const wrong = 'strictly' in relation ? 'is not below' : 'is above';
        report({
          resource: document,
          at: `spec.brokers.config.${at}`,
          message: `${low} ${words(least)} ${wrong} ${high} ${words(most)}, and no broker starts with both: ${least.isStated && most.isStated ? 'correct one of them' : 'correct it, or state both'}`,
        });
      }
    }
  },
  examples: {
    good: [
      [cluster()],
      [
        stating({
          'group.consumer.session.timeout.ms': '45s',
          'group.consumer.heartbeat.interval.ms': '5s',
          'group.consumer.max.session.timeout.ms': '60s',
        }),
      ],
      [stating({'group.share.session.timeout.ms': '90s', 'group.share.max.session.timeout.ms': '2m'})],
    ],
    bad: [
      [stating({'group.consumer.session.timeout.ms': '90s', 'group.consumer.max.session.timeout.ms': '60s'})],
      [stating({'group.consumer.session.timeout.ms': '90s'})],
      [stating({'group.streams.session.timeout.ms': '30s'})],
      [stating({'group.share.min.session.timeout.ms': '50s'})],
      [
        stating({
          'group.share.session.timeout.ms': '45s',
          'group.share.heartbeat.interval.ms': '45s',
          'group.share.max.heartbeat.interval.ms': '60s',
        }),
      ],
    ],
  },
});

function isBroken(least: BrokerValue, most: BrokerValue, strictly: boolean): boolean {
  // A release that lacks one of them has no bound either.
  if (least.text === '' || most.text === '') return false;
  return strictly ? Number(least.text) >= Number(most.text) : Number(least.text) > Number(most.text);
}

function words({text, isStated}: BrokerValue): string {
  return isStated ? text : `${text} (Kafka's default)`;
}

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
