import {cluster, modelPolicy, topic} from 'kafka-weir/policy';

export default modelPolicy({
  kinds: ['Topic', 'Cluster'],
  title: "All topics together keep within the brokers' partition budget",
  rationale:
    'Every replica costs a broker memory, open files and time at a restart or failover. Past its budget a broker fails over slowly, and no single topic looks guilty.',
  level: 'warning',
  packs: {strict: 'error'},
  covers: ['TO1', 'TO5'],
  sources: [
    'Amazon MSK best practices: partitions per broker by instance size, replicas included (1,000 to 4,000)',
    'Aiven for Apache Kafka best practices: at most 4,000 partitions a broker',
  ],
  waiveWhen: 'The brokers were measured with more partitions, failover included, and the budget is about to be raised.',
  judgeAll({cluster: where, topics}, _options, report) {
    const {count, maxPartitionsPerBroker} = where?.spec.brokers ?? {};
    if (where === undefined || count === undefined || maxPartitionsPerBroker === undefined) return;
    const replicas = topics.reduce((sum, {spec}) => sum + spec.partitions * spec.replicationFactor, 0);
    const perBroker = Math.ceil(replicas / count);
    if (perBroker <= maxPartitionsPerBroker) return;
    report({
      resource: where,
      at: 'spec.brokers.maxPartitionsPerBroker',
      message: `the topics need ${replicas} partition replicas, ${perBroker} on each of ${count} brokers: above the budget of ${maxPartitionsPerBroker}`,
      evidence: {replicas, perBroker},
    });
  },
  examples: {
    good: [[cluster({brokers: {count: 3, maxPartitionsPerBroker: 4000}}), topic({partitions: 12})]],
    bad: [
      [
        cluster({brokers: {count: 3, maxPartitionsPerBroker: 20}}),
        topic({partitions: 12}),
        topic({name: 'payments.carts.v1', partitions: 9}),
      ],
    ],
  },
});
