import {durationText, sizeText} from '../policy/quantities.ts';
import type {AclBinding} from '../specs/model.ts';
import type {ChangeAction, PlannedChange} from '../terraform/plan-change.ts';
import {bindingOf} from '../terraform/provider-attributes.ts';

/** What people read of one change, or of several that are alike. */
export interface ChangeWords {
  action: ChangeAction;
  kind: PlannedChange['kind'];
  /** Names in Kafka; of ACLs their principal, once. */
  names: readonly string[];
  /** How many changes these are. */
  count: number;
  /** What changes, a phrase each: `retention.ms 604800000 (7d) → 86400000 (1d)`. */
  details: readonly string[];
}

/** In the order in which they are read: what takes away comes first. The last three change the state alone. */
export const ACTIONS = ['replace', 'delete', 'update', 'create', 'import', 'forget', 'rename'] as const satisfies readonly ChangeAction[];

/** As many changes that say the same are one line. */
const ALIKE = 4;
/** As many lines tell of creations of one kind in a stack; more become one. */
const CREATIONS_TOLD = 12;
const RESOURCES_TOLD = 6;

/**
 * The changes of a stack as few lines: ACLs by their principal, what says the same as one, and many creations of a kind as
 * one. Each deletion and each replacement of a topic or user stands for itself. Counts always add up to the changes.
 */
export function changeWords(changes: readonly PlannedChange[]): ChangeWords[] {
  const acls = [...Map.groupBy(changes.filter(isAcl), aclGroup).values()].map(aclWords);
  const others = changes.filter(one => !isAcl(one)).map(wordsOf);
  const alike = [...Map.groupBy(others, one => (standsAlone(one) ? one : JSON.stringify([one.action, one.kind, one.details]))).values()];
  const lines = alike.flatMap(group => (group.length < ALIKE ? group : [merged(group, group[0]?.details ?? [])]));
  const kinds = [...Map.groupBy(lines, one => (one.action === 'create' ? one.kind : one)).values()];
  const told = kinds.flatMap(group => (group.length <= CREATIONS_TOLD ? group : [merged(group, [])]));
  return [...told, ...acls].sort((a, b) => ACTIONS.indexOf(a.action) - ACTIONS.indexOf(b.action));
}

/** `12 to create, 3 to delete`: what there is; the four that change the cluster also where there is none, with `all`. */
export function countsText(changes: readonly PlannedChange[], {all = false}: {all?: boolean} = {}): string {
  const shown = ['create', 'update', 'replace', 'delete', 'import', 'forget', 'rename'] as const satisfies readonly ChangeAction[];
  return shown
    .map((action, index) => ({action, index, count: changes.filter(change => change.action === action).length}))
    .filter(({index, count}) => count > 0 || (all && index < 4))
    .map(({action, count}) => `${count} to ${action}`)
    .join(', ');
}

function isAcl({kind}: PlannedChange): boolean {
  return kind === 'Acl';
}

/** What may lose data or lock somebody out is never one of many. */
function standsAlone({action, kind}: ChangeWords): boolean {
  return (action === 'delete' || action === 'replace') && (kind === 'Topic' || kind === 'User');
}

function merged(group: readonly ChangeWords[], details: readonly string[]): ChangeWords {
  const [first] = group;
  if (first === undefined) throw new Error('a group of changes is empty');
  return {
    ...first,
    names: group.flatMap(({names}) => names).sort(),
    count: group.reduce((sum, {count}) => sum + count, 0),
    details,
  };
}

function wordsOf(change: PlannedChange): ChangeWords {
  return {action: change.action, kind: change.kind, names: [change.name], count: 1, details: [...moveWords(change), ...valueWords(change)]};
}

function bindingOfChange({after, before}: PlannedChange): AclBinding {
  return bindingOf(after ?? before ?? {});
}

function aclGroup(change: PlannedChange): string {
  const {principal, permission, host} = bindingOfChange(change);
  return JSON.stringify([change.action, change.movedFrom, change.movedTo, principal, permission, host]);
}

