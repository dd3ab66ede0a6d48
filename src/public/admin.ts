/**
 * `kafka-weir/admin`: topics, partitions and consumer groups of a live cluster, by Weir's independent client: docs/groups-and-lag.md.
 *
 * @module
 */

export {type Administration, managersOf, openAdministration, withAdministration} from '../clients/admin/administration.ts';
export type {GroupManager, ResetPlan, ResetScope} from '../clients/admin/groups.ts';
export {type Outcome, onlyValue, valuesOf} from '../clients/admin/item-error.ts';
export type {PartitionDescription, PartitionManager, PartitionsOfTopic} from '../clients/admin/partitions.ts';
export type {ResetRefusal, ResetStep, ResetTarget} from '../clients/admin/reset-plan.ts';
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
export type {GroupDetails, MemberDetails} from '../cluster/group-details.ts';
export type {Commit} from '../cluster/group-offsets.ts';
export {type GroupLag, type LagQuestion, type LagReading, readLag} from '../cluster/lag.ts';
export type {ListedGroup} from '../cluster/live-groups.ts';
export {type LagTotal, type PartitionLag, totalOf} from '../cluster/partition-lag.ts';
