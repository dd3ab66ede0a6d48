import {coversResource, EVERYBODY, grantingOperations} from '../access/authorize.ts';
import {CoverageIndex} from '../access/coverage.ts';
import {contextOf, needsOf, type Reason} from '../access/derive.ts';
import {authorizerSettings} from '../access/settings.ts';
import {declaredBindings} from '../access/statements.ts';
import type {Fact} from '../cluster/facts.ts';
import {type AclBinding, type Model, principalOf} from '../specs/model.ts';
import type {PlanFacts, PlannedChange} from './plan-change.ts';
import {bindingOf} from './provider-attributes.ts';

/** The binding that a change takes off the cluster. */
export function removedBinding({kind, action, before}: PlannedChange): AclBinding | undefined {
  return kind === 'Acl' && (action === 'delete' || action === 'replace') && before !== undefined ? bindingOf(before) : undefined;
}

/** The binding that a change puts on the cluster. */
export function addedBinding({kind, action, after}: PlannedChange): AclBinding | undefined {
  return kind === 'Acl' && (action === 'create' || action === 'replace') && after !== undefined ? bindingOf(after) : undefined;
}

/** What the documents of a cluster say of access, by look-up: made once a model, for many changes are judged by it. */
interface DeclaredAccess {
  bindings: readonly AclBinding[];
  given: CoverageIndex<AclBinding>;
  /** What Applications need, whether their ACLs are derived or written, by principal. */
  needs: ReadonlyMap<string, readonly Reason[]>;
  superUsers: readonly string[];
}

const accessOf = new WeakMap<Model, DeclaredAccess>();

function declaredAccess(model: Model): DeclaredAccess {
  const known = accessOf.get(model);
  if (known !== undefined) return known;
  const bindings = declaredBindings(model);
  const given = new CoverageIndex<AclBinding>();
  for (const binding of bindings) if (binding.permission === 'allow') given.add(binding, binding);
  const principals = new Map(model.users.map(user => [user.name, principalOf(user)]));
  const context = contextOf(model);
  const reasons = model.applications.flatMap(application =>
    needsOf(application, principals.get(application.spec.user) ?? `User:${application.spec.user}`, context),
  );
  const needs = Map.groupBy(reasons, ({asked}) => asked.principal);
  const access = {bindings, given, needs, superUsers: authorizerSettings(model.cluster).superUsers};
  accessOf.set(model, access);
  return access;
}

/** An ACL that is declared anywhere on the cluster and gives all that this one does, the same one included. */
export function stillGiven(binding: AclBinding, model: Model): AclBinding | undefined {
  return firstCovering(declaredAccess(model).given, binding);
}

function firstCovering<T>(index: CoverageIndex<T>, {principal, host, operation, permission, ...resource}: AclBinding): T | undefined {
  const query = {
    permission,
    principals: [principal, EVERYBODY],
    hosts: ['*', host],
    operations: grantingOperations(operation),
    resource,
  };
  const found = index.covering(query).next();
  return found.done === true ? undefined : found.value;
}

/** True where no ACL is looked at for this principal. */
export function isSuperUser(principal: string, model: Model): boolean {
  return declaredAccess(model).superUsers.includes(principal);
}

/** Intents of Applications that a binding gives the right for, and nothing else that is declared on the cluster. */
export function intentsLosing(binding: AclBinding, model: Model): Reason[] {
  const {needs, given} = declaredAccess(model);
  const alone = new CoverageIndex<AclBinding>();
  alone.add(binding, binding);
  const concerned = binding.principal === EVERYBODY ? [...needs.values()].flat() : (needs.get(binding.principal) ?? []);
  return concerned.filter(({asked}) => firstCovering(alone, asked) !== undefined && firstCovering(given, asked) === undefined);
}

