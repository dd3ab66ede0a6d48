/** Things by their names, in order, so that those with a common start stand together and are found without a scan. */
export class SortedNames<T extends {readonly name: string}> {
  readonly sorted: readonly T[];

  constructor(things: Iterable<T>) {
    this.sorted = [...things].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  /** Index of the first name that is not below `prefix`: where those that start with it stand. */
  firstFrom(prefix: string): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sorted[middle]?.name ?? '') < prefix) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** True where some name starts with `prefix`. */
  hasStart(prefix: string): boolean {
    return this.sorted[this.firstFrom(prefix)]?.name.startsWith(prefix) === true;
  }

  /** All whose names start with `prefix`, in order. */
  startingWith(prefix: string): T[] {
    const first = this.firstFrom(prefix);
    let end = first;
    while (this.sorted[end]?.name.startsWith(prefix) === true) end += 1;
    return this.sorted.slice(first, end);
  }
}
