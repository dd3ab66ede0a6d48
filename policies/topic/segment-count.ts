import {modelPolicy, type TopicSpec, topic, wholeSetting} from 'kafka-weir/policy';

/** LogConfig's defaults for what a topic does not state. */
const DEFAULTS = {segmentBytes: 1_073_741_824n, segmentMs: 604_800_000n, retentionMs: 604_800_000n};

export default modelPolicy({
  kinds: ['Topic'],
  title: 'A partition has no more segments than brokers can keep open',
  rationale:
    'Each segment keeps its log and its indexes open and takes two memory maps, of which Linux allows a process 65,530 by default; past that a broker dies with "Map failed". A year of retention in segments of an hour is 8,760 segments for each partition.',
  level: 'warning',
  packs: {strict: 'error'},
  covers: ['TO1', 'TO3'],
  sources: [
    'Apache Kafka documentation, Hardware and OS: each log segment uses 2 map areas, and vm.max_map_count is around 65,535',
    'Apache Kafka documentation, Hardware and OS: file descriptors for (number of partitions) * (partition size / segment size)',
  ],
  waiveWhen: 'The brokers run with a raised vm.max_map_count, and somebody watches how many maps they use.',
  options: {
    max: {type: 'integer', description: 'Most segments of one partition.', minimum: 1, default: 1000},
  },
  judgeAll({topics}, {max}, report) {
    for (const resource of topics) {
      const most = segmentsOf(resource.spec);
      if (most === undefined || most.count <= BigInt(max)) continue;
      report({
        resource,
        at: `spec.config.${most.setting}`,
        message: `each partition can have ${most.count} segments, above ${max}: raise ${most.segment}, or keep less`,
        evidence: {segments: Number(most.count)},
      });
    }
  },
  examples: {
    good: [
      [topic({config: {'retention.ms': '365d', 'segment.ms': '1d'}})],
      [topic({config: {'retention.ms': '365d', 'segment.ms': '1h', 'retention.bytes': '10GiB'}})],
      [topic({config: {'retention.ms': -1, 'retention.bytes': '100GiB', 'segment.bytes': '512MiB'}})],
    ],
    bad: [
      [topic({config: {'retention.ms': '365d', 'segment.ms': '1h'}})],
      [topic({config: {'retention.bytes': '100GiB', 'segment.bytes': '10MiB'}})],
    ],
  },
});

/** By size where there is a limit of size, else by time; undefined where nothing of it is stated, or bounds it. */
function segmentsOf(spec: TopicSpec): {count: bigint; setting: string; segment: string} | undefined {
  if (spec.config['cleanup.policy']?.includes('delete') === false) return undefined;
  const [bytes, segmentBytes] = [wholeSetting(spec, 'retention.bytes') ?? -1n, wholeSetting(spec, 'segment.bytes')];
  if (bytes >= 0n) {
    const setting = segmentBytes === undefined ? 'retention.bytes' : 'segment.bytes';
    return {count: quotient(bytes, segmentBytes ?? DEFAULTS.segmentBytes), setting, segment: 'segment.bytes'};
  }
  const [ms, segmentMs] = [wholeSetting(spec, 'retention.ms') ?? DEFAULTS.retentionMs, wholeSetting(spec, 'segment.ms')];
  if (ms < 0n) return undefined;
  const setting = segmentMs === undefined ? 'retention.ms' : 'segment.ms';
  return {count: quotient(ms, segmentMs ?? DEFAULTS.segmentMs), setting, segment: 'segment.ms'};
}

/** Rounded up. */
function quotient(whole: bigint, part: bigint): bigint {
  return part <= 0n ? 0n : (whole + part - 1n) / part;
}