/** Intents of Applications that a DENY forbids, wholly or for some of the names or hosts that they are about. */
export function intentsDenied(binding: AclBinding, model: Model): Reason[] {
  const {needs} = declaredAccess(model);
  const concerned = binding.principal === EVERYBODY ? [...needs.values()].flat() : (needs.get(binding.principal) ?? []);
  return concerned.filter(({asked}) => {
    if (binding.operation !== 'all' && binding.operation !== asked.operation) return false;
    if (binding.host !== '*' && asked.host !== '*' && binding.host !== asked.host) return false;
    return overlaps(binding, asked);
  });
}

/** Declared ALLOWs that a DENY keeps from holding, wholly or in part. */
export function allowsBehind(binding: AclBinding, model: Model): AclBinding[] {
  return declaredAccess(model).bindings.filter(
    one =>
      one.permission === 'allow' &&
      (one.principal === binding.principal || one.principal === EVERYBODY || binding.principal === EVERYBODY) &&
      (binding.operation === 'all' || one.operation === 'all' || grantingOperations(binding.operation).includes(one.operation)) &&
      overlaps(binding, one),
  );
}

/** Whether there is a name that both are about. */
function overlaps(one: AclBinding, other: AclBinding): boolean {
  if (one.resourceType !== other.resourceType) return false;
  if (one.resourceType === 'cluster') return true;
  const isCovered = (acl: AclBinding, name: string): boolean => coversResource(acl, {type: acl.resourceType, name});
  if (one.pattern === 'literal' && one.resourceName === '*') return true;
  if (other.pattern === 'literal' && other.resourceName === '*') return true;
  return isCovered(one, other.resourceName) || isCovered(other, one.resourceName);
}

/** A group with connected members that a principal may read. */
export interface ConnectedGroup {
  group: string;
  /** Undefined where the brokers cannot say how many. */
  memberCount: number | undefined;
  hosts: string[];
}

/**
 * The groups with members that a principal reads by its Applications, or may read by an ACL about groups for it alone. The
 * brokers tell no member's principal, so these are those that may be its own.
 */
export function connectedGroups(principal: string, {model, live}: PlanFacts): Fact<ConnectedGroup[]> {
  if ('unknown' in live) return live;
  const {groups, acls} = live.known;
  if ('unknown' in groups) return groups;
  if ('unknown' in acls) return acls;
  const {bindings, needs} = declaredAccess(model);
  const asked = (needs.get(principal) ?? []).map(reason => reason.asked);
  const readable = [...asked, ...bindings, ...acls.known.bindings].filter(
    one =>
      one.resourceType === 'group' &&
      one.permission === 'allow' &&
      (one.principal === principal || principal === EVERYBODY) &&
      (one.operation === 'read' || one.operation === 'all'),
  );
  const found = groups.known.flatMap(({name, members}): ConnectedGroup[] => {
    if ('known' in members && members.known.length === 0) return [];
    if (!readable.some(one => coversResource(one, {type: 'group', name}))) return [];
    if ('unknown' in members) return [{group: name, memberCount: undefined, hosts: []}];
    return [{group: name, memberCount: members.known.length, hosts: [...new Set(members.known.map(({host}) => host))].sort()}];
  });
  return {known: found};
}

/** `group billing has 2 members`; several are cut to three. */
export function connectedText(connected: readonly ConnectedGroup[]): string {
  const named = connected.slice(0, 3).map(({group, memberCount}) => {
    return `group ${group} has ${memberCount === undefined ? 'members' : `${memberCount} member${memberCount === 1 ? '' : 's'}`}`;
  });
  const more = connected.length - named.length;
  return `${named.join(', ')}${more > 0 ? ` and ${more} more have some` : ''}`;
}

/** True for a SCRAM user that is declared and not on the cluster: what it does can be known without a look. */
export function isNewUser(name: string, {model, live}: Pick<PlanFacts, 'model' | 'live'>): boolean {
  const isScram = model.users.some(one => one.name === name && one.spec.scram !== undefined);
  if (!isScram || 'unknown' in live || 'unknown' in live.known.scramUsers) return false;
  return !live.known.scramUsers.known.some(one => one.name === name);
}
