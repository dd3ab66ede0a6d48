import type {Resource, TopicSpec} from '../specs/model.ts';
import {topicSetting} from '../specs/topic-settings.ts';

/** What holds for a topic, and who says so. */
export interface EffectiveSetting {
  /** Kafka's canonical text. */
  text: string;
  /** `kafka`: neither the topic nor the Cluster states it. The brokers may then have another default than Kafka's own. */
  from: 'topic' | 'cluster' | 'kafka';
  /** Name of the setting that decides, which is another one on brokers: `log.roll.hours` of `segment.ms`. */
  name: string;
}

/**
 * The settings of brokers that hold where a topic states none: the first that is stated. `factor` makes the topic's unit
 * of theirs. As ServerTopicConfigSynonyms of Apache Kafka 4.3 lists them; settings of tiered storage for a topic have none.
 */
const OF_BROKERS: Readonly<Record<string, readonly (readonly [name: string, factor?: bigint])[]>> = {
  'cleanup.policy': [['log.cleanup.policy']],
  'compression.gzip.level': [['compression.gzip.level']],
  'compression.lz4.level': [['compression.lz4.level']],
  'compression.type': [['compression.type']],
  'compression.zstd.level': [['compression.zstd.level']],
  'delete.retention.ms': [['log.cleaner.delete.retention.ms']],
  'file.delete.delay.ms': [['log.segment.delete.delay.ms']],
  'flush.messages': [['log.flush.interval.messages']],
  'flush.ms': [['log.flush.interval.ms'], ['log.flush.scheduler.interval.ms']],
  'index.interval.bytes': [['log.index.interval.bytes']],
  'local.retention.bytes': [['log.local.retention.bytes']],
  'local.retention.ms': [['log.local.retention.ms']],
  'max.compaction.lag.ms': [['log.cleaner.max.compaction.lag.ms']],
  'max.message.bytes': [['message.max.bytes']],
  'message.timestamp.after.max.ms': [['log.message.timestamp.after.max.ms']],
  'message.timestamp.before.max.ms': [['log.message.timestamp.before.max.ms']],
  'message.timestamp.type': [['log.message.timestamp.type']],
  'min.cleanable.dirty.ratio': [['log.cleaner.min.cleanable.ratio']],
  'min.compaction.lag.ms': [['log.cleaner.min.compaction.lag.ms']],
  'min.insync.replicas': [['min.insync.replicas']],
  preallocate: [['log.preallocate']],
  'retention.bytes': [['log.retention.bytes']],
  'retention.ms': [['log.retention.ms'], ['log.retention.minutes', 60_000n], ['log.retention.hours', 3_600_000n]],
  'segment.bytes': [['log.segment.bytes']],
  'segment.index.bytes': [['log.index.size.max.bytes']],
  'segment.jitter.ms': [['log.roll.jitter.ms'], ['log.roll.jitter.hours', 3_600_000n]],
  'segment.ms': [['log.roll.ms'], ['log.roll.hours', 3_600_000n]],
  'unclean.leader.election.enable': [['unclean.leader.election.enable']],
};

/**
 * The value of a topic's setting as it holds on a cluster: what the topic states, else what the Cluster says of its brokers
 * (`spec.brokers.config`), else Kafka's default in the brokers' version. Undefined where a setting has no default.
 */
export function effective(
  {config}: Pick<TopicSpec, 'config'>,
  name: string,
  cluster: Resource<'Cluster'> | undefined,
): EffectiveSetting | undefined {
  const stated = config[name];
  if (stated !== undefined) return {text: stated, from: 'topic', name};
  const brokers = cluster?.spec.brokers;
  for (const [key, factor] of OF_BROKERS[name] ?? []) {
    const text = brokers?.config?.[key];
    if (text !== undefined) return {text: factor === undefined ? text : scaled(text, factor), from: 'cluster', name: key};
  }
  const text = topicSetting(name, brokers?.version)?.default;
  return text === undefined || text === null ? undefined : {text, from: 'kafka', name};
}

/** Below zero it means that there is no limit, in any unit (AbstractKafkaConfig.logRetentionTimeMillis). */
function scaled(text: string, factor: bigint): string {
  const whole = BigInt(text);
  return String(whole < 0n ? -1n : whole * factor);
}

/** As {@link effective}, of a whole number; throws where the setting is none, or has no default. */
export function effectiveWhole(
  topic: Pick<TopicSpec, 'config'>,
  name: string,
  cluster: Resource<'Cluster'> | undefined,
): EffectiveSetting & {whole: bigint} {
  const setting = effective(topic, name, cluster);
  if (setting === undefined || !/^-?[0-9]+$/.test(setting.text)) throw new TypeError(`${name} has no whole number as its value`);
  return {...setting, whole: BigInt(setting.text)};
}

/** For messages, behind the value: who says so where it is not the topic, `, by log.segment.bytes of the brokers`. */
export function sourceText({from, name}: Pick<EffectiveSetting, 'from' | 'name'>): string {
  if (from === 'topic') return '';
  return from === 'cluster' ? `, by ${name} of the brokers` : ', the default';
}

/** Old segments are deleted: the topic says so, or says nothing and its brokers do. */
export function deletesOn(topic: Pick<TopicSpec, 'config'>, cluster: Resource<'Cluster'> | undefined): boolean {
  return effective(topic, 'cleanup.policy', cluster)?.text.includes('delete') === true;
}

/**
 * How much of a topic the disks of a broker keep, of a partition, by age (`ms`) or by size (`bytes`): with tiered storage
 * its local retention, else its retention. Below zero: no limit.
 */
export function localRetention(
  topic: Pick<TopicSpec, 'config'>,
  unit: 'ms' | 'bytes',
  cluster: Resource<'Cluster'> | undefined,
): EffectiveSetting & {whole: bigint} {
  const total = effectiveWhole(topic, `retention.${unit}`, cluster);
  if (topic.config['remote.storage.enable'] !== 'true') return total;
  const local = effectiveWhole(topic, `local.retention.${unit}`, cluster);
  return local.whole === -2n ? total : local;
}
