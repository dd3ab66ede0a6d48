import generated from './generated/client-configs.ts';
import type {ClientSection} from './model.ts';
import {type GeneratedConfigs, type Setting, SettingHistory} from './setting-history.ts';

/** Whose settings Kafka's client libraries define. Those of an administrator stand in Kafka Streams' own, behind `admin.`. */
export type ClientOwner = ClientSection | 'admin';

interface GeneratedClients extends Record<ClientOwner | 'clients', GeneratedConfigs['settings']> {
  releases: readonly string[];
}

let histories: Record<ClientOwner, SettingHistory> | undefined;

/** Every setting of a client, in each release (ProducerConfig, ConsumerConfig, AdminClientConfig, StreamsConfig). */
export function clientHistory(owner: ClientOwner): SettingHistory {
  // Parsed on first use: most specs have no ClientProfile.
  if (histories === undefined) {
    const {releases, clients, ...own} = JSON.parse(generated) as GeneratedClients;
    const history = (settings: GeneratedConfigs['settings']) => new SettingHistory({releases, settings});
    histories = {
      producer: history({...clients, ...own.producer}),
      consumer: history({...clients, ...own.consumer}),
      admin: history({...clients, ...own.admin}),
      streams: history(own.streams),
    };
  }
  return histories[owner];
}

/**
 * Validators whose own words do not say all that they take: the modes of share groups are compared in any case (KIP-1206,
 * ShareAcquireMode.of), and `topology.optimization` is a list (StreamsConfig.verifyTopologyOptimizationConfigs).
 */
const CORRECTED: Readonly<Record<string, Partial<Setting>>> = {
  'share.acquire.mode': {anyCase: true},
  'topology.optimization': {type: 'LIST'},
};

/** A client's setting as `version` of the library defines it, as the newest release does without one; undefined where it has none. */
export function clientSetting(owner: ClientOwner, name: string, version?: string): Setting | undefined {
  const {owner: whose, name: own} = embedded(owner, name);
  const setting = clientHistory(whose).at(own, version);
  const corrected = CORRECTED[own];
  return setting === undefined || corrected === undefined ? setting : {...setting, ...corrected};
}

/** The clients inside Kafka Streams, by the prefix before their settings (StreamsConfig: CONSUMER_PREFIX and its kin). */
const EMBEDDED: readonly [prefix: string, owner: ClientOwner][] = [
  ['main.consumer.', 'consumer'],
  ['restore.consumer.', 'consumer'],
  ['global.consumer.', 'consumer'],
  ['consumer.', 'consumer'],
  ['producer.', 'producer'],
  ['admin.', 'admin'],
];

/** What may stand before a setting of Kafka Streams. */
export const EMBEDDED_PREFIXES: readonly string[] = EMBEDDED.map(([prefix]) => prefix);

/** Whose setting a name stands for: `producer.linger.ms` of Kafka Streams is `linger.ms` of its producers. */
export function embedded(owner: ClientOwner, name: string): {owner: ClientOwner; name: string} {
  const found = owner === 'streams' ? EMBEDDED.find(([prefix]) => name.startsWith(prefix)) : undefined;
  return found === undefined ? {owner, name} : {owner: found[1], name: name.slice(found[0].length)};
}
