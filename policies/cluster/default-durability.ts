import {brokerValue, cluster, modelPolicy, type Resource} from 'kafka-weir/policy';

const REPLICAS_MIN = 3;
const IN_SYNC_MIN = 2;

export default modelPolicy({
  kinds: ['Cluster'],
  title: 'What a topic does not state is safe by default',
  rationale:
    "A topic that is made past this repository, by a tool or by Kafka Streams, takes the brokers' defaults. Kafka's own are one replica and one in-sync replica; brokers of a cluster that matters should have better ones: three, and two, so that a broker may restart. Two in-sync replicas promise nothing where one replica is the default: brokers take no more of them than there are replicas.",
  level: 'warning',
  packs: {development: 'off', 'exactly-once': 'error', regulated: 'error'},
  covers: ['DR1', 'TO2'],
  sources: [
    'Apache Kafka 4.3, ReplicationConfigs.REPLICATION_FACTOR_DEFAULT 1; ServerLogConfigs.MIN_IN_SYNC_REPLICAS_DEFAULT 1',
    'Apache Kafka 4.3, Partition.effectiveMinIsr: the lower of min.insync.replicas and the number of replicas (KAFKA-15583)',
    'Strimzi, Kafka broker configuration tuning: default.replication.factor 3 and min.insync.replicas 2',
  ],
  waiveWhen: 'Nobody but this repository can make a topic here.',
  judgeAll({cluster: document}, _options, report) {
    if (document === undefined) return;
    for (const name of ['default.replication.factor', 'min.insync.replicas'] as const) {
      if (!brokerValue(document, name).isStated) continue;
      const message = name === 'min.insync.replicas' ? ofInSync(document) : ofReplicas(document);
      if (message !== undefined) report({resource: document, at: `spec.brokers.config.${name}`, message});
    }
  },
  examples: {
    good: [
      [cluster()],
      [stating({'default.replication.factor': 3, 'min.insync.replicas': 2})],
      [stating({'default.replication.factor': 3})],
    ],
    bad: [
      [stating({'default.replication.factor': 2})],
      [stating({'min.insync.replicas': 2})],
      [stating({'default.replication.factor': 3, 'min.insync.replicas': 1})],
      [stating({'default.replication.factor': 3, 'min.insync.replicas': 3})],
      [cluster({environment: 'staging', brokers: {count: 2, config: {'default.replication.factor': 2}}})],
    ],
  },
});

function ofReplicas(document: Resource<'Cluster'>): string | undefined {
  const {text} = brokerValue(document, 'default.replication.factor');
  if (Number(text) >= REPLICAS_MIN) return undefined;
  return `default.replication.factor ${text} leaves topics that state none with too few copies: ${threeReplicas(document)}`;
}

function ofInSync(document: Resource<'Cluster'>): string | undefined {
  const {text} = brokerValue(document, 'min.insync.replicas');
  const replicas = brokerValue(document, 'default.replication.factor');
  if (Number(text) < IN_SYNC_MIN) return `min.insync.replicas ${text} as the default lets one copy acknowledge a write: set ${IN_SYNC_MIN}`;
  if (Number(text) < Number(replicas.text)) return undefined;
  if (!replicas.isStated)
    return `min.insync.replicas ${text} promises nothing where default.replication.factor is not stated, for Kafka's is ${replicas.text}: ${threeReplicas(document)}`;
  const remedy = Number(replicas.text) < REPLICAS_MIN ? threeReplicas(document) : `set ${IN_SYNC_MIN}`;
  return `min.insync.replicas ${text} as the default is all of the replicas, so that a broker that restarts stops writes: ${remedy}`;
}

/** Where there are too few brokers, that many copies can nowhere lie. */
function threeReplicas({spec}: Resource<'Cluster'>): string {
  const count = spec.brokers?.count ?? REPLICAS_MIN;
  return count < REPLICAS_MIN
    ? `${count} brokers can hold no more, so add some, then set default.replication.factor ${REPLICAS_MIN}`
    : `set default.replication.factor ${REPLICAS_MIN}`;
}

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
