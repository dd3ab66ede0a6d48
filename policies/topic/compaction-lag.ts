import {at, policy, topic, value} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'min.compaction.lag.ms is not above max.compaction.lag.ms',
  rationale: 'A record cannot be kept from compaction for longer than it may stay uncompacted: the broker refuses such a topic, at apply.',
  level: 'error',
  covers: ['TO4'],
  sources: ['Apache Kafka, LogConfig.validateValues: min.compaction.lag.ms > max.compaction.lag.ms is refused'],
  waiveWhen: 'Never: the broker refuses such a topic.',
  schema: at('spec.config.min.compaction.lag.ms', {wholeMaximum: value('spec.config.max.compaction.lag.ms')}),
  message: ({value: lag, resource}) =>
    `min.compaction.lag.ms ${lag} is above max.compaction.lag.ms ${resource.spec.config['max.compaction.lag.ms']}: the broker refuses this`,
  examples: {
    good: [topic({config: {'cleanup.policy': ['compact', 'delete'], 'min.compaction.lag.ms': '1h', 'max.compaction.lag.ms': '1d'}})],
    bad: [topic({config: {'cleanup.policy': ['compact', 'delete'], 'min.compaction.lag.ms': '2d', 'max.compaction.lag.ms': '1d'}})],
  },
});
