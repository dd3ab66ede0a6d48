import {cluster, modelPolicy, protocolMap, type Resource} from 'kafka-weir/policy';

const IN_CLEAR = ['PLAINTEXT', 'SASL_PLAINTEXT'];
const PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'];
const MAP = 'listener.security.protocol.map';
const BETWEEN_BROKERS = 'security.inter.broker.protocol';

export default modelPolicy({
  kinds: ['Cluster'],
  title: 'Brokers speak to each other over TLS',
  rationale:
    'Everything that a client sends encrypted goes on to two other brokers. Where they replicate in clear, the network between them shows all records and, with SASL, the login of a principal that may do everything. A listener in clear is a door for clients too. Of the protocol map only names that are listeners count: the file that comes with Kafka maps each protocol to itself besides.',
  level: 'warning',
  packs: {strict: 'error', development: 'off', regulated: 'error'},
  covers: ['SE2'],
  sources: [
    'Apache Kafka 4.3, ReplicationConfigs.INTER_BROKER_SECURITY_PROTOCOL_DEFAULT PLAINTEXT; SocketServerConfigs.LISTENER_SECURITY_PROTOCOL_MAP',
    'Apache Kafka 4.3, config/server.properties: listeners and their protocol map',
    'Apache Kafka documentation, Security: encryption of data transferred between brokers',
  ],
  waiveWhen: 'Something below Kafka encrypts the network between the brokers, and nobody else is on it.',
  judgeAll({cluster: document}, _options, report) {
    const config = document?.spec.brokers?.config;
    if (document === undefined || config === undefined) return;
    const between = config[BETWEEN_BROKERS];
    if (between !== undefined && IN_CLEAR.includes(between)) {
      report({
        resource: document,
        at: `spec.brokers.config.${BETWEEN_BROKERS}`,
        message: `the brokers replicate over ${between}, in clear: set ${BETWEEN_BROKERS} to SASL_SSL or SSL on the brokers, then state it here`,
      });
    }
    const {at, open} = listenersInClear(document);
    const [listener, protocol] = open[0] ?? [];
    if (listener === undefined) return;
    const more = open.length === 1 ? '' : `, and ${open.length - 1} more`;
    report({
      resource: document,
      at: `spec.brokers.config.${at}`,
      message: `the listener ${listener} is ${protocol}, in clear${more}: map it to SASL_SSL or SSL on the brokers, then state it here`,
      evidence: {inClear: open.map(([name]) => name)},
    });
  },
  examples: {
    good: [
      [cluster()],
      [stating({[BETWEEN_BROKERS]: 'SSL'})],
      [stating({[MAP]: 'CLIENTS:SASL_SSL,BROKERS:SSL,CONTROLLER:SSL'})],
      [stating({[MAP]: 'CLIENTS:SASL_SSL,PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT'})],
      [stating({listeners: 'CLIENTS://:9092', [MAP]: 'CLIENTS:SASL_SSL,OLD:SASL_PLAINTEXT'})],
    ],
    bad: [
      [stating({[BETWEEN_BROKERS]: 'SASL_PLAINTEXT'})],
      [stating({[MAP]: 'CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT'})],
      [stating({[MAP]: 'OLD:SASL_PLAINTEXT,CLIENTS:SASL_SSL'})],
      [stating({listeners: 'PLAINTEXT://:9092,CLIENTS://:9093', [MAP]: 'CLIENTS:SSL,PLAINTEXT:PLAINTEXT'})],
      [stating({listeners: 'SASL_SSL://:9093,PLAINTEXT://:9092'})],
      [stating({'inter.broker.listener.name': 'SASL_PLAINTEXT', [MAP]: 'SASL_PLAINTEXT:SASL_PLAINTEXT,CLIENTS:SSL'})],
    ],
  },
});

/** Listeners whose protocol is in clear, and the setting that shows it. */
function listenersInClear(document: Resource<'Cluster'>): {at: string; open: (readonly [listener: string, protocol: string])[]} {
  const map = protocolMap(document);
  const {areAll, named} = namedListeners(document.spec.brokers?.config ?? {});
  if (map === undefined) {
    // By default each protocol is the listener of its name; what a name stands for otherwise is not stated.
    const [at = 'listeners', open = []] =
      [...named]
        .map(([key, names]) => [key, names.filter(name => IN_CLEAR.includes(name))] as const)
        .find(([, names]) => names.length > 0) ?? [];
    return {at, open: open.map(name => [name, name] as const)};
  }
  const used = new Set([...named.values()].flat());
  const isListener = (name: string): boolean => used.has(name) || !(areAll || PROTOCOLS.includes(name));
  return {at: MAP, open: [...map].filter(([name, protocol]) => IN_CLEAR.includes(protocol) && isListener(name))};
}

/** The listeners that the settings name, by setting; all that there are, where `listeners` is one of them. */
function namedListeners(config: Readonly<Record<string, string>>): {areAll: boolean; named: ReadonlyMap<string, readonly string[]>} {
  const named = new Map<string, readonly string[]>();
  for (const key of ['listeners', 'advertised.listeners', 'inter.broker.listener.name', 'controller.listener.names']) {
    const names = (config[key] ?? '').split(',').map(one => (one.split('://')[0] ?? '').trim().toUpperCase());
    named.set(
      key,
      names.filter(name => name !== ''),
    );
  }
  return {areAll: config['listeners'] !== undefined, named};
}

function stating(config: Record<string, unknown>) {
  return cluster({brokers: {count: 3, authorizer: {allowIfNoAcl: false}, config}});
}
