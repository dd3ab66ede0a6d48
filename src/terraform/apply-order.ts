/** A stack's plan, and the stacks that must be applied before it. */
export interface Ordered {
  stack: {name: string};
  /** Names of stacks that take in what this one lets go of; those that are not applied now count as done. */
  after: readonly string[];
}

/**
 * The waves in which stacks are applied, each after the one before it: who takes in comes before who lets go, so that a
 * run that ends between them leaves a resource in two states, and never in none. Stacks that wait for each other go
 * together, for then no order helps.
 */
export function applyWaves<T extends Ordered>(plans: readonly T[]): T[][] {
  const waves: T[][] = [];
  let open = [...plans];
  while (open.length > 0) {
    const waiting = new Set(open.map(({stack}) => stack.name));
    const ready = open.filter(({stack, after}) => after.every(name => name === stack.name || !waiting.has(name)));
    const wave = ready.length === 0 ? open : ready;
    waves.push(wave);
    open = open.filter(one => !wave.includes(one));
  }
  return waves;
}
