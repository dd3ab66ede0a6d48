import {SANDBOX_SUPER_USERS} from '../access/settings.ts';
import type {SandboxPaths} from './paths.ts';
import type {NodePorts} from './ports.ts';

/** The name under which brokers are advertised; TLS clients may not send an address as the server's name (RFC 6066). */
export const HOST = 'localhost';
/** The same address, for binding and for the nodes among themselves. */
const ADDRESS = '127.0.0.1';

export interface BrokerTuning {
  /** Kafka's own default (9000) unless given: proofs measure what users will see. */
  brokerSessionTimeoutMs?: number;
  /** 256 MiB holds about 1,000 partitions x 3. */
  heapMib?: number;
}

/** The lines of a node's server.properties (a combined KRaft broker and controller). Holds no secret. */
export function serverProperties(id: number, nodes: NodePorts[], paths: SandboxPaths, tuning: BrokerTuning = {}): string {
  const own = nodes.find(node => node.id === id);
  if (own === undefined) throw new Error(`no ports for node ${id}`);
  const {keystore, data} = paths.node(id);
  return propertiesText({
    'process.roles': 'broker,controller',
    'node.id': id,
    'controller.quorum.voters': nodes.map(node => `${node.id}@${ADDRESS}:${node.controller}`).join(','),
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'INTERNAL',
    listeners: `CLIENT://${ADDRESS}:${own.client},INTERNAL://${ADDRESS}:${own.internal},CONTROLLER://${ADDRESS}:${own.controller}`,
    // The controller too: a leader that is cut off is fenced only if the others can be reached under advertised names.
    'advertised.listeners': `CLIENT://${HOST}:${own.client},INTERNAL://${ADDRESS}:${own.internal},CONTROLLER://${ADDRESS}:${own.controller}`,
    'listener.security.protocol.map': 'CLIENT:SASL_SSL,INTERNAL:SSL,CONTROLLER:SSL',
    'log.dirs': data,
    ...security(keystore, paths.authority),
    ...smallCluster(nodes.length),
    ...(tuning.brokerSessionTimeoutMs === undefined ? {} : sessionTimeout(tuning.brokerSessionTimeoutMs)),
  });
}

/** Every mechanism that a User can have, so that each can be proved. */
const MECHANISMS = ['SCRAM-SHA-512', 'SCRAM-SHA-256'];
const SCRAM_LOGIN = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';

function security(keystore: string, authority: string): Record<string, string | number | boolean> {
  return {
    'listener.name.client.sasl.enabled.mechanisms': MECHANISMS.join(','),
    'sasl.enabled.mechanisms': MECHANISMS.join(','),
    ...Object.fromEntries(MECHANISMS.map(name => [`listener.name.client.${name.toLowerCase()}.sasl.jaas.config`, SCRAM_LOGIN])),
    'listener.name.client.ssl.client.auth': 'none',
    'listener.name.internal.ssl.client.auth': 'required',
    'listener.name.controller.ssl.client.auth': 'required',
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': keystore,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': authority,
    'ssl.enabled.protocols': 'TLSv1.2,TLSv1.3',
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': SANDBOX_SUPER_USERS.join(';'),
    'allow.everyone.if.no.acl.found': false,
    'auto.create.topics.enable': false,
  };
}

/** Internal topics are as safe as on a real cluster of three, and small. */
function smallCluster(brokers: number): Record<string, string | number | boolean> {
  return {
    'default.replication.factor': brokers,
    'min.insync.replicas': 2,
    'offsets.topic.num.partitions': 3,
    'offsets.topic.replication.factor': brokers,
    'transaction.state.log.num.partitions': 3,
    'transaction.state.log.replication.factor': brokers,
    'transaction.state.log.min.isr': 2,
    'share.coordinator.state.topic.num.partitions': 3,
    'share.coordinator.state.topic.replication.factor': brokers,
    'share.coordinator.state.topic.min.isr': 2,
    'group.initial.rebalance.delay.ms': 0,
    'log.cleaner.dedupe.buffer.size': 2_097_152,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'num.recovery.threads.per.data.dir': 1,
    'controlled.shutdown.enable': true,
    // A restarted broker of 4.3 that replays the deletion of a SCRAM user loses all credentials of its mechanism
    // (ScramDelta.apply drops the map that a removal leaves empty); one that starts from a snapshot does not.
    'metadata.log.max.snapshot.interval.ms': 5000,
  };
}

/** Kafka wants a few heartbeats in a session. */
function sessionTimeout(brokerSessionTimeoutMs: number): Record<string, number> {
  return {
    'broker.session.timeout.ms': brokerSessionTimeoutMs,
    'broker.heartbeat.interval.ms': Math.max(100, Math.floor(brokerSessionTimeoutMs / 6)),
  };
}

/** Escaped as java.util.Properties reads it. */
function propertiesText(settings: Record<string, string | number | boolean>): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${escapeValue(String(value))}\n`)
    .join('');
}

function escapeValue(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replace(/[^\x20-\x7e]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return escaped.replace(/^ /, '\\ ');
}

/** Logging to the process's standard output, which is the node's log file: start, elections, ISR changes, refusals. */
export const LOGGING = `\
status=error
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%d{yyyy-MM-dd'T'HH:mm:ss,SSS} %p [%c{1}] %m%n
rootLogger.level=info
rootLogger.appenderRef.out.ref=out
# Hundreds of lines at every start that say what server.properties says.
logger.values.name=org.apache.kafka.common.config.AbstractConfig
logger.values.level=warn
logger.settings.name=kafka.server.KafkaConfig
logger.settings.level=warn
logger.clientSettings.name=org.apache.kafka.clients
logger.clientSettings.level=warn
logger.utils.name=org.apache.kafka.common.utils
logger.utils.level=warn
logger.metrics.name=org.apache.kafka.common.metrics
logger.metrics.level=warn
logger.log.name=org.apache.kafka.storage.internals.log
logger.log.level=warn
logger.snapshots.name=org.apache.kafka.image.publisher
logger.snapshots.level=warn
`;

/** What the JVM of a broker is started with, before the class path. */
export function jvmFlags({heapMib = 256}: BrokerTuning, logging: string): string[] {
  return [
    `-Xmx${heapMib}m`,
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    // A broker out of memory would linger half alive.
    '-XX:+ExitOnOutOfMemoryError',
    '-Djava.awt.headless=true',
    `-Dlog4j2.configurationFile=${logging}`,
  ];
}
