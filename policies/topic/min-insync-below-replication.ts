import {all, at, policy, topic, value, when} from 'kafka-weir/policy';

export default policy({
  kind: 'Topic',
  title: 'min.insync.replicas is below the replication factor',
  rationale:
    'Where every replica must be in sync, restarting any broker refuses all writes with acks=all; above the replication factor, no such write ever succeeds. The broker accepts both without a word.',
  level: 'error',
  packs: {development: 'warning', 'exactly-once': 'error'},
  covers: ['TO2', 'DR1'],
  sources: [
    'Amazon MSK best practices: set min.insync.replicas to at most replication factor minus 1',
    'Apache Kafka, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG: a write with acks=all raises NotEnoughReplicas below the minimum',
  ],
  waiveWhen: 'Writes must stop rather than be on fewer copies, and maintenance of brokers may stop them too.',
  schema: all(
    when(
      at('spec.replicationFactor', {minimum: 2}, {required: true}),
      at('spec.config.min.insync.replicas', {wholeBelow: value('spec.replicationFactor')}),
    ),
    when(at('spec.replicationFactor', {const: 1}, {required: true}), at('spec.config.min.insync.replicas', {wholeMaximum: 1})),
  ),
  message: ({value: minimum, resource}) => {
    const copies = resource.spec.replicationFactor;
    return Number(minimum) > copies
      ? `min.insync.replicas ${minimum} is above the replication factor ${copies}: every write with acks=all would be refused`
      : `min.insync.replicas ${minimum} is the replication factor: restarting one broker would refuse all writes with acks=all`;
  },
  examples: {
    good: [
      topic({replicationFactor: 3, config: {'min.insync.replicas': 2}}),
      topic({replicationFactor: 5, config: {'min.insync.replicas': 3}}),
    ],
    bad: [topic({config: {'min.insync.replicas': 3}}), topic({config: {'min.insync.replicas': 4}})],
  },
});
