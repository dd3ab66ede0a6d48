/** A budget of ranges that several sets share, so that the memory of all of them is bounded. */
export class RangeBudget {
  readonly most: number;
  used = 0;

  constructor(most: number) {
    this.most = most;
  }
}

/**
 * A set of whole numbers as runs: 0–999,999 is one range, whatever its length (kgo-verifier's way of staying bounded). Once the
 * budget is spent, a number that would need a new range is not kept, and the set says so.
 */
export class SequenceRanges {
  readonly #starts: number[] = [];
  /** Exclusive. */
  readonly #ends: number[] = [];
  readonly #budget: RangeBudget;

  constructor(budget: RangeBudget) {
    this.#budget = budget;
  }

  /** `full`: it is not in the set, and there is no room for it. */
  add(n: number): 'new' | 'known' | 'full' {
    const starts = this.#starts;
    const ends = this.#ends;
    const last = ends.length - 1;
    // Nearly every number follows the one before.
    if (last >= 0 && ends[last] === n) {
      ends[last] = n + 1;
      return 'new';
    }
    const at = this.#after(n);
    // Ranges before `at` start at or below n.
    if (at > 0 && n < (ends[at - 1] ?? 0)) return 'known';
    const joinsLeft = at > 0 && ends[at - 1] === n;
    const joinsRight = starts[at] === n + 1;
    if (joinsLeft && joinsRight) {
      ends[at - 1] = ends[at] ?? n + 1;
      starts.splice(at, 1);
      ends.splice(at, 1);
      this.#budget.used--;
    } else if (joinsLeft) ends[at - 1] = n + 1;
    else if (joinsRight) starts[at] = n;
    else {
      if (this.#budget.used >= this.#budget.most) return 'full';
      this.#budget.used++;
      starts.splice(at, 0, n);
      ends.splice(at, 0, n + 1);
    }
    return 'new';
  }

  has(n: number): boolean {
    const at = this.#after(n);
    return at > 0 && n < (this.#ends[at - 1] ?? 0);
  }

  /** How many numbers. */
  get size(): number {
    return this.#starts.reduce((sum, start, index) => sum + (this.#ends[index] ?? start) - start, 0);
  }

  /** Half-open, ascending. */
  ranges(): [start: number, end: number][] {
    return this.#starts.map((start, index) => [start, this.#ends[index] ?? start]);
  }

  /** What is in this set and not in the other, as ranges, ascending. */
  without(other: SequenceRanges): [start: number, end: number][] {
    const left: [number, number][] = [];
    const others = other.ranges();
    let next = 0;
    for (const [start, end] of this.ranges()) {
      let from = start;
      while ((others[next]?.[1] ?? Number.POSITIVE_INFINITY) <= from) next++;
      for (let index = next; from < end; index++) {
        const [otherStart, otherEnd] = others[index] ?? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
        if (otherStart > from) left.push([from, Math.min(end, otherStart)]);
        from = Math.max(from, otherEnd);
      }
    }
    return left;
  }

  /** How many ranges start at or below n. */
  #after(n: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? 0) <= n) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
