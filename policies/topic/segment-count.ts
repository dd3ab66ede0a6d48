import {cluster, deletesOn, effectiveWhole, localRetention, type Resource, topic, topicPolicy} from 'kafka-weir/policy';

export default topicPolicy({
  title: 'A partition has no more segments than brokers can keep open',
  rationale:
    'Each segment keeps its log and its indexes open and takes two memory maps, of which Linux allows a process 65,530 by default; past that a broker dies with "Map failed". A year of retention in segments of an hour is 8,760 segments for each partition. With tiered storage, what is kept on the brokers counts.',
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
  judge(resource, {max}, report, where) {
    const most = segmentsOf(resource, where);
    if (most === undefined || most.count <= BigInt(max)) return;
    report({
      resource,
      at: `spec.config.${most.setting}`,
      message: `each partition can have ${most.count} segments, above ${max}: raise ${most.segment}, or keep less`,
      evidence: {segments: Number(most.count)},
    });
  },
  examples: {
    good: [
      [topic({config: {'retention.ms': '365d', 'segment.ms': '1d'}})],
      [topic({config: {'retention.ms': '365d', 'segment.ms': '1h', 'retention.bytes': '10GiB'}})],
      [topic({config: {'retention.ms': -1, 'retention.bytes': '100GiB', 'segment.bytes': '512MiB'}})],
      [topic({config: {'retention.ms': '365d', 'segment.ms': '1h', 'remote.storage.enable': true, 'local.retention.ms': '1d'}})],
      [cluster({brokers: {config: {'log.segment.bytes': '1GiB'}}}), topic({config: {'retention.bytes': '100GiB'}})],
    ],
    bad: [
      [topic({config: {'retention.ms': '365d', 'segment.ms': '1h'}})],
      [topic({config: {'retention.bytes': '100GiB', 'segment.bytes': '10MiB'}})],
      [cluster({brokers: {config: {'log.segment.bytes': '10MiB'}}}), topic({config: {'retention.bytes': '100GiB'}})],
      [cluster({brokers: {config: {'log.roll.hours': 1}}}), topic({config: {'retention.ms': '365d'}})],
    ],
  },
});

/** By size where there is a limit of size, else by time; undefined where the topic states nothing of it, or nothing bounds it. */
function segmentsOf(
  {spec}: Resource<'Topic'>,
  where: Resource<'Cluster'> | undefined,
): {count: bigint; setting: string; segment: string} | undefined {
  if (!deletesOn(spec, where)) return undefined;
  const unit = localRetention(spec, 'bytes', where).whole >= 0n ? 'bytes' : 'ms';
  const kept = localRetention(spec, unit, where);
  const segment = effectiveWhole(spec, `segment.${unit}`, where);
  const stated = [segment, kept].find(({from}) => from === 'topic');
  if (stated === undefined || kept.whole < 0n) return undefined;
  return {count: quotient(kept.whole, segment.whole), setting: stated.name, segment: `segment.${unit}`};
}

/** Rounded up. */
function quotient(whole: bigint, part: bigint): bigint {
  return part <= 0n ? 0n : (whole + part - 1n) / part;
}
