import {cluster, modelPolicy, topic} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Topic', 'Cluster'],
  title: 'Replication factor is at most the number of brokers',
  rationale: 'Each replica needs a broker of its own: the controller refuses a topic with more replicas than there are brokers, at apply.',
  level: 'error',
  covers: ['TO2'],
  sources: ['Apache Kafka, StripedReplicaPlacer: InvalidReplicationFactorException where the factor exceeds the registered brokers'],
  waiveWhen: 'Brokers are being added, and the topic is applied after them.',
  judgeAll({cluster: where, topics}, _options, report) {
    const count = where?.spec.brokers?.count;
    if (where === undefined || count === undefined) return;
    for (const resource of topics) {
      const {replicationFactor} = resource.spec;
      if (replicationFactor <= count) continue;
      report({
        resource,
        at: 'spec.replicationFactor',
        message: `replication factor ${replicationFactor} is above the ${count} brokers of ${where.name}: the topic cannot be created`,
      });
    }
  },
  examples: {
    good: [[cluster({brokers: {count: 3}}), topic({replicationFactor: 3})]],
    bad: [[cluster({brokers: {count: 3}}), topic({replicationFactor: 5})]],
  },
});
