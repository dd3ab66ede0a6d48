/**
 * What to do about settings of Kafka that are gone or deprecated: the jars say when, and people need to know what now. Sources: the notable
 * changes of Kafka 4.0 (kafka.apache.org/40/getting-started/upgrade) and the KIPs named beside each.
 */
const ADVICE: Record<string, string> = {
  // KIP-724, KIP-896: from 4.0 on, brokers write one format and refuse the clients that cannot read it.
  'message.format.version': 'leave it out, there is one format of messages now',
  'log.message.format.version': 'leave it out, there is one format of messages now',
  'message.downconversion.enable': 'leave it out, clients that need it cannot connect any more',
  'log.message.downconversion.enable': 'leave it out, clients that need it cannot connect any more',
  // KIP-937.
  'message.timestamp.difference.max.ms': 'state message.timestamp.before.max.ms and message.timestamp.after.max.ms',
  'log.message.timestamp.difference.max.ms': 'state log.message.timestamp.before.max.ms and log.message.timestamp.after.max.ms',
  // KIP-500, KIP-778: KRaft alone, whose metadata have a version that is raised by kafka-features.
  'inter.broker.protocol.version': 'leave it out, kafka-features raises the version of the metadata',
  // KIP-830.
  'auto.include.jmx.reporter': 'leave it out, metric.reporters names the JmxReporter by default',
  // KIP-1041.
  'offsets.commit.required.acks': 'leave it out, commits of offsets wait for all in-sync replicas',
  // Deprecated from the release on that the jars name, to be removed in 5.0.
  'remote.log.manager.thread.pool.size': 'state remote.log.manager.follower.thread.pool.size',
  'log.cleaner.enable': 'leave it out, the cleaner always runs from 5.0 on',
  'group.coordinator.rebalance.protocols': 'leave it out, all protocols are on from 5.0 on',
  'delegation.token.master.key': 'its name is delegation.token.secret.key',
  // Kafka Streams: KIP-572, KIP-770, KIP-1056, KIP-591, KIP-1020; ProducerConfig 4.2.
  retries: 'state task.timeout.ms, and producer.retries for the producers inside',
  'cache.max.bytes.buffering': 'its name is statestore.cache.max.bytes',
  'default.deserialization.exception.handler': 'its name is deserialization.exception.handler',
  'default.production.exception.handler': 'its name is production.exception.handler',
  'default.dsl.store': 'state dsl.store.suppliers.class',
  'window.size.ms': 'give the size to the deserializer, TimeWindowedDeserializer, when it is made',
  'windowed.inner.class.serde': 'give the inner serde to the windowed serde when it is made',
};

const FAMILIES: readonly [prefix: string, advice: string][] = [
  ['zookeeper.', 'leave it out, brokers keep their metadata themselves now'],
  ['password.encoder.', 'leave it out, it belonged to ZooKeeper'],
];

/**
 * Settings that came with a patch release, while the newest minor's pinned one is older: absent from it, not removed. By the
 * pinned jars and their dates.
 */
const LATER_PATCHES: Record<string, string> = {'max.decompressed.message.bytes': '4.2.2'};

/** The patch release, younger than the newest pinned one, that a setting came with. */
export function laterPatchOf(name: string): string | undefined {
  return LATER_PATCHES[name];
}

/** Whether a setting that is gone leaves nothing to state in its place: without it the brokers do what they do anyway. */
export function isLeftOut(name: string): boolean {
  return adviceOn(name)?.startsWith('leave it out') ?? true;
}

/** What to do in place of a setting that is gone, as a part of a sentence; undefined where nothing is known. */
export function adviceOn(name: string): string | undefined {
  return ADVICE[name] ?? FAMILIES.find(([prefix]) => name.startsWith(prefix))?.[1];
}
