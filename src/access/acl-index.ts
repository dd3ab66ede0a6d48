import {hostAddress} from '../specs/host-address.ts';
import type {AclBinding, AclOperation, AclResourceType} from '../specs/model.ts';
import {type AccessRequest, type AuthorizerSettings, type Decision, EVERYBODY, grantingOperations} from './authorize.ts';
import {ResourcePatterns} from './resource-patterns.ts';

/** What `grantingOperations` is for ALLOW: a DENY is implied by nothing but `all`. */
const denyingOperations = (asked: AclOperation): AclOperation[] => (asked === 'all' ? ['all'] : [asked, 'all']);

/**
 * Decides as {@link authorize} does, by look-up: the cost of a question does not grow with the number of ACLs, but with
 * that of prefix lengths among those of one principal. Where several ACLs would decide alike, it may name another of them.
 */
export class AclIndex {
  readonly #byKey = new Map<string, ResourcePatterns<AclBinding>>();
  readonly #byType = new Map<AclResourceType, ResourcePatterns<AclBinding>>();

  constructor(acls: Iterable<AclBinding> = []) {
    for (const acl of acls) this.add(acl);
  }

  add(acl: AclBinding): void {
    const {permission, principal, host, resourceType, operation} = acl;
    const {name, pattern} = patternOf(acl);
    entry(this.#byType, resourceType).add(name, pattern, acl);
    entry(this.#byKey, keyOf(permission, principal, host, resourceType, operation)).add(name, pattern, acl);
  }

  /** As `authorize(acls, request, settings)`. */
  decide(request: AccessRequest, {superUsers = [], allowIfNoAcl = false}: AuthorizerSettings = {}): Decision {
    const {principal, operation, resource} = request;
    if (superUsers.includes(principal)) return {allowed: true, decidedBy: {superUser: principal}};
    const denying = this.#first('deny', request, denyingOperations(operation));
    if (denying !== undefined) return {allowed: false, decidedBy: {acl: denying}};
    const allowing = this.#first('allow', request, grantingOperations(operation));
    if (allowing !== undefined) return {allowed: true, decidedBy: {acl: allowing}};
    const allowed = allowIfNoAcl && this.about(resource).next().done === true;
    return {allowed, decidedBy: {default: allowed ? 'allow' : 'deny'}};
  }

  /** Every ACL about a resource, whoever it is for; the broadest pattern first. */
  *about({type, name}: AccessRequest['resource']): Generator<AclBinding> {
    yield* this.#byType.get(type)?.about(type === 'cluster' ? CLUSTER : name) ?? [];
  }

  #first(permission: AclBinding['permission'], request: AccessRequest, operations: readonly AclOperation[]): AclBinding | undefined {
    const {principal, resource} = request;
    const host = request.host === undefined ? '*' : hostAddress(request.host);
    const name = resource.type === 'cluster' ? CLUSTER : resource.name;
    for (const one of principal === EVERYBODY ? [EVERYBODY] : [principal, EVERYBODY]) {
      for (const from of host === '*' ? ['*'] : ['*', host]) {
        for (const operation of operations) {
          const found = this.#byKey
            .get(keyOf(permission, one, from, resource.type, operation))
            ?.about(name)
            .next();
          if (found?.done === false) return found.value;
        }
      }
    }
    return undefined;
  }
}

/** The cluster is one resource, however it is written. */
const CLUSTER = '*';

function patternOf(acl: AclBinding): {name: string; pattern: AclBinding['pattern']} {
  return acl.resourceType === 'cluster' ? {name: CLUSTER, pattern: 'literal'} : {name: acl.resourceName, pattern: acl.pattern};
}

function entry<K>(patterns: Map<K, ResourcePatterns<AclBinding>>, key: K): ResourcePatterns<AclBinding> {
  const known = patterns.get(key) ?? new ResourcePatterns<AclBinding>();
  patterns.set(key, known);
  return known;
}

/** No part but the principal may hold a line break, and that one stands last. */
function keyOf(permission: string, principal: string, host: string, type: string, operation: string): string {
  return `${permission}\n${host}\n${type}\n${operation}\n${principal}`;
}
