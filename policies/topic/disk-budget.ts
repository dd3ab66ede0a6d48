import {cluster, deletesOn, localRetention, modelPolicy, sizeText, topic} from 'kafka-weir/policy';

const GIB = 1024n ** 3n;

export default modelPolicy({
  kinds: ['Topic', 'Cluster'],
  title: 'What topics may keep fits on the disks',
  rationale:
    "retention.bytes promises that a partition may grow so far. Where the promises of all topics, with their replicas, are more than the brokers' disks, one busy week takes a broker down, and a broker with a full disk stops.",
  level: 'warning',
  packs: {strict: 'error'},
  covers: ['TO3', 'TO5'],
  sources: [
    'Apache Kafka, TopicConfig.RETENTION_BYTES_DOC: enforced for each partition',
    'Amazon MSK best practices: monitor disk space, and act at 85 % used',
    'LinkedIn Cruise Control: disk.capacity.threshold 0.8',
  ],
  waiveWhen: 'The disks are about to grow, or the largest topics are known never to be full.',
  options: {
    maxShare: {type: 'number', description: 'Share of the disks that topics may promise to fill.', minimum: 0.01, maximum: 1, default: 0.8},
  },
  judgeAll({cluster: where, topics}, {maxShare}, report) {
    const {count, diskBytes} = where?.spec.brokers ?? {};
    if (where === undefined || count === undefined || diskBytes === undefined) return;
    let promised = 0n;
    let uncounted = 0;
    for (const {spec} of topics) {
      const {whole} = localRetention(spec, 'bytes', where);
      if (whole < 0n || !deletesOn(spec, where)) uncounted += 1;
      else promised += whole * BigInt(spec.partitions) * BigInt(spec.replicationFactor);
    }
    const disks = BigInt(count) * BigInt(diskBytes);
    if (Number(promised) <= maxShare * Number(disks)) return;
    const rest = uncounted === 0 ? '' : `; ${uncounted} ${uncounted === 1 ? 'topic' : 'topics'} without a limit of size not counted`;
    report({
      resource: where,
      at: 'spec.brokers.diskBytes',
      message: `the topics may keep ${sizeText(roundedUp(promised))} with their replicas, above ${Math.round(maxShare * 100)} % of the ${sizeText(disks)} that ${count} brokers have${rest}`,
      evidence: {promisedBytes: String(promised), diskBytes: String(disks), uncountedTopics: uncounted},
    });
  },
  examples: {
    good: [
      [cluster({brokers: {count: 3, diskBytes: '1TiB'}}), topic({config: {'retention.bytes': '10GiB'}})],
      [cluster({brokers: {count: 3}}), topic({config: {'retention.bytes': '10TiB'}})],
      [
        cluster({brokers: {count: 3, diskBytes: '100GiB'}}),
        topic({config: {'remote.storage.enable': true, 'retention.bytes': '1TiB', 'local.retention.bytes': '2GiB'}}),
      ],
    ],
    bad: [
      [cluster({brokers: {count: 3, diskBytes: '100GiB'}}), topic({config: {'retention.bytes': '10GiB'}})],
      [
        cluster({brokers: {count: 3, diskBytes: '100GiB'}}),
        topic({name: 'payments.orders.v1', partitions: 6, config: {'retention.bytes': '8GiB'}}),
        topic({name: 'payments.carts.v1', partitions: 6, config: {'retention.bytes': '8GiB'}}),
        topic({name: 'payments.refunds.v1'}),
      ],
      [cluster({brokers: {count: 3, diskBytes: '100GiB', config: {'log.retention.bytes': '10GiB'}}}), topic()],
    ],
  },
});

/** To whole GiB, where that is a small part: nobody wants to read a sum in KiB. */
function roundedUp(bytes: bigint): bigint {
  return bytes < 16n * GIB ? bytes : ((bytes + GIB - 1n) / GIB) * GIB;
}
