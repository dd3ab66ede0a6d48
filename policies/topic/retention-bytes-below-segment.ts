import {cluster, deletesOn, effectiveWhole, sizeText, sourceText, topic, topicPolicy} from 'kafka-weir/policy';

export default topicPolicy({
  title: 'retention.bytes is a segment at least',
  rationale:
    'Kafka deletes whole segments, and only while what remains is still above retention.bytes: a partition holds up to retention.bytes and one segment. With 100 MiB of retention and segments of 1 GiB, the default, it holds eleven times what the spec says, and a disk that was planned by the spec fills.',
  level: 'warning',
  covers: ['TO3'],
  sources: [
    'Apache Kafka 4.3, UnifiedLog.deleteRetentionSizeBreachedSegments: a segment goes where the rest is still at or above the limit',
    'Apache Kafka, TopicConfig.SEGMENT_BYTES_DOC: larger segments give less granular control over retention',
  ],
  waiveWhen: 'The topic stays far below both sizes, and retention.ms bounds it.',
  judge(resource, _options, report, where) {
    const limit = effectiveWhole(resource.spec, 'retention.bytes', where);
    const segment = effectiveWhole(resource.spec, 'segment.bytes', where);
    const stated = [limit, segment].find(({from}) => from === 'topic');
    if (stated === undefined || limit.whole <= 0n || limit.whole >= segment.whole || !deletesOn(resource.spec, where)) return;
    report({
      resource,
      at: `spec.config.${stated.name}`,
      message: `retention.bytes ${sizeText(limit.whole)}${sourceText(limit)} is below segment.bytes ${sizeText(segment.whole)}${sourceText(segment)}: a partition holds up to both together; state a smaller segment.bytes`,
    });
  },
  examples: {
    good: [
      [topic({config: {'retention.bytes': '10GiB'}})],
      [topic({config: {'retention.bytes': '100MiB', 'segment.bytes': '10MiB'}})],
      [topic({config: {'retention.bytes': -1}})],
      [cluster({brokers: {config: {'log.segment.bytes': '10MiB'}}}), topic({config: {'retention.bytes': '100MiB'}})],
    ],
    bad: [
      [topic({config: {'retention.bytes': '100MiB'}})],
      [topic({config: {'retention.bytes': '100MiB', 'segment.bytes': '128MiB'}})],
      [cluster({brokers: {config: {'log.segment.bytes': '512MiB'}}}), topic({config: {'retention.bytes': '256MiB'}})],
      [cluster({brokers: {config: {'log.retention.bytes': '100MiB'}}}), topic({config: {'segment.bytes': '512MiB'}})],
    ],
  },
});
