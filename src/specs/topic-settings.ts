import definitions from './generated/topic-configs.json' with {type: 'json'};
import {type GeneratedConfigs, type Setting, SettingHistory} from './setting-history.ts';

const generated: GeneratedConfigs = definitions;

/** Every setting that a topic can carry or could carry, by Kafka's LogConfig in each release. */
export const TOPIC_HISTORY = new SettingHistory(generated);

/** Bounds that Kafka documents and its definition does not hold: a 4.3 broker stores `retention.bytes: -2` without a word. */
const UNCHECKED_BY_THE_BROKER: Record<string, {min: bigint}> = {'retention.bytes': {min: -1n}};

/** A topic setting as brokers of `version` define it, as the newest release does without one; undefined where they have none. */
export function topicSetting(name: string, version?: string): Setting | undefined {
  const setting = TOPIC_HISTORY.at(name, version);
  const documented = UNCHECKED_BY_THE_BROKER[name];
  return setting === undefined || documented === undefined ? setting : {...setting, ...documented};
}
