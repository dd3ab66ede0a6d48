import {all, at, DELETES, policy, sizeText, topic, when, wholeSetting} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'The disk that retention.bytes stands for is known',
  rationale:
    'retention.bytes holds for each partition, and each partition is on as many brokers as there are replicas: twelve partitions with three replicas and 10 GiB are 360 GiB of disk. Read as a limit on the topic, it is a common mistake.',
  level: 'off',
  packs: {strict: 'note'},
  covers: ['TO3'],
  sources: ['Apache Kafka, TopicConfig.RETENTION_BYTES_DOC: enforced at the partition level, multiply it by the number of partitions'],
  waiveWhen: 'The figure is known; better than a waiver is to set the rule off.',
  schema: when(
    all(DELETES, at('spec.partitions', {minimum: 2}, {required: true})),
    at('spec.config.retention.bytes', {not: {pattern: '^[1-9]'}}),
  ),
  message: ({resource: {spec}}) => {
    const limit = wholeSetting(spec, 'retention.bytes') ?? 0n;
    const total = BigInt(spec.partitions) * BigInt(spec.replicationFactor) * limit;
    return `retention.bytes ${sizeText(limit)} holds for each partition: ${spec.partitions} partitions with ${spec.replicationFactor} replicas may fill ${sizeText(total)} of the cluster's disks`;
  },
  examples: {
    good: [topic(), topic({partitions: 1, config: {'retention.bytes': '10GiB'}}), topic({config: {'retention.bytes': -1}})],
    bad: [topic({config: {'retention.bytes': '10GiB'}})],
  },
});
