import {at, option, policy, topic} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'Replication factor is at least 3',
  rationale:
    'With two copies, patching one broker leaves one copy and none to lose; with one, every restart of its broker is an outage and every lost disk is lost data.',
  level: 'error',
  packs: {development: 'off', 'exactly-once': 'error'},
  covers: ['TO2', 'DR1'],
  sources: [
    'Apache Kafka documentation, Basic Kafka Operations: replication factor of 2 or 3 so that machines can be bounced without interrupting consumption',
    'Amazon MSK best practices: a replication factor of 2 goes offline while brokers are patched',
  ],
  waiveWhen: 'The data can be had again from its source, and an outage while a broker restarts is agreed on.',
  options: {min: {type: 'integer', description: 'Fewest copies of each partition.', minimum: 1, default: 3}},
  schema: at('spec.replicationFactor', {wholeMinimum: option('min')}),
  message: ({value, min}) =>
    `replication factor ${value} is below ${min}: losing one broker during maintenance can stop writes or lose data; set it to ${min}`,
  fix: ({min}) => ({'spec.replicationFactor': min}),
  examples: {good: [topic({replicationFactor: 3})], bad: [topic({replicationFactor: 1, config: {'min.insync.replicas': 1}})]},
});
