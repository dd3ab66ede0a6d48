import type {NamedScenario} from './run-scenario.ts';

/** The parts of a verification, as they are chosen by `--only` and `--skip`. */
export const PARTS = ['drift', 'smoke', 'lag', 'eos'] as const;
export type PartName = (typeof PARTS)[number];

/** Proofs that ship with Weir and are no files of `scripts/`: by part, in the order in which they run. */
export const PROOFS: Readonly<Record<Exclude<PartName, 'drift' | 'smoke'>, readonly NamedScenario[]>> = {
  lag: [],
  eos: [],
};
