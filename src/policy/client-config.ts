import {clientSetting} from '../specs/client-settings.ts';
import type {ClientProfileSpec, ClientSection} from '../specs/model.ts';
import {compareMinor, type Setting} from '../specs/setting-history.ts';

/** What rules, and whoever renders a profile, ask of its settings: what is stated, and Kafka's default where nothing is. */

/** A setting as a client with the profile has it. */
export interface ClientValue {
  /** Canonical text, as in Kafka's properties; empty where Kafka has no default, and where the release has no such setting. */
  text: string;
  isStated: boolean;
}

/** A setting, with the default of the clients' release where the profile does not state it. */
export function clientValue(profile: ClientProfileSpec, section: ClientSection, name: string): ClientValue {
  const text = profile[section]?.[name];
  if (text !== undefined) return {text, isStated: true};
  return {text: clientSetting(section, name, profile.version)?.default ?? '', isStated: false};
}

/** As {@link clientValue}, of a whole number; throws where the setting is none, or has no default. */
export function clientWhole(profile: ClientProfileSpec, section: ClientSection, name: string): ClientValue & {whole: bigint} {
  const value = clientValue(profile, section, name);
  if (!/^-?[0-9]+$/.test(value.text)) throw new TypeError(`${name} has no whole number as its value`);
  return {...value, whole: BigInt(value.text)};
}

/** For messages, behind a value: `, the default`, where the profile does not state it. */
export function defaultText({isStated}: ClientValue): string {
  return isStated ? '' : ', the default';
}

/** Kafka's own definition of a client's setting in a release, the newest where none is given. */
export function clientDefinition(section: ClientSection, name: string, version?: string): Setting | undefined {
  return clientSetting(section, name, version);
}

/** Most requests in flight with which the broker can tell the order of an idempotent producer's batches. */
export const IDEMPOTENT_IN_FLIGHT_MAX = 5n;

/**
 * Whether a producer is idempotent. It is by default; but where nobody asks for it, Kafka switches it off without an error
 * for `acks` other than all and for no retries, and before 4.0 for more than 5 requests in flight
 * (ProducerConfig.postProcessAndValidateIdempotenceConfigs, read in 3.9.2 and 4.3.1).
 */
export function isIdempotent(profile: ClientProfileSpec): boolean {
  const asked = clientValue(profile, 'producer', 'enable.idempotence');
  if (asked.isStated) return asked.text === 'true';
  return idempotenceConflict(profile) === undefined;
}

/** Whether Kafka makes no producer with the setting that excludes idempotence, and does not just switch it off. */
export function isIdempotenceRefused(profile: ClientProfileSpec): boolean {
  const conflict = idempotenceConflict(profile);
  const asked = clientValue(profile, 'producer', 'enable.idempotence');
  if (conflict === undefined || asked.isStated) return conflict !== undefined && asked.text === 'true';
  const {version} = profile;
  return conflict === IN_FLIGHT && (version === undefined || compareMinor(version, '4.0') >= 0);
}

const IN_FLIGHT = 'max.in.flight.requests.per.connection';

/** The setting of a profile with which no producer can be idempotent; undefined where there is none. */
export function idempotenceConflict(profile: ClientProfileSpec): 'acks' | 'retries' | typeof IN_FLIGHT | undefined {
  if (clientValue(profile, 'producer', 'acks').text !== 'all') return 'acks';
  if (clientWhole(profile, 'producer', 'retries').whole === 0n) return 'retries';
  return clientWhole(profile, 'producer', IN_FLIGHT).whole > IDEMPOTENT_IN_FLIGHT_MAX ? IN_FLIGHT : undefined;
}
