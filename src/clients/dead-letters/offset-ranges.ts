/** A set of offsets, kept as ranges: what is replayed is mostly one run. */
export class OffsetRanges {
  /** Inclusive ends, ascending, with a gap between two. */
  #ranges: {from: bigint; to: bigint}[] = [];

  /** `17,20-25`; anything else is refused with a RangeError. */
  static parse(text: string): OffsetRanges {
    const ranges = new OffsetRanges();
    for (const part of text === '' ? [] : text.split(',')) {
      const match = /^(\d+)(?:-(\d+))?$/.exec(part);
      const from = BigInt(match?.[1] ?? -1);
      const to = BigInt(match?.[2] ?? match?.[1] ?? -1);
      if (from < 0n || to < from) throw new RangeError(`${JSON.stringify(part)} is no range of offsets`);
      ranges.add(from, to);
    }
    return ranges;
  }

  add(from: bigint, to: bigint = from): void {
    const apart = this.#ranges.filter(one => one.to + 1n < from || to + 1n < one.from);
    const touching = this.#ranges.filter(one => !apart.includes(one));
    const joined = {
      from: touching.reduce((least, one) => (one.from < least ? one.from : least), from),
      to: touching.reduce((most, one) => (one.to > most ? one.to : most), to),
    };
    this.#ranges = [...apart, joined].sort((a, b) => (a.from < b.from ? -1 : 1));
  }

  has(offset: bigint): boolean {
    return this.#ranges.some(({from, to}) => from <= offset && offset <= to);
  }

  ranges(): readonly {from: bigint; to: bigint}[] {
    return this.#ranges;
  }

  toString(): string {
    return this.#ranges.map(({from, to}) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
  }
}
