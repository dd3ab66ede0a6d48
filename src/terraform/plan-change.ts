import type {Kind, Resource} from '../specs/model.ts';
import {isObject} from './engine-event.ts';

export type ChangeAction = 'create' | 'update' | 'replace' | 'delete';

/** One planned change in Kafka's terms: what `plan` shows and what the rules in `policies/plan/` judge. */
export interface PlannedChange {
  action: ChangeAction;
  /** The kinds that are resources in Terraform; what an Application derives is of the kind Acl. */
  kind: Extract<Kind, 'Topic' | 'Acl' | 'Quota' | 'User'>;
  /** Name in Kafka: of the topic or user; for an ACL its binding, for a quota its entity, in words. */
  name: string;
  stack: string;
  domain: string;
  /** Address in Terraform. */
  address: string;
  /** Terraform's attributes before and after; undefined where the resource does not exist then. Never a secret. */
  before?: Readonly<Record<string, unknown>>;
  after?: Readonly<Record<string, unknown>>;
  /** Attributes that force a replacement. */
  replacedBy: readonly string[];
  /** The declaring document, where there is one. */
  resource?: Resource;
}

/** What is known beside the plan when its changes are judged. */
export interface PlanFacts {
  /** Where a finding stands that has no document of its own any more. */
  clusterDocument: Resource;
}

const KIND_OF_TYPE: Record<string, PlannedChange['kind']> = {
  kafka_topic: 'Topic',
  kafka_acl: 'Acl',
  kafka_quota: 'Quota',
  kafka_user_scram_credential: 'User',
};

/** Reads `show -json` of a saved plan. Throws an Error where it has another shape than both engines document. */
export function readChanges(planJson: string, stack: {name: string; domain: string}): Omit<PlannedChange, 'resource'>[] {
  const plan: unknown = JSON.parse(planJson);
  if (!isObject(plan) || typeof plan['format_version'] !== 'string') throw new Error('the plan has no format_version');
  const changes = plan['resource_changes'];
  if (changes === undefined) return [];
  if (!Array.isArray(changes)) throw new Error('resource_changes of the plan is no list');
  return changes.flatMap(entry => {
    const change = changeOf(entry, stack);
    return change === undefined ? [] : [change];
  });
}

function changeOf(entry: unknown, stack: {name: string; domain: string}): Omit<PlannedChange, 'resource'> | undefined {
  if (!isObject(entry) || !isObject(entry['change'])) throw new Error('a change of the plan has no change');
  const {address, type, change} = entry;
  if (typeof address !== 'string' || typeof type !== 'string') throw new Error('a change of the plan has no address or type');
  const action = actionOf(change['actions']);
  const kind = KIND_OF_TYPE[type];
  if (action === undefined || kind === undefined) return undefined;
  const before = isObject(change['before']) ? change['before'] : undefined;
  const after = isObject(change['after']) ? change['after'] : undefined;
  return {
    action,
    kind,
    name: nameOf(kind, after ?? before ?? {}),
    stack: stack.name,
    domain: stack.domain,
    address,
    ...(before === undefined ? {} : {before}),
    ...(after === undefined ? {} : {after}),
    replacedBy: pathsOf(change['replace_paths']),
  };
}

function actionOf(actions: unknown): ChangeAction | undefined {
  if (!Array.isArray(actions)) throw new Error('a change of the plan has no actions');
  if (actions.includes('delete') && actions.includes('create')) return 'replace';
  return (['create', 'update', 'delete'] as const).find(action => actions.includes(action));
}

function pathsOf(paths: unknown): string[] {
  return Array.isArray(paths) ? paths.map(path => (Array.isArray(path) ? path.join('.') : String(path))) : [];
}

function nameOf(kind: PlannedChange['kind'], attributes: Record<string, unknown>): string {
  const text = (key: string): string => (typeof attributes[key] === 'string' ? attributes[key] : '');
  switch (kind) {
    case 'Topic':
      return text('name');
    case 'User':
      return text('username');
    case 'Quota':
      return text('entity_name') === '' ? `default ${text('entity_type')}` : `${text('entity_type')} ${text('entity_name')}`;
    case 'Acl': {
      const star = text('resource_pattern_type_filter') === 'Prefixed' ? '*' : '';
      const host = text('acl_host') === '*' ? '' : ` from ${text('acl_host')}`;
      return `${text('acl_permission_type').toLowerCase()} ${text('acl_principal')} ${text('acl_operation')} on ${text('resource_type')} ${text('resource_name')}${star}${host}`;
    }
  }
}
