import {all, at, policy, topic} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'Flushing is left to the operating system',
  rationale:
    'Kafka is durable by replication, not by forcing each write to disk. flush.messages and flush.ms cost throughput and latency and add little once there are three replicas.',
  level: 'warning',
  sources: ['Apache Kafka, TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG: "we recommend you not set this and use replication for durability"'],
  waiveWhen: 'The brokers run on a single machine, or a regulator demands that each write is on disk before it is acknowledged.',
  schema: all(at('spec.config.flush.messages', {not: {}}), at('spec.config.flush.ms', {not: {}})),
  mark: 'key',
  message: ({pointer}) => `${pointer.slice(pointer.lastIndexOf('/') + 1)} forces writes to disk: take it out and rely on replication`,
  fix: ({pointer}) => ({[pointer]: null}),
  examples: {good: [topic()], bad: [topic({config: {'flush.messages': 1}}), topic({config: {'flush.ms': '1s'}})]},
});
