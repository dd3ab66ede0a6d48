/** Gives names out once each: what is asked for where it is free, else with a number behind it. */
export class FreeNames {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  /** The first wish that is free; the last with the lowest number from 2 where none is. `between` stands before the number. */
  next(wishes: readonly string[], between = '-'): string {
    const free = wishes.find(wish => !this.#taken.has(wish));
    if (free !== undefined) return free;
    for (let number = 2; ; number += 1) {
      const numbered = `${wishes.at(-1) ?? ''}${between}${number}`;
      if (!this.#taken.has(numbered)) return numbered;
    }
  }

  /** As {@link next}; the name is then taken. */
  take(wishes: readonly string[], between = '-'): string {
    const name = this.next(wishes, between);
    this.#taken.add(name);
    return name;
  }
}
