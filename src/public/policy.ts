/**
 * `kafka-weir/policy`: what a rule file imports, ours and a team's.
 *
 *     import {at, option, policy, topic} from 'kafka-weir/policy';
 *     export default policy({kind: 'Topic', title: …, schema: at('spec.partitions', {maximum: option('max')}), …});
 *
 * The rule's id is the file's path below `policies/`: `policies/topic/partitions.ts` is `topic/partitions`.
 */

export {bindingText} from '../access/answer-text.ts';
export {defaultGroup} from '../access/archetypes/archetype.ts';
export {authorize, coversResource, grantingOperations} from '../access/authorize.ts';
export {type ConsentSide, hasConsent, type TopicUse, topicUsesOf} from '../access/consent.ts';
export {CoverageIndex} from '../access/coverage.ts';
export {bindingKey, contextOf, type DerivedAcl, deriveAcls, needsOf, type Reason} from '../access/derive.ts';
export {IntendedTopics} from '../access/intended-topics.ts';
export {authorizerSettings} from '../access/settings.ts';
export {SortedNames} from '../access/sorted-names.ts';
export {type AclStatement, aclStatements, writtenStatement} from '../access/statements.ts';
export type {Finding, Level, Location, ResourceRef} from '../findings/finding.ts';
export {suggestion} from '../findings/suggest.ts';
export {
  type BrokerValue,
  brokerValue,
  enabledMechanisms,
  type ListenerValue,
  listenerValues,
  protocolMap,
} from '../policy/broker-config.ts';
export {
  type ClientValue,
  clientValue,
  clientWhole,
  defaultText,
  IDEMPOTENT_IN_FLIGHT_MAX,
  idempotenceConflict,
  isIdempotenceRefused,
  isIdempotent,
} from '../policy/client-config.ts';
export {deletesOn, type EffectiveSetting, effective, effectiveWhole, localRetention, sourceText} from '../policy/effective-settings.ts';
export {acl, application, cluster, type Document, type Overrides, profile, quota, topic, user} from '../policy/examples.ts';
export type {OptionSchema, OptionSchemas, OptionsOf} from '../policy/options.ts';
export {durationText, roughSizeText, sizeText} from '../policy/quantities.ts';
export {
  type ClustersRule,
  clustersPolicy,
  type DocumentFacts,
  type DocumentRule,
  type Found,
  type JudgeContext,
  type ModelRule,
  modelPolicy,
  type Pack,
  type PlanExample,
  type PlanRule,
  pack,
  planPolicy,
  policy,
  profilePolicy,
  type ReportFound,
  type RuleDescription,
  type TopicClass,
  topicClass,
  topicPolicy,
} from '../policy/rule.ts';
export {all, at, type DataReference, escapeKey, option, pointerOf, type Schema, value, when} from '../policy/schema.ts';
export {findingsOf, testRule} from '../policy/testing.ts';
export {BROKERS_OWN_PREFIXES, BROKERS_OWN_TOPICS, COMPACTS, DELETES, TIERED, wholeSetting} from '../policy/topic-conditions.ts';
export {
  type AclBinding,
  type AclSpec,
  type ApplicationSpec,
  bindingsOf,
  CLIENT_SECTIONS,
  type ClientProfileSpec,
  type ClientSection,
  type ClusterSpec,
  type Kind,
  type Metadata,
  type Model,
  principalOf,
  QUOTA_RATES,
  type QuotaSpec,
  type Resource,
  resourcesOf,
  type TopicSpec,
  type UserSpec,
} from '../specs/model.ts';
export {compareMinor, type Setting} from '../specs/setting-history.ts';
export {fadingOf, type SettingOwner} from '../specs/setting-issues.ts';
export {topicSetting} from '../specs/topic-settings.ts';
export {
  addedBinding,
  allowsBehind,
  type ConnectedGroup,
  connectedGroups,
  connectedText,
  intentsDenied,
  intentsLosing,
  isNewUser,
  isSuperUser,
  removedBinding,
  stillGiven,
} from '../terraform/access-change.ts';
export {isKeyless, type MovedKeys, movedKeys, shareOfKeysMoved} from '../terraform/key-moves.ts';
export type {LivePlanFacts} from '../terraform/live-plan-facts.ts';
export type {ChangeAction, PlanFacts, PlannedChange} from '../terraform/plan-change.ts';
export {
  declared,
  declaredAcl,
  exampleBinding,
  planFacts,
  plannedAcl,
  plannedQuota,
  plannedTopic,
  plannedUser,
  readingApplication,
  topicFacts,
  unknown,
} from '../terraform/plan-examples.ts';
export {entityOf} from '../terraform/provider-attributes.ts';
export {documentsOf} from '../terraform/resource-ids.ts';
export {type ExpiringRecords, expiringBySize, expiringByTime, expiringText} from '../terraform/retention-cut.ts';
export {
  keptReplicas,
  liveTopic,
  plannedNumber,
  plannedSetting,
  type SettingChange,
  settingChange,
  touchesCluster,
} from '../terraform/topic-change.ts';
export {
  contentsEvidence,
  contentsText,
  isEmptyTopic,
  readersText,
  type TopicContents,
  topicContents,
  valueOrWhy,
} from '../terraform/topic-contents.ts';
