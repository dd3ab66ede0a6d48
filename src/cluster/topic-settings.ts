import {describeConfigsV4} from '@platformatic/kafka';
import type {Admin} from './admin.ts';

/** Settings of a topic, in Kafka's text. */
export interface TopicSettings {
  /** Its own (source DYNAMIC_TOPIC_CONFIG). */
  overrides: Record<string, string>;
  /** What holds, or would hold, where it says nothing: the brokers' or Kafka's defaults. One that is not known is left out. */
  defaults: Record<string, string>;
}

const TOPIC = 2;
const BROKER = 4;
const DYNAMIC_TOPIC_CONFIG = 1;

/**
 * Where a topic overrides these, DescribeConfigs tells of no default: it knows only the first of the brokers' settings, in
 * the topic's own unit, and that one is usually not set (ServerTopicConfigSynonyms). In the order in which they decide.
 */
const OF_BROKERS: Readonly<Record<string, readonly (readonly [name: string, factor: bigint])[]>> = {
  'retention.ms': [
    ['log.retention.ms', 1n],
    ['log.retention.minutes', 60_000n],
    ['log.retention.hours', 3_600_000n],
  ],
  'segment.ms': [
    ['log.roll.ms', 1n],
    ['log.roll.hours', 3_600_000n],
  ],
};

/** By topic: one request for all, and another for the brokers' own where a topic hides them. */
export async function readTopicSettings(
  admin: Admin,
  topics: readonly {name: string; partitions: readonly {leaderId: number}[]}[],
): Promise<Map<string, TopicSettings>> {
  if (topics.length === 0) return new Map();
  const resources = topics.map(({name}) => ({resourceType: TOPIC, resourceName: name}) as const);
  const {results} = await admin.request(describeConfigsV4.api, resources, true, false);
  const settings = new Map(
    results.map(({resourceName, configs}) => {
      const overrides: Record<string, string> = {};
      const defaults: Record<string, string> = {};
      for (const {name, value, configSource, synonyms} of configs) {
        const isOwn = configSource === DYNAMIC_TOPIC_CONFIG;
        if (isOwn && value !== null && value !== undefined) overrides[name] = value;
        const fallback = isOwn ? synonyms.find(({source}) => source !== DYNAMIC_TOPIC_CONFIG)?.value : value;
        if (fallback !== null && fallback !== undefined) defaults[name] = fallback;
      }
      return [resourceName, {overrides, defaults}] as [string, TopicSettings];
    }),
  );
  const hidden = [...settings.values()].some(({defaults}) => Object.keys(OF_BROKERS).some(name => defaults[name] === undefined));
  if (hidden) {
    const brokerId = topics.flatMap(({partitions}) => partitions.map(({leaderId}) => leaderId)).find(id => id >= 0);
    const ofBrokers = brokerId === undefined ? {} : await readBrokerDefaults(admin, brokerId);
    for (const [name, one] of settings) settings.set(name, {...one, defaults: {...ofBrokers, ...one.defaults}});
  }
  return settings;
}

async function readBrokerDefaults(admin: Admin, brokerId: number): Promise<Record<string, string>> {
  const configurationKeys = Object.values(OF_BROKERS).flatMap(names => names.map(([name]) => name));
  const wire = await admin.broker(brokerId);
  const resource = {resourceType: BROKER, resourceName: String(brokerId), configurationKeys} as const;
  const {results} = await wire.request(describeConfigsV4.api, [resource], false, false);
  const values = new Map(results.flatMap(({configs}) => configs.map(({name, value}) => [name, value])));
  return Object.fromEntries(
    Object.entries(OF_BROKERS).flatMap(([topicSetting, names]): [string, string][] => {
      const stated = names.find(([name]) => /^-?[0-9]+$/.test(values.get(name) ?? ''));
      if (stated === undefined) return [];
      const [name, factor] = stated;
      const whole = BigInt(values.get(name) ?? '');
      // Below zero it means that there is no limit, in any unit.
      return [[topicSetting, String(whole < 0n ? -1n : whole * factor)]];
    }),
  );
}
