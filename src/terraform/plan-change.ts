import type {Fact} from '../cluster/facts.ts';
import type {Kind, Model, Resource} from '../specs/model.ts';
import {isObject} from './engine-event.ts';
import type {LivePlanFacts} from './live-plan-facts.ts';
import {kindOfType, nameOfAttributes} from './provider-attributes.ts';

/**
 * The last three change the state alone and nothing on the cluster: what is there is taken in, what is there is let go
 * of, or is known by another id from then on.
 */
export type ChangeAction = 'create' | 'update' | 'replace' | 'delete' | 'import' | 'forget' | 'rename';

/** The kinds that are resources in Terraform; what an Application derives is of the kind Acl. */
export type StateKind = Extract<Kind, 'Topic' | 'Acl' | 'Quota' | 'User'>;

/** One planned change in Kafka's terms: what `plan` shows and what the rules in `policies/plan/` judge. */
export interface PlannedChange {
  action: ChangeAction;
  kind: StateKind;
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
  /** The former one of a replacement that made the new one first and ended before this one was gone. */
  isLeftover?: true;
  /** Taken into this state with the change, by the provider's id of it. */
  importing?: string;
  /** The stack in whose state it was until then. */
  movedFrom?: string;
  /** The stack in whose state it is from then on. */
  movedTo?: string;
  /** The declaring document, where there is one. */
  resource?: Resource;
}

/** What is known beside the plan when its changes are judged. */
export interface PlanFacts {
  /** Where a finding stands that has no document of its own any more. */
  clusterDocument: Resource<'Cluster'>;
  /** All that is declared on the cluster, whichever stack writes it. */
  model: Model;
  /** What the brokers say of what the plan changes; unknown where they could not be asked. */
  live: Fact<LivePlanFacts>;
}

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
  const importing = isObject(change['importing']) && typeof change['importing']['id'] === 'string' ? change['importing']['id'] : undefined;
  const hasOldAddress = typeof entry['previous_address'] === 'string' && entry['previous_address'] !== address;
  const action = actionOf(change['actions']) ?? (importing !== undefined ? 'import' : hasOldAddress ? 'rename' : undefined);
  const kind = kindOfType(type);
  if (action === undefined || kind === undefined) return undefined;
  const before = isObject(change['before']) ? change['before'] : undefined;
  const after = isObject(change['after']) ? change['after'] : undefined;
  return {
    action,
    kind,
    name: nameOfAttributes(kind, after ?? before ?? {}),
    stack: stack.name,
    domain: stack.domain,
    address,
    ...(before === undefined ? {} : {before}),
    ...(after === undefined ? {} : {after}),
    replacedBy: pathsOf(change['replace_paths']),
    ...(importing === undefined ? {} : {importing}),
    ...(entry['deposed'] === undefined ? {} : {isLeftover: true}),
  };
}

function actionOf(actions: unknown): ChangeAction | undefined {
  if (!Array.isArray(actions)) throw new Error('a change of the plan has no actions');
  if (actions.includes('delete') && actions.includes('create')) return 'replace';
  return (['create', 'update', 'delete', 'forget'] as const).find(action => actions.includes(action));
}

function pathsOf(paths: unknown): string[] {
  return Array.isArray(paths) ? paths.map(path => (Array.isArray(path) ? path.join('.') : String(path))) : [];
}
