import {all, at, cluster, policy, value} from 'kafka-weir/policy';

const KINDS = ['group.consumer.', 'group.share.', 'group.streams.'];
const SETTINGS = 'spec.brokers.config.';

/** `least` must not be above `most`, where both are stated. */
function inOrder(least: string, most: string) {
  return at(SETTINGS + least, {wholeMaximum: value(SETTINGS + most)});
}

export default policy({
  kind: 'Cluster',
  title: 'Timeouts of groups lie within their own bounds',
  rationale: 'The brokers compare these settings when they start, and do not start where one contradicts another.',
  level: 'error',
  covers: ['C03.3'],
  sources: [
    'Apache Kafka 4.3, GroupCoordinatorConfig: required relations of heartbeat interval, session timeout and their bounds (KIP-848, KIP-932, KIP-1071)',
  ],
  waiveWhen: 'Never for the bounds, for brokers would not start.',
  schema: all(
    inOrder('group.min.session.timeout.ms', 'group.max.session.timeout.ms'),
    ...KINDS.flatMap(kind => [
      inOrder(`${kind}min.heartbeat.interval.ms`, `${kind}max.heartbeat.interval.ms`),
      inOrder(`${kind}min.heartbeat.interval.ms`, `${kind}heartbeat.interval.ms`),
      inOrder(`${kind}heartbeat.interval.ms`, `${kind}max.heartbeat.interval.ms`),
      inOrder(`${kind}min.session.timeout.ms`, `${kind}max.session.timeout.ms`),
      inOrder(`${kind}min.session.timeout.ms`, `${kind}session.timeout.ms`),
      inOrder(`${kind}session.timeout.ms`, `${kind}max.session.timeout.ms`),
      at(`${SETTINGS}${kind}heartbeat.interval.ms`, {wholeBelow: value(`${SETTINGS}${kind}session.timeout.ms`)}),
    ]),
  ),
  message: ({pointer, value: stated}) =>
    `${pointer.slice(pointer.lastIndexOf('/') + 1)} ${stated} contradicts another timeout or bound that is stated here, and no broker would start with both`,
  examples: {
    good: [
      cluster(),
      stating({
        'group.consumer.session.timeout.ms': '45s',
        'group.consumer.heartbeat.interval.ms': '5s',
        'group.consumer.max.session.timeout.ms': '60s',
      }),
    ],
    bad: [
      stating({'group.consumer.session.timeout.ms': '90s', 'group.consumer.max.session.timeout.ms': '60s'}),
      stating({'group.min.session.timeout.ms': '60s', 'group.max.session.timeout.ms': '30s'}),
      stating({'group.share.session.timeout.ms': '45s', 'group.share.heartbeat.interval.ms': '45s'}),
    ],
  },
});

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
