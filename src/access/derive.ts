import {type AclBinding, type Model, principalOf, type Resource} from '../specs/model.ts';
import type {Archetype, ArchetypeContext, Need} from './archetypes/archetype.ts';
import {ARCHETYPES} from './archetypes/index.ts';
import {grantingOperations} from './authorize.ts';
import {CoverageIndex} from './coverage.ts';

/** Why a right exists: the intent that needs it, and where Kafka asks for it. */
export interface Reason {
  application: Resource<'Application'>;
  /** JSON pointer into the Application to the intent. */
  at: string;
  /** Name of the archetype: `consumer`. */
  archetype: string;
  /** What the application could not do without it: `to fetch records`. */
  because: string;
  /** Class and method of Kafka's source, or a KIP. */
  source: string;
  /** What this intent asks for, where the ACL that is written is a broader one that other intents need. */
  asked: AclBinding;
}

/** One ACL that Weir writes because intents need it. */
export interface DerivedAcl {
  binding: AclBinding;
  /** The domain of the Applications: the stack that holds it. */
  domain: string;
  /** At least one; every intent of the domain that needs it. */
  reasons: Reason[];
}

/**
 * The least ACLs that the Applications of a model need: one for each right that an intent takes, equal ones of a domain
 * folded into one, and those that a broader one of the same principal and domain gives anyway folded into that. Nothing is
 * derived for Applications with `acls: written`, nor for those whose User no document declares: their principal is unknown.
 */
export function deriveAcls(model: Model): DerivedAcl[] {
  const known = derivedOf.get(model);
  if (known !== undefined) return known;
  const principals = new Map(model.users.map(user => [user.name, principalOf(user)]));
  const context = contextOf(model);
  const byDomain = new Map<string, Map<string, DerivedAcl>>();
  for (const application of model.applications) {
    const principal = principals.get(application.spec.user);
    if (principal === undefined || application.spec.acls === 'written') continue;
    const acls = byDomain.get(application.domain) ?? new Map<string, DerivedAcl>();
    byDomain.set(application.domain, acls);
    for (const reason of needsOf(application, principal, context)) {
      const key = bindingKey(reason.asked);
      const acl = acls.get(key);
      if (acl === undefined) acls.set(key, {binding: reason.asked, domain: application.domain, reasons: [reason]});
      else addReasons(acl, [reason]);
    }
  }
  const derived = [...byDomain.values()].flatMap(acls => withoutCovered([...acls.values()]));
  derivedOf.set(model, derived);
  return derived;
}

/** Asked for by several rules and commands of one run. */
const derivedOf = new WeakMap<Model, DerivedAcl[]>();

export function contextOf({topics}: Pick<Model, 'topics'>): ArchetypeContext {
  const declared = new Set(topics.map(({name}) => name));
  return {isDeclared: topic => declared.has(topic)};
}

/** Every right that an application takes as `principal`, with its reason: one for each host that it states. */
export function needsOf(application: Resource<'Application'>, principal: string, context: ArchetypeContext): Reason[] {
  const reasons: Reason[] = [];
  for (const {name, needs, rights} of ARCHETYPES) {
    const grant = (key: string, ...targets: Parameters<Parameters<Archetype['rights']>[1]>[1][]): void => {
      const need = needs[key];
      if (need === undefined) throw new Error(`the archetype ${name} has no need ${key}`);
      for (const target of targets)
        for (const host of application.spec.hosts)
          reasons.push({
            application,
            at: target.at,
            archetype: name,
            because: need.because,
            source: need.source,
            asked: bindingFor(need, target, principal, host),
          });
    };
    rights(application, grant, context);
  }
  return reasons;
}

function bindingFor(
  {operation, type}: Pick<Need, 'operation' | 'type'>,
  {name, pattern}: {name: string; pattern: 'literal' | 'prefixed'},
  principal: string,
  host: string,
): AclBinding {
  return {principal, host, resourceType: type, resourceName: name, pattern, operation, permission: 'allow'};
}

/** A text that equal bindings share, and no others: the parts that may be any text stand last, the first of them with its length. */
export function bindingKey({principal, host, resourceType, resourceName, pattern, operation, permission}: AclBinding): string {
  return `${permission}\n${operation}\n${resourceType}\n${pattern}\n${host}\n${resourceName.length}\n${resourceName}\n${principal}`;
}

/** Once each: two hosts, or two intents of one line, are one reason. */
function addReasons({reasons}: DerivedAcl, more: readonly Reason[]): void {
  for (const one of more) {
    const isKnown = reasons.some(
      ({application, at, because}) => application === one.application && at === one.at && because === one.because,
    );
    if (!isKnown) reasons.push(one);
  }
}

/** Leaves out what a broader one gives, and keeps its reasons there. */
function withoutCovered(acls: DerivedAcl[]): DerivedAcl[] {
  // Most principals have names alone, from any address: none of those gives another.
  const broad = new Set(acls.filter(({binding}) => mayCover(binding)).map(({binding}) => binding.principal));
  if (broad.size === 0) return acls;
  const index = new CoverageIndex<DerivedAcl>();
  for (const acl of acls) if (broad.has(acl.binding.principal)) index.add(acl.binding, acl);
  const left: DerivedAcl[] = [];
  for (const acl of acls) {
    if (!broad.has(acl.binding.principal)) {
      left.push(acl);
      continue;
    }
    const broader = broaderThan(index, acl);
    // Of those that give all of it, one at least is given by no other: two that give each other's all are equal.
    const kept = broader.find(one => broaderThan(index, one).length === 0);
    if (kept === undefined) left.push(acl);
    else addReasons(kept, acl.reasons);
  }
  return left;
}

/** Whether a principal that has this binding may have another that gives it, or that it gives. */
function mayCover({pattern, resourceName, host, operation}: AclBinding): boolean {
  return pattern === 'prefixed' || resourceName === '*' || host !== '*' || grantingOperations(operation).length > 2;
}

/** Every other ACL that gives all that this one does. */
function broaderThan(index: CoverageIndex<DerivedAcl>, acl: DerivedAcl): DerivedAcl[] {
  const {permission, principal, host, operation} = acl.binding;
  const query = {permission, principals: [principal], hosts: ['*', host], operations: grantingOperations(operation), resource: acl.binding};
  return [...index.covering(query)].filter(one => one !== acl);
}
