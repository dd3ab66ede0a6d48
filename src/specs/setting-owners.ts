import {brokerHistory, brokerSetting, generalName} from './broker-settings.ts';
import {type ClientOwner, clientHistory, clientSetting, embedded} from './client-settings.ts';
import type {Setting, SettingHistory} from './setting-history.ts';
import {TOPIC_HISTORY, topicSetting} from './topic-settings.ts';

/** Whose settings a map holds. */
export type SettingOwner = 'topic' | 'broker' | ClientOwner;

/** Where an owner's settings are defined, and what findings call it. */
export interface Definitions {
  /** All definitions of the settings that a name may stand for. */
  history(name: string): SettingHistory;
  at(name: string, version?: string): Setting | undefined;
  /** The name under which the history has it: without the prefix of a listener, or of a client inside Kafka Streams. */
  general(name: string): string;
  /** Who reads the settings, in the plural. */
  readers: string;
  /** Where a document says which version they run. */
  versionAt: string;
}

const BROKERS = {readers: 'brokers', versionAt: 'spec.brokers.version of the Cluster'} as const;

const OF_TOPIC: Definitions = {...BROKERS, history: () => TOPIC_HISTORY, at: topicSetting, general: name => name};
const OF_BROKER: Definitions = {...BROKERS, history: brokerHistory, at: brokerSetting, general: generalName};

export function definitionsOf(owner: SettingOwner): Definitions {
  if (owner === 'topic') return OF_TOPIC;
  if (owner === 'broker') return OF_BROKER;
  return {
    readers: 'clients',
    versionAt: 'spec.version',
    history: name => clientHistory(embedded(owner, name).owner),
    at: (name, version) => clientSetting(owner, name, version),
    general: name => embedded(owner, name).name,
  };
}
