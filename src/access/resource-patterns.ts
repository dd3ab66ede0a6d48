import {isUnderWildcard} from './authorize.ts';

/**
 * What stands for the resources of one type by literal names, prefixes and the wildcard, found by look-up: the cost of a
 * question depends on the number of prefix lengths, not on the number of patterns.
 */
export class ResourcePatterns<T> {
  readonly #literal = new Map<string, T[]>();
  readonly #prefixed = new Map<string, T[]>();
  /** Lengths of the prefixes, ascending: most are few, so that a name is looked up a few times, however many prefixes there are. */
  readonly #lengths: number[] = [];

  add(name: string, pattern: 'literal' | 'prefixed', value: T): void {
    const known = pattern === 'literal' ? this.#literal : this.#prefixed;
    const values = known.get(name);
    if (values === undefined) known.set(name, [value]);
    else values.push(value);
    if (pattern === 'prefixed' && !this.#lengths.includes(name.length)) {
      this.#lengths.push(name.length);
      this.#lengths.sort((one, other) => one - other);
    }
  }

  /** What is about the resource of this name, the broadest pattern first. A resource may itself be named `*`. */
  *about(name: string): Generator<T> {
    if (isUnderWildcard(name)) yield* this.#literal.get('*') ?? [];
    yield* this.#prefixesOf(name);
    if (name !== '*') yield* this.#literal.get(name) ?? [];
  }

  /** What is about every resource of a pattern, the broadest first; the literal `*` stands for all names that it is about. */
  *covering(name: string, pattern: 'literal' | 'prefixed'): Generator<T> {
    if (pattern === 'literal' && name !== '*') {
      yield* this.about(name);
      return;
    }
    if (pattern === 'literal' || !name.startsWith('*')) yield* this.#literal.get('*') ?? [];
    // Nothing but "*" includes all names.
    if (pattern === 'prefixed') yield* this.#prefixesOf(name);
  }

  *#prefixesOf(name: string): Generator<T> {
    for (const length of this.#lengths) if (length <= name.length) yield* this.#prefixed.get(name.slice(0, length)) ?? [];
  }
}
