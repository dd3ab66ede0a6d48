import {cluster, durationText, effectiveWhole, sizeText, sourceText, topic, topicPolicy} from 'kafka-weir/policy';

const UNITS = [
  ['ms', durationText],
  ['bytes', sizeText],
] as const;

export default topicPolicy({
  title: 'Local retention is within total retention',
  rationale:
    'With tiered storage, local.retention.ms and local.retention.bytes say how much of the topic stays on the brokers. More than retention.ms or retention.bytes keep at all, or no limit under a limit, is refused by the broker, at apply; what a topic does not state, the defaults decide.',
  level: 'error',
  covers: ['TO3'],
  sources: [
    'Apache Kafka 4.3, LogConfig.validateRemoteStorageRetentionTime and validateRemoteStorageRetentionSize, over the settings of the topic and the defaults of the brokers',
    'Apache Kafka, TopicConfig.LOCAL_LOG_RETENTION_MS_DOC: -2 stands for the value of retention.ms',
  ],
  waiveWhen: 'Never: the broker refuses such a topic.',
  judge(resource, _options, report, where) {
    const {spec} = resource;
    // Where nothing more is copied, topic/remote-copy-disabled demands the same of both.
    if (spec.config['remote.storage.enable'] !== 'true' || spec.config['remote.log.copy.disable'] === 'true') return;
    for (const [unit, text] of UNITS) {
      const local = effectiveWhole(spec, `local.retention.${unit}`, where);
      const total = effectiveWhole(spec, `retention.${unit}`, where);
      if (total.whole < 0n || local.whole === -2n || (local.whole >= 0n && local.whole <= total.whole)) continue;
      const stated = [local, total].find(({from}) => from === 'topic');
      const above =
        local.whole === -1n
          ? `local.retention.${unit} is without limit (-1)${sourceText(local)}, above`
          : `local.retention.${unit} ${text(local.whole)}${sourceText(local)} is above`;
      report({
        resource,
        at: `spec.config.${stated?.name ?? 'remote.storage.enable'}`,
        message: `${above} retention.${unit} ${text(total.whole)}${sourceText(total)}: the broker refuses to keep more locally than in all; -2 means the same as retention.${unit}`,
        discriminator: unit,
      });
    }
  },
  examples: {
    good: [
      [tiered({'local.retention.ms': '1d'})],
      [tiered({'local.retention.ms': -2, 'local.retention.bytes': -2, 'retention.bytes': '10GiB'})],
      [tiered({'local.retention.ms': -1, 'retention.ms': -1, 'retention.bytes': '10GiB'})],
      [tiered({'local.retention.bytes': '1GiB', 'retention.bytes': -1})],
      [cluster({brokers: {config: {'log.retention.hours': 240}}}), tiered({'retention.ms': undefined, 'local.retention.ms': '8d'})],
      // The matter of topic/remote-copy-disabled.
      [tiered({'remote.log.copy.disable': true, 'local.retention.ms': '8d'})],
    ],
    bad: [
      [tiered({'local.retention.ms': '8d'})],
      [tiered({'local.retention.ms': -1})],
      [tiered({'local.retention.bytes': '20GiB', 'retention.bytes': '10GiB'})],
      [tiered({'local.retention.bytes': -1, 'retention.bytes': '10GiB'})],
      [tiered({'retention.ms': undefined, 'local.retention.ms': '8d'})],
      [cluster({brokers: {config: {'log.local.retention.ms': '1d'}}}), tiered({'retention.ms': '12h'})],
    ],
  },
});

function tiered(config: Record<string, unknown>) {
  return topic({config: {'remote.storage.enable': true, ...config}});
}
