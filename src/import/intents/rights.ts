import type {AclBinding, AclOperation, AclResourceType} from '../../specs/model.ts';

type Pattern = AclBinding['pattern'];

/** What a principal may do from some addresses: the rights that an intent is read from. */
export class Rights {
  readonly #names = new Map<string, Set<string>>();

  constructor(bindings: readonly AclBinding[]) {
    for (const {operation, resourceType, resourceName, pattern} of bindings) {
      const key = keyOf(operation, resourceType, pattern);
      const names = this.#names.get(key) ?? new Set<string>();
      this.#names.set(key, names.add(resourceName));
    }
  }

  has(operation: AclOperation, type: AclResourceType, name: string, pattern: Pattern = 'literal'): boolean {
    return this.#names.get(keyOf(operation, type, pattern))?.has(name) === true;
  }

  /** In the order of their text. */
  names(operation: AclOperation, type: AclResourceType, pattern: Pattern = 'literal'): string[] {
    return [...(this.#names.get(keyOf(operation, type, pattern)) ?? [])].sort();
  }
}

function keyOf(operation: AclOperation, type: AclResourceType, pattern: Pattern): string {
  return `${operation} ${type} ${pattern}`;
}
