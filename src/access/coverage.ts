import type {AclBinding, AclOperation} from '../specs/model.ts';
import {ResourcePatterns} from './resource-patterns.ts';

/** Which bindings a lookup is about: those of these principals and hosts, with one of these operations. */
export interface CoverQuery {
  permission: AclBinding['permission'];
  principals: readonly string[];
  hosts: readonly string[];
  operations: readonly AclOperation[];
  resource: Pick<AclBinding, 'resourceType' | 'resourceName' | 'pattern'>;
}

/**
 * Finds the bindings whose resources include all those of another, by look-up: the cost of a question depends on the
 * number of prefix lengths, not on the number of bindings. A name of a literal pattern that is `*` stands for all of
 * the type (StandardAuthorizerData), also in what is asked about.
 */
export class CoverageIndex<T> {
  readonly #patterns = new Map<string, ResourcePatterns<T>>();

  /** `value` is what {@link covering} gives back: the binding itself, or what it belongs to. */
  add({principal, host, resourceType, resourceName, pattern, operation, permission}: AclBinding, value: T): void {
    const key = keyOf(permission, principal, host, resourceType, operation);
    const patterns = this.#patterns.get(key) ?? new ResourcePatterns<T>();
    this.#patterns.set(key, patterns);
    patterns.add(resourceName, pattern, value);
  }

  /**
   * What was added for bindings that include every resource of the query's, the same pattern included. For each
   * principal, host and operation in the query's order, the broadest pattern comes first.
   */
  *covering({permission, principals, hosts, operations, resource}: CoverQuery): Generator<T> {
    for (const principal of new Set(principals)) {
      for (const host of new Set(hosts)) {
        for (const operation of operations) {
          const patterns = this.#patterns.get(keyOf(permission, principal, host, resource.resourceType, operation));
          if (patterns !== undefined) yield* patterns.covering(resource.resourceName, resource.pattern);
        }
      }
    }
  }
}

/** No part but the principal may hold a line break, and that one stands last. */
function keyOf(permission: string, principal: string, host: string, type: string, operation: string): string {
  return `${permission}\n${host}\n${type}\n${operation}\n${principal}`;
}
