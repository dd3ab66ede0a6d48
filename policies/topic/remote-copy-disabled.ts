import {cluster, effectiveWhole, sourceText, topic, topicPolicy} from 'kafka-weir/policy';

const UNITS = ['ms', 'bytes'] as const;

export default topicPolicy({
  title: 'Local retention is total retention where nothing more is copied to remote storage',
  rationale:
    'Once remote.log.copy.disable is on, new segments have no other home than the brokers: local.retention.ms and local.retention.bytes must be those of the topic, or -2 for the same. The broker refuses anything else, at apply; what a topic does not state, the defaults decide.',
  level: 'error',
  covers: ['TO3'],
  sources: [
    'Apache Kafka 4.3, LogConfig.validateRetentionConfigsWhenRemoteCopyDisabled, over the settings of the topic and the defaults of the brokers',
    'KIP-950: tiered storage disablement',
  ],
  waiveWhen: 'Never: the broker refuses such a topic.',
  judge(resource, _options, report, where) {
    const {spec} = resource;
    if (spec.config['remote.storage.enable'] !== 'true' || spec.config['remote.log.copy.disable'] !== 'true') return;
    for (const unit of UNITS) {
      const local = effectiveWhole(spec, `local.retention.${unit}`, where);
      const total = effectiveWhole(spec, `retention.${unit}`, where);
      if (local.whole === -2n || local.whole === total.whole) continue;
      report({
        resource,
        at: local.from === 'topic' ? `spec.config.local.retention.${unit}` : 'spec.config.remote.log.copy.disable',
        message: `local.retention.${unit} ${local.whole}${sourceText(local)} differs from retention.${unit} ${total.whole}${sourceText(total)}, while remote.log.copy.disable is on: the broker refuses it; use -2, the same`,
        fix: {[`spec.config.local.retention.${unit}`]: -2},
        discriminator: unit,
      });
    }
  },
  examples: {
    good: [
      [readOnly({'local.retention.ms': -2})],
      [readOnly({'local.retention.ms': '7d'})],
      [readOnly({'retention.ms': undefined, 'local.retention.ms': '7d', 'local.retention.bytes': -1})],
    ],
    bad: [
      [readOnly({'retention.ms': -1, 'retention.bytes': '10GiB', 'local.retention.ms': '1d'})],
      [readOnly({'local.retention.ms': '1d'})],
      [readOnly({'retention.bytes': '10GiB', 'local.retention.bytes': '1GiB'})],
      [readOnly({'local.retention.bytes': '1GiB'})],
      [cluster({brokers: {count: 3, config: {'log.local.retention.ms': '1d'}}}), readOnly({})],
    ],
  },
});

function readOnly(config: Record<string, unknown>) {
  return topic({config: {'remote.storage.enable': true, 'remote.log.copy.disable': true, ...config}});
}
