import {at, cluster, option, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: 'Positions of groups outlive a long weekend',
  rationale:
    'A group that is stopped for longer than offsets.retention.minutes loses its positions: when it starts again it reads everything anew, or skips what came meanwhile, by auto.offset.reset. Kafka keeps them for seven days.',
  level: 'warning',
  packs: {development: 'off', 'exactly-once': 'error'},
  covers: ['C03.1'],
  sources: [
    'KIP-186: the default rose from one day to seven',
    'Apache Kafka 4.3, GroupCoordinatorConfig.OFFSETS_RETENTION_MINUTES_DEFAULT',
  ],
  waiveWhen: 'Groups here come and go by the thousand, and none of them ever starts again.',
  options: {min: {type: 'integer', minimum: 1, description: 'Fewest minutes.', default: 7 * 24 * 60}},
  schema: at('spec.brokers.config.offsets.retention.minutes', {wholeMinimum: option('min')}),
  message: ({value, min}) =>
    `a group that stops for ${value} minutes loses its positions: set offsets.retention.minutes to at least ${min} on the brokers, then state it here`,
  examples: {
    good: [cluster(), stating({'offsets.retention.minutes': 20_160})],
    bad: [stating({'offsets.retention.minutes': 1440})],
  },
});

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
