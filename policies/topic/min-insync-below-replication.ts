import {cluster, effectiveWhole, sourceText, topic, topicPolicy} from 'kafka-weir/policy';

export default topicPolicy({
  title: 'min.insync.replicas is below the replication factor',
  rationale:
    'Where every replica must be in sync, restarting any broker refuses all writes with acks=all to the partitions that it has. The broker accepts such a topic without a word. More than the replication factor is the matter of topic/min-insync-within-replication.',
  level: 'error',
  packs: {development: 'note', 'exactly-once': 'error'},
  covers: ['TO2', 'DR1'],
  sources: [
    'Amazon MSK, best practices for version upgrades: min.insync.replicas of at most the replication factor minus 1',
    'Apache Kafka, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG: a write with acks=all raises NotEnoughReplicas below the minimum',
  ],
  waiveWhen: 'Writes must stop rather than be on fewer copies, and maintenance of brokers may stop them too.',
  judge(resource, _options, report, where) {
    const {replicationFactor} = resource.spec;
    const inSync = effectiveWhole(resource.spec, 'min.insync.replicas', where);
    const isStated = inSync.from === 'topic';
    // One replica has none to wait for. What the brokers ask for beyond the replicas counts as all of them.
    if (replicationFactor < 2 || inSync.whole < BigInt(replicationFactor) || (isStated && inSync.whole > BigInt(replicationFactor))) return;
    report({
      resource,
      at: isStated ? 'spec.config.min.insync.replicas' : 'spec.replicationFactor',
      message: isStated
        ? `min.insync.replicas ${inSync.whole} is the replication factor: restarting one broker would refuse all writes with acks=all`
        : `the replication factor ${replicationFactor} is not above min.insync.replicas ${inSync.whole}${sourceText(inSync)}: restarting one broker would refuse all writes with acks=all; state fewer`,
    });
  },
  examples: {
    good: [
      [topic({replicationFactor: 3, config: {'min.insync.replicas': 2}})],
      [topic({replicationFactor: 5, config: {'min.insync.replicas': 3}})],
      [brokersWith(2), topic({replicationFactor: 1, config: {'min.insync.replicas': undefined}})],
    ],
    bad: [
      [topic({config: {'min.insync.replicas': 3}})],
      [brokersWith(3), topic({config: {'min.insync.replicas': undefined}})],
      [brokersWith(4), topic({config: {'min.insync.replicas': undefined}})],
    ],
  },
});

function brokersWith(inSync: number) {
  return cluster({brokers: {config: {'default.replication.factor': 5, 'min.insync.replicas': inSync}}});
}
