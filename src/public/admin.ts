/**
 * `kafka-weir/admin`: topics, partitions and consumer groups of a live cluster, by Weir's independent client: docs/groups-and-lag.md.
 *
 * @module
 */

export {type Administration, managersOf, openAdministration, withAdministration} from '../clients/admin/administration.ts';
export {type Outcome, onlyValue, valuesOf} from '../clients/admin/item-error.ts';
export type {SettingChange, SettingsToChange} from '../clients/admin/setting-changes.ts';
export type {
  CreatedTopic,
  PartitionGrowth,
  TopicDescription,
  TopicManager,
  TopicSummary,
  TopicToCreate,
  ValidateOptions,
} from '../clients/admin/topics.ts';
export {Admin, withAdmin} from '../cluster/admin.ts';
export type {Connection, SaslAccess, TlsAccess} from '../cluster/connection.ts';
