import type {TopicQuestion} from '../cluster/topic-facts.ts';
import type {PlannedChange} from './plan-change.ts';
import {entityOf} from './provider-attributes.ts';
import {plannedSetting, touchesCluster} from './topic-change.ts';

/** What is to be read of a cluster before its plan is judged: nothing that no change concerns. */
export interface RiskQuestions {
  topics: TopicQuestion[];
  /** Topics whose readers are to be known. */
  readOf: string[];
  groups: boolean;
  acls: boolean;
  quotas: boolean;
  scramUsers: boolean;
  /** Users whose writing is to be measured. */
  ratesOf: string[];
}

/** Pure: the same changes ask the same. Changes of the state alone ask nothing. */
export function riskQuestions(changes: readonly PlannedChange[]): RiskQuestions {
  const concerned = changes.filter(touchesCluster);
  const topics = concerned.filter(({kind}) => kind === 'Topic');
  const takesAway = ({action}: PlannedChange): boolean => action === 'delete' || action === 'replace';
  const ofKind = (kind: PlannedChange['kind'], test: (change: PlannedChange) => boolean = () => true): boolean =>
    concerned.some(change => change.kind === kind && test(change));
  const ratesOf = concerned.flatMap(change => (change.kind === 'Quota' ? userToMeasure(change) : []));
  return {
    topics: topics.map(questionOf),
    readOf: topics.filter(takesAway).map(({name}) => name),
    groups: topics.some(takesAway) || ofKind('Acl', change => takesAway(change) || isDeny(change)) || ofKind('User', takesAway),
    acls: ofKind('Acl') || ofKind('User', takesAway) || ratesOf.length > 0,
    quotas: ofKind('Quota'),
    scramUsers: ofKind('User'),
    ratesOf: [...new Set(ratesOf)],
  };
}

/** True where nothing is to be read at all. */
export function asksNothing({topics, groups, acls, quotas, scramUsers}: RiskQuestions): boolean {
  return topics.length === 0 && !groups && !acls && !quotas && !scramUsers;
}

function isDeny({before, after}: PlannedChange): boolean {
  return (after ?? before)?.['acl_permission_type'] === 'Deny';
}

function userToMeasure({action, before, after}: PlannedChange): string[] {
  if ((action !== 'create' && action !== 'replace') || after === undefined) return [];
  const {type, name} = entityOf(after);
  const gets = plannedSetting(after, 'producer_byte_rate');
  const had = plannedSetting(before, 'producer_byte_rate');
  const isLower = gets !== undefined && (had === undefined || Number(gets) < Number(had));
  return type === 'user' && name !== undefined && isLower ? [name] : [];
}

function questionOf({action, name, before, after}: PlannedChange): TopicQuestion {
  // A topic that is to be created is not there; where it is, what is in it is told.
  if (action !== 'update') return {name, contents: true, sample: false};
  const changed = (setting: string): boolean => plannedSetting(before, setting) !== plannedSetting(after, setting);
  const isOther = (attribute: string): boolean => before?.[attribute] !== after?.[attribute];
  const expires = changed('retention.ms') || changed('cleanup.policy');
  const sample = isOther('partitions') || changed('cleanup.policy') || changed('max.message.bytes');
  const contents = sample || expires || changed('retention.bytes') || isOther('replication_factor');
  return {name, contents, sample, ...(expires ? {retention: {ms: plannedSetting(after, 'retention.ms')}} : {})};
}