function aclWords(group: readonly PlannedChange[]): ChangeWords {
  const [first] = group;
  if (first === undefined) throw new Error('a group of changes is empty');
  const {principal, permission, host} = bindingOfChange(first);
  return {
    action: first.action,
    kind: 'Acl',
    names: [`${permission === 'deny' ? 'deny ' : ''}${principal}${host === '*' ? '' : ` from ${host}`}`],
    count: group.length,
    details: [...moveWords(first), ...rightsWords(group.map(bindingOfChange))],
  };
}

/** `read, describe on topic a, b*`: resources of a type on which the operations are the same, together. */
function rightsWords(bindings: readonly AclBinding[]): string[] {
  const byResource = Map.groupBy(bindings, one => JSON.stringify([one.resourceType, one.resourceName, one.pattern]));
  const resources = [...byResource.values()].flatMap(own => {
    const [one] = own;
    const operations = own.map(({operation}) => operation).sort();
    return one === undefined
      ? []
      : [{on: `${operations.join(', ')} on ${one.resourceType}`, name: `${one.resourceName}${one.pattern === 'prefixed' ? '*' : ''}`}];
  });
  return [...Map.groupBy(resources, ({on}) => on)].map(([on, own]) => {
    const more = own.length - RESOURCES_TOLD;
    return `${on} ${own
      .slice(0, RESOURCES_TOLD)
      .map(({name}) => name)
      .join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  });
}

function moveWords({movedFrom, movedTo, action}: PlannedChange): string[] {
  return [
    ...(movedFrom === undefined ? [] : [`moves here from ${movedFrom}`]),
    ...(movedTo === undefined ? [] : [`moves to ${movedTo}`]),
    ...(action === 'import' && movedFrom === undefined ? ['is taken in as it is'] : []),
    ...(action === 'forget' && movedTo === undefined ? ['stays on the cluster, and is no longer managed'] : []),
    ...(action === 'rename' ? ['gets another id in the state'] : []),
  ];
}

function valueWords({action, kind, before, after}: PlannedChange): string[] {
  if (action !== 'create' && action !== 'update' && action !== 'replace') return [];
  const now = flatten(after ?? {});
  if (action === 'create')
    return HEADLINES[kind].flatMap(key => (now[key] === undefined ? [] : [`${shortKey(key)} ${withUnit(key, now[key])}`]));
  const was = flatten(before ?? {});
  const keys = [...new Set([...Object.keys(was), ...Object.keys(now)])].filter(key => key !== 'id' && was[key] !== now[key]);
  const values = keys.map(key => `${shortKey(key)} ${withUnit(key, was[key])} → ${withUnit(key, now[key])}`);
  // The provider knows no update of a quota (Mongey/kafka v0.13.1, resource_kafka_quota.go).
  return kind === 'Quota' && action === 'replace' ? [...values, 'removed and written anew: no limit for a moment'] : values;
}

const HEADLINES: Record<PlannedChange['kind'], string[]> = {
  Topic: ['partitions', 'replication_factor', 'config.cleanup.policy', 'config.retention.ms', 'config.min.insync.replicas'],
  User: ['scram_mechanism', 'scram_iterations', 'password_wo_version'],
  Quota: [
    'config.producer_byte_rate',
    'config.consumer_byte_rate',
    'config.request_percentage',
    'config.controller_mutation_rate',
    'config.connection_creation_rate',
  ],
  Acl: [],
};

function shortKey(key: string): string {
  return key.replace(/^config\./, '');
}

/** A value as Kafka has it, and how a document would state it: `604800000 (7d)`. */
function withUnit(key: string, value: string | undefined): string {
  if (value === undefined) return 'unset';
  if (!/^[1-9][0-9]*$/.test(value)) return value;
  const stated = key.endsWith('.ms') ? durationText(value) : /\.bytes$|_byte_rate$/.test(key) ? sizeText(value) : value;
  return /(?:ms| bytes|^[0-9]+)$/.test(stated) ? value : `${value} (${stated})`;
}

/** Attributes with a value, those of maps by `map.key`. The provider writes an absent text as an empty one. */
function flatten(attributes: Readonly<Record<string, unknown>>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === '') continue;
    if (typeof value === 'object' && !Array.isArray(value))
      for (const [inner, text] of Object.entries(value)) flat[`${key}.${inner}`] = String(text);
    else flat[key] = String(value);
  }
  return flat;
}
