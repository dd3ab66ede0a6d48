import type {Fact} from '../cluster/facts.ts';
import type {TopicFacts} from '../cluster/topic-facts.ts';
import {effective} from '../policy/effective-settings.ts';
import type {PlanFacts, PlannedChange} from './plan-change.ts';

/** Whether a change does anything on the cluster; the others change what a state knows. */
export function touchesCluster({action}: Pick<PlannedChange, 'action'>): boolean {
  return action === 'create' || action === 'update' || action === 'replace' || action === 'delete';
}

/** One entry of the provider's `config`, as text: a setting of a topic, a rate of a quota. Undefined where it states none. */
export function plannedSetting(attributes: PlannedChange['after'], name: string): string | undefined {
  const config = attributes?.['config'];
  const value: unknown = typeof config === 'object' && config !== null ? Reflect.get(config, name) : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** A whole-number attribute of the provider: partitions, replication_factor. */
export function plannedNumber(attributes: PlannedChange['after'], name: string): number | undefined {
  const value = attributes?.[name];
  return typeof value === 'number' ? value : undefined;
}

/** What the brokers say of the topic of a change; undefined where they do not have it. */
export function liveTopic({name}: Pick<PlannedChange, 'name'>, {live}: Pick<PlanFacts, 'live'>): Fact<TopicFacts> | undefined {
  if ('unknown' in live) return live;
  const hidden = live.known.hidden.find(one => one.name === name);
  if (hidden !== undefined) return {unknown: hidden.unknown};
  const topic = live.known.topics.find(one => one.name === name);
  return topic === undefined ? undefined : {known: topic};
}

export interface SettingChange {
  /** What holds now and after the plan, in Kafka's text; undefined where nobody knows. */
  had: string | undefined;
  gets: string | undefined;
  /** True where the topic itself states it afterwards. */
  isStated: boolean;
}

/**
 * What a setting of a topic is before and after a change. Where the topic states none, what the brokers say holds; where
 * they could not be asked, what the Cluster document or Kafka says.
 */
export function settingChange({before, after, name}: PlannedChange, facts: PlanFacts, setting: string): SettingChange {
  const topic = liveTopic({name}, facts);
  const settings = topic !== undefined && 'known' in topic ? topic.known.settings : undefined;
  const fallback =
    settings !== undefined && 'known' in settings
      ? settings.known.defaults[setting]
      : effective({config: {}}, setting, facts.clusterDocument)?.text;
  const stated = plannedSetting(after, setting);
  return {had: plannedSetting(before, setting) ?? fallback, gets: stated ?? fallback, isStated: stated !== undefined};
}

/** The replicas that stay where a replication factor shrinks: the provider keeps the first ones (client.go, buildNewReplicas). */
export function keptReplicas(replicas: readonly number[], replicationFactor: number): number[] {
  return replicas.slice(0, replicationFactor);
}
