import {HONOURED_OPERATIONS} from '../../specs/kinds/acl.ts';
import {type AclBinding, type AclOperation, type AclResourceType, type Model, principalOf} from '../../specs/model.ts';
import {AclIndex} from '../acl-index.ts';
import {type AuthorizerSettings, EVERYBODY, grantingOperations} from '../authorize.ts';
import {type Origin, originsOf} from '../origins.ts';
import {whoCan} from '../who-can.ts';
import {columnKey, columnsOf, type MatrixColumn} from './columns.ts';

/** Who may do what, judged as the broker does, resource by resource. */
export interface AccessMatrix {
  /** Undefined where the specs name no Cluster. */
  cluster: string | undefined;
  /** They may do everything, whatever the tables say. */
  superUsers: string[];
  /** allow.everyone.if.no.acl.found: what no ACL is about is open to everybody. */
  openWithoutAcl: boolean;
  principals: MatrixPrincipal[];
  /** One for each resource type about which something is stated. */
  tables: MatrixTable[];
}

export interface MatrixPrincipal {
  /** With its type. `User:*` is everybody whom no other row names. */
  principal: string;
  /** User documents that authenticate as it, and Applications that run as these. */
  users: string[];
  applications: string[];
}

export interface MatrixTable {
  type: AclResourceType;
  columns: MatrixColumn[];
  cells: MatrixCell[];
}

/** What one principal may do on one resource; at least one right. */
export interface MatrixCell {
  principal: string;
  /** Key of a column. */
  column: string;
  rights: Right[];
}

export interface Right {
  operation: AclOperation;
  /** `denied`: an ACL takes away what another one gives, or is about this principal by name. */
  effect: 'allowed' | 'denied';
  /** From any host, or from these alone. */
  hosts: '*' | string[];
  /** Hosts that are denied it, where others may. */
  deniedFrom: string[];
  /** How far the ACL that decides reaches. */
  given: 'literal' | 'prefixed' | 'wildcard';
  acl: AclBinding;
  /** Documents that state or need this ACL; empty where it stands on the cluster alone. */
  origins: Origin[];
}

export interface MatrixOptions {
  /** The ACLs to judge by: those declared, or those on the cluster. */
  bindings: readonly AclBinding[];
  settings: Required<AuthorizerSettings>;
  /** Columns of this domain alone; those of no domain stay. */
  domain?: string | undefined;
}

const TYPES: readonly AclResourceType[] = ['topic', 'group', 'transactional-id', 'cluster', 'delegation-token', 'user'];

export function accessMatrix(model: Model, {bindings, settings, domain}: MatrixOptions): AccessMatrix {
  const index = new AclIndex(bindings);
  const tables = TYPES.flatMap((type): MatrixTable[] => {
    const candidates = columnsOf(type, model, bindings).filter(
      one => domain === undefined || one.domain === undefined || one.domain === domain,
    );
    const cells = candidates.flatMap(column => cellsOf(index, type, column, model));
    const used = new Set(cells.map(({column}) => column));
    const columns = candidates.filter(column => used.has(columnKey(column)));
    return columns.length === 0 ? [] : [{type, columns, cells}];
  });
  const named = new Set(tables.flatMap(({cells}) => cells.map(({principal}) => principal)));
  return {
    cluster: model.cluster?.name,
    superUsers: [...new Set(settings.superUsers)],
    openWithoutAcl: settings.allowIfNoAcl,
    principals: matrixPrincipals([...named].sort(everybodyLast), model),
    tables,
  };
}

function everybodyLast(one: string, other: string): number {
  if (one === EVERYBODY || other === EVERYBODY) return one === other ? 0 : one === EVERYBODY ? 1 : -1;
  return one < other ? -1 : 1;
}

/** Each with the documents that stand for it, in the order of the documents. */
function matrixPrincipals(principals: readonly string[], {users, applications}: Model): MatrixPrincipal[] {
  const principalOfUser = new Map(users.map(user => [user.name, principalOf(user)]));
  const usersOf = Map.groupBy(users, principalOf);
  const applicationsOf = Map.groupBy(applications, ({spec}) => principalOfUser.get(spec.user));
  return principals.map(principal => ({
    principal,
    users: (usersOf.get(principal) ?? []).map(({name}) => name),
    applications: (applicationsOf.get(principal) ?? []).map(({name}) => name),
  }));
}

function cellsOf(index: AclIndex, type: AclResourceType, column: MatrixColumn, model: Model): MatrixCell[] {
  const resource = {type, name: column.probe};
  const about = [...index.about(resource)];
  const own = new AclIndex(about);
  const byPrincipal = new Map<string, Right[]>();
  const add = (principal: string, right: Right): void => {
    const rights = byPrincipal.get(principal) ?? [];
    byPrincipal.set(principal, rights);
    rights.push(right);
  };
  for (const operation of HONOURED_OPERATIONS[type]) {
    if (operation === 'all') continue;
    const allowed = new Set<string>();
    // Super users and what is open by default are said once, not in every cell.
    for (const {principal, decidedBy, hosts, deniedFrom = []} of whoCan(own, {operation, resource})) {
      if (!('acl' in decidedBy)) continue;
      allowed.add(principal);
      add(principal, {operation, effect: 'allowed', hosts, deniedFrom, ...givenBy(decidedBy.acl, model)});
    }
    for (const [principal, acl] of deniedIn(about, operation))
      if (!allowed.has(principal))
        add(principal, {operation, effect: 'denied', hosts: acl.host === '*' ? '*' : [acl.host], deniedFrom: [], ...givenBy(acl, model)});
  }
  return [...byPrincipal].map(([principal, rights]) => ({principal, column: columnKey(column), rights}));
}

function givenBy(acl: AclBinding, model: Model): Pick<Right, 'given' | 'acl' | 'origins'> {
  const wildcard = acl.pattern === 'literal' && acl.resourceName === '*' && acl.resourceType !== 'cluster';
  return {given: wildcard ? 'wildcard' : acl.pattern, acl, origins: originsOf(model, acl)};
}

/** Those whom a DENY names, and those whose ALLOW a DENY for everybody defeats; each with the DENY. */
function deniedIn(about: readonly AclBinding[], operation: AclOperation): Map<string, AclBinding> {
  const denying = about.filter(acl => acl.permission === 'deny' && (acl.operation === operation || acl.operation === 'all'));
  const denied = new Map<string, AclBinding>();
  for (const acl of denying) if (!denied.has(acl.principal)) denied.set(acl.principal, acl);
  const everybody = denied.get(EVERYBODY);
  if (everybody === undefined) return denied;
  const granting = grantingOperations(operation);
  for (const {principal, permission, operation: given} of about)
    if (permission === 'allow' && granting.includes(given) && !denied.has(principal)) denied.set(principal, everybody);
  return denied;
}
