import {topic, topicPolicy, wholeSetting} from 'kafka-weir/policy';

export default topicPolicy({
  title: 'min.insync.replicas is not above the replication factor',
  rationale:
    'No topic has more in-sync replicas than replicas, so nothing can keep such a claim. The broker takes it without a word: since Kafka 3.7 it counts as the replication factor, and a topic that asks for two copies and has one is acknowledged with one; before, every write with acks=all was refused.',
  level: 'error',
  packs: {development: 'error', 'exactly-once': 'error'},
  covers: ['TO2', 'DR1'],
  sources: [
    'Apache Kafka 4.3, Partition.effectiveMinIsr: the smaller of min.insync.replicas and the number of replicas',
    'KAFKA-15583: an upper bound on min.insync.replicas, since Kafka 3.7',
  ],
  waiveWhen: 'Never known to be right: state what the replicas can keep, or have more of them.',
  judge(resource, _options, report) {
    const {replicationFactor} = resource.spec;
    const stated = wholeSetting(resource.spec, 'min.insync.replicas');
    if (stated === undefined || stated <= BigInt(replicationFactor)) return;
    const advice =
      replicationFactor === 1 ? 'state 1, or have more replicas' : `state at most ${replicationFactor - 1}, so that a broker may restart`;
    report({
      resource,
      at: 'spec.config.min.insync.replicas',
      message: `min.insync.replicas ${stated} is above the replication factor ${replicationFactor}: brokers count it as ${replicationFactor}, and before Kafka 3.7 refuse every write with acks=all; ${advice}`,
    });
  },
  examples: {
    good: [
      [topic({replicationFactor: 3, config: {'min.insync.replicas': 2}})],
      [topic({replicationFactor: 1, config: {'min.insync.replicas': 1}})],
    ],
    bad: [[topic({config: {'min.insync.replicas': 4}})], [topic({config: {'min.insync.replicas': 12}})]],
  },
});
