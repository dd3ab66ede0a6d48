import {modelPolicy, sizeText, topic, wholeSetting} from 'kafka-weir/policy';

/** Bytes of an entry of the time index, the larger of the two indexes (TimeIndex.entrySize). */
const ENTRY_BYTES = 12n;

/** LogConfig's defaults for what a topic does not state. */
const DEFAULTS = {segmentBytes: 1_073_741_824n, indexBytes: 10_485_760n, intervalBytes: 4096n};

export default modelPolicy({
  kinds: ['Topic'],
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
  judgeAll({topics}, _options, report) {
    for (const resource of topics) {
      const index = wholeSetting(resource.spec, 'segment.index.bytes');
      const interval = wholeSetting(resource.spec, 'index.interval.bytes');
      if (index === undefined && interval === undefined) continue;
      const segment = wholeSetting(resource.spec, 'segment.bytes') ?? DEFAULTS.segmentBytes;
      const entries = (index ?? DEFAULTS.indexBytes) / ENTRY_BYTES;
      const indexed = entries * (interval ?? DEFAULTS.intervalBytes);
      if (indexed >= segment) continue;
      report({
        resource,
        at: index === undefined ? 'spec.config.index.interval.bytes' : 'spec.config.segment.index.bytes',
        message: `the index is full after ${entries} entries, which may be ${sizeText(indexed)} of a segment of ${sizeText(segment)}: segments are closed early; leave both settings to Kafka`,
        evidence: {entries: Number(entries), indexedBytes: String(indexed), segmentBytes: String(segment)},
      });
    }
  },
  examples: {
    good: [
      [topic({config: {'segment.index.bytes': '10MiB'}})],
      [topic({config: {'segment.bytes': '100MiB', 'segment.index.bytes': '1MiB'}})],
    ],
    bad: [[topic({config: {'segment.index.bytes': '1MiB'}})], [topic({config: {'index.interval.bytes': 512}})]],
  },
});
