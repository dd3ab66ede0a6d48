import {all, at, cluster, policy} from 'kafka-weir/policy';

export default policy({
  kind: 'Cluster',
  title: "Where Kafka's defaults are unsafe, the cluster states its own",
  rationale:
    "Kafka's defaults make a topic whenever somebody writes to a name that is not there, with one replica, acknowledged by one. That they were changed on the brokers is a claim that has to be readable: what nobody states, nobody checks.",
  level: 'off',
  packs: {strict: 'warning', regulated: 'warning'},
  covers: ['C01.1', 'DR1'],
  sources: [
    'Apache Kafka 4.3, ServerLogConfigs: AUTO_CREATE_TOPICS_ENABLE_DEFAULT true, MIN_IN_SYNC_REPLICAS_DEFAULT 1; ReplicationConfigs.REPLICATION_FACTOR_DEFAULT 1',
  ],
  waiveWhen: 'The brokers belong to a service whose provider sets them, and documents how.',
  schema: {
    if: at('spec.sandbox', {const: true}, {required: true}),
    else: all(
      ...['auto.create.topics.enable', 'default.replication.factor', 'min.insync.replicas'].map(name =>
        at(`spec.brokers.config.${name}`, {}, {required: true}),
      ),
    ),
  },
  message: ({pointer, resource}) =>
    resource.spec.brokers?.config === undefined
      ? "brokers.config is not stated, and Kafka's own defaults of auto.create.topics.enable, default.replication.factor and min.insync.replicas are unsafe: state all three"
      : `${pointer.slice(pointer.lastIndexOf('/') + 1)} is not stated, and Kafka's own default is unsafe: state it in brokers.config`,
  examples: {
    good: [
      stating({'auto.create.topics.enable': false, 'default.replication.factor': 3, 'min.insync.replicas': 2}),
      cluster({sandbox: true, bootstrap: undefined, security: undefined}),
    ],
    bad: [stating({'auto.create.topics.enable': false, 'default.replication.factor': 3}), cluster({brokers: undefined})],
  },
});

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
