import {cluster, modelPolicy} from 'kafka-weir/policy';

/** Each claim, by the settings that make it: one of the lists, whole. */
const CLAIMS: readonly (readonly (readonly string[])[])[] = [
  [['auto.create.topics.enable']],
  [['default.replication.factor']],
  [['min.insync.replicas']],
  [['authorizer.class.name']],
  [['security.inter.broker.protocol'], ['inter.broker.listener.name', 'listener.security.protocol.map']],
];

export default modelPolicy({
  kinds: ['Cluster'],
  title: "Where Kafka's defaults are unsafe, the cluster states its own",
  rationale:
    "Kafka's defaults make a topic whenever somebody writes to a name that is not there, with one replica, acknowledged by one; they look at no ACL, and replicate in clear. That they were changed on the brokers is a claim that has to be readable: what nobody states, nobody checks. How brokers reach each other is said by security.inter.broker.protocol, or by inter.broker.listener.name with listener.security.protocol.map. Of ssl.client.auth, cluster/client-certificates asks where it decides.",
  level: 'off',
  packs: {strict: 'warning', regulated: 'warning'},
  covers: ['C01.1', 'DR1'],
  sources: [
    'Apache Kafka 4.3, ServerLogConfigs: AUTO_CREATE_TOPICS_ENABLE_DEFAULT true, MIN_IN_SYNC_REPLICAS_DEFAULT 1; ReplicationConfigs.REPLICATION_FACTOR_DEFAULT 1, INTER_BROKER_SECURITY_PROTOCOL_DEFAULT PLAINTEXT; ServerConfigs.AUTHORIZER_CLASS_NAME_DEFAULT empty',
  ],
  waiveWhen: 'The brokers belong to a service whose provider sets them, and documents how.',
  judgeAll({cluster: document}, _options, report) {
    if (document === undefined || document.spec.sandbox) return;
    const config = document.spec.brokers?.config;
    const isStated = (name: string): boolean => config?.[name] !== undefined;
    const missing = CLAIMS.filter(claim => !claim.some(settings => settings.every(isStated))).map(claim => {
      const [usual = [], ...others] = claim;
      // Of a pair that is half there, the other half is what is missing.
      return (others.find(settings => settings.some(isStated)) ?? usual).filter(name => !isStated(name)).join(' and ');
    });
    if (missing.length === 0) return;
    const names = missing.length === 1 ? missing[0] : `${missing.slice(0, -1).join(', ')} and ${missing.at(-1)}`;
    report({
      resource: document,
      at: 'spec.brokers.config',
      message: `Kafka's own ${missing.length === 1 ? 'default is' : 'defaults are'} unsafe, and brokers.config does not state ${names}: state how the brokers are set`,
      evidence: {missing},
    });
  },
  examples: {
    good: [
      [stating({})],
      [
        stating({
          'security.inter.broker.protocol': undefined,
          'inter.broker.listener.name': 'IN',
          'listener.security.protocol.map': 'IN:SSL',
        }),
      ],
      [cluster({sandbox: true, bootstrap: undefined, security: undefined})],
    ],
    bad: [
      [stating({'min.insync.replicas': undefined})],
      [stating({'security.inter.broker.protocol': undefined, 'inter.broker.listener.name': 'IN'})],
      [stating({'authorizer.class.name': undefined})],
      [cluster({brokers: undefined})],
    ],
  },
});

function stating(overrides: Record<string, unknown>) {
  const config = {
    'auto.create.topics.enable': false,
    'default.replication.factor': 3,
    'min.insync.replicas': 2,
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'security.inter.broker.protocol': 'SSL',
    ...overrides,
  };
  const stated = Object.fromEntries(Object.entries(config).filter(([, one]) => one !== undefined));
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config: stated}});
}
