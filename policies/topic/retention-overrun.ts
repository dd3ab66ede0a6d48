import {cluster, deletesOn, durationText, effectiveWhole, sourceText, topic, topicPolicy} from 'kafka-weir/policy';

export default topicPolicy({
  title: 'Records are gone soon after their retention ends',
  rationale:
    'Kafka deletes whole segments, when their youngest record is past retention.ms, and a slow partition fills one segment for as long as segment.ms, seven days unless stated. A record can so live for retention.ms and segment.ms together: with one day of retention, eight. Where a law or a contract says how long data may be kept, the sum counts.',
  level: 'off',
  packs: {strict: 'note', regulated: 'warning'},
  covers: ['TO3'],
  sources: [
    "Apache Kafka 4.3, UnifiedLog.deleteRetentionMsBreachedSegments: by a segment's largest timestamp",
    'Apache Kafka, TopicConfig.SEGMENT_MS_DOC: rolls a segment so that retention can delete old data',
  ],
  waiveWhen: 'Nobody has promised that the data is gone by a certain time.',
  judge(resource, _options, report, where) {
    const retention = effectiveWhole(resource.spec, 'retention.ms', where);
    const segment = effectiveWhole(resource.spec, 'segment.ms', where);
    const stated = [segment, retention].find(({from}) => from === 'topic');
    if (stated === undefined || retention.whole <= 0n || segment.whole <= retention.whole || !deletesOn(resource.spec, where)) return;
    report({
      resource,
      at: `spec.config.${stated.name}`,
      message: `records can live for ${durationText(retention.whole + segment.whole)}: a segment closes after segment.ms ${durationText(segment.whole)}${sourceText(segment)}, at the latest, and only then begins retention.ms ${durationText(retention.whole)}${sourceText(retention)}; state a segment.ms of at most retention.ms`,
    });
  },
  examples: {
    good: [
      [topic()],
      [topic({config: {'retention.ms': '1d', 'segment.ms': '6h'}})],
      [topic({config: {'retention.ms': -1, 'retention.bytes': '10GiB'}})],
      [cluster({brokers: {config: {'log.roll.hours': 6}}}), topic({config: {'retention.ms': '1d'}})],
    ],
    bad: [
      [topic({config: {'retention.ms': '1d'}})],
      [topic({config: {'retention.ms': '7d', 'segment.ms': '14d'}})],
      [cluster({brokers: {config: {'log.roll.hours': 720}}}), topic({config: {'retention.ms': '10d'}})],
    ],
  },
});
