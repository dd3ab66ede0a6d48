import {cluster, effectiveWhole, sizeText, topic, topicPolicy} from 'kafka-weir/policy';

/** Bytes of an entry of the time index, the larger of the two indexes (TimeIndex.entrySize). */
const ENTRY_BYTES = 12n;

export default topicPolicy({
  title: 'The indexes of a segment have room for all of it',
  rationale:
    'A segment is closed when its size is reached, or when one of its indexes is full. An index of segment.index.bytes with an entry for every index.interval.bytes may be full long before segment.bytes: the topic then has many small segments that no setting explains.',
  level: 'note',
  covers: ['TO3'],
  sources: [
    'Apache Kafka 4.3, LogSegment.shouldRoll: also where the offset index or the time index is full',
    'Apache Kafka, TopicConfig: segment.index.bytes and index.interval.bytes need no change in general',
  ],
  waiveWhen: 'The small segments are wanted, and measured.',
  judge(resource, _options, report, where) {
    const index = effectiveWhole(resource.spec, 'segment.index.bytes', where);
    const interval = effectiveWhole(resource.spec, 'index.interval.bytes', where);
    const stated = [index, interval].find(({from}) => from === 'topic');
    if (stated === undefined) return;
    const segment = effectiveWhole(resource.spec, 'segment.bytes', where);
    const entries = index.whole / ENTRY_BYTES;
    const indexed = entries * interval.whole;
    if (indexed >= segment.whole) return;
    report({
      resource,
      at: `spec.config.${stated.name}`,
      message: `the index is full after ${entries} entries, which may be ${sizeText(indexed)} of a segment of ${sizeText(segment.whole)}: segments are closed early; leave both settings to Kafka`,
      evidence: {entries: Number(entries), indexedBytes: String(indexed), segmentBytes: String(segment.whole)},
    });
  },
  examples: {
    good: [
      [topic({config: {'segment.index.bytes': '10MiB'}})],
      [topic({config: {'segment.bytes': '100MiB', 'segment.index.bytes': '1MiB'}})],
      [cluster({brokers: {config: {'log.segment.bytes': '100MiB'}}}), topic({config: {'segment.index.bytes': '1MiB'}})],
    ],
    bad: [[topic({config: {'segment.index.bytes': '1MiB'}})], [topic({config: {'index.interval.bytes': 512}})]],
  },
});
