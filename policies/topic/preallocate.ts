import {at, policy, topic} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'Segments grow as they are written',
  rationale:
    'With preallocate every partition takes the whole of segment.bytes from the disk for its active segment, on every replica and however little is written: twelve partitions with three replicas take 36 GiB before the first record. It was made for Windows, whose file systems append slowly.',
  level: 'note',
  sources: [
    'Apache Kafka, LogConfig.initFileSize: segment.bytes where preallocate is on, else 0',
    'Apache Kafka, ServerLogConfigs.LOG_PRE_ALLOCATE_ENABLE_DOC: needed on Windows',
  ],
  waiveWhen: 'The brokers run on Windows, or measurements on their file system ask for it.',
  schema: at('spec.config.preallocate', {not: {const: 'true'}}),
  message: () =>
    'preallocate takes the whole of segment.bytes from the disk for every partition at once: leave it out, unless the brokers run on Windows',
  examples: {
    good: [topic(), topic({config: {preallocate: false}})],
    bad: [topic({config: {preallocate: true}})],
  },
});
