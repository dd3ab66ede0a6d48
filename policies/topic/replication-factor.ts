import {cluster, topic, topicPolicy} from 'kafka-weir/policy';

export default topicPolicy({
  title: 'Replication factor is at least 3',
  rationale:
    'With two copies, patching one broker leaves one copy and none to lose; with one, every restart of its broker is an outage and every lost disk is lost data.',
  level: 'error',
  packs: {development: 'off', 'exactly-once': 'error', regulated: 'error'},
  covers: ['TO2', 'DR1'],
  sources: [
    'Apache Kafka documentation, Basic Kafka Operations: a replication factor of 2 or 3, so that machines can be bounced while data is consumed',
    'Amazon MSK, best practices for version upgrades: at least 3 in clusters over three zones; 2 can lead to offline partitions during patching',
  ],
  waiveWhen: 'The data can be had again from its source, and an outage while a broker restarts is agreed on.',
  options: {min: {type: 'integer', description: 'Fewest copies of each partition.', minimum: 1, default: 3}},
  judge(resource, {min}, report, where) {
    const {replicationFactor} = resource.spec;
    if (replicationFactor >= min) return;
    const count = where?.spec.brokers?.count ?? min;
    const advice = count >= min ? `set it to ${min}` : `add brokers, for ${where?.name} has ${count}, or lower the option min`;
    report({
      resource,
      at: 'spec.replicationFactor',
      message: `replication factor ${replicationFactor} is below ${min}: losing one broker during maintenance can stop writes or lose data; ${advice}`,
      ...(count >= min ? {fix: {'spec.replicationFactor': min}} : {}),
    });
  },
  examples: {
    good: [[topic({replicationFactor: 3})]],
    bad: [
      [topic({replicationFactor: 1, config: {'min.insync.replicas': 1}})],
      [cluster({brokers: {count: 2}}), topic({replicationFactor: 2, config: {'min.insync.replicas': 1}})],
    ],
  },
});
