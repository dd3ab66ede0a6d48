import {proveExactlyOnce} from './eos/proof.ts';
import {proveLagDrains} from './lag-drain.ts';
import {lagVerdicts} from './lag-proof.ts';
import type {NamedScenario} from './run-scenario.ts';

/** The parts of a verification, as they are chosen by `--only` and `--skip`. */
export const PARTS = ['drift', 'smoke', 'lag', 'eos'] as const;
export type PartName = (typeof PARTS)[number];

const lag: NamedScenario = {
  name: 'lag',
  file: 'src/verify/lag-proof.ts',
  scenario: {
    kind: 'proof',
    title: 'No group is further behind than its Application allows',
    claims: ['a group is behind by no more than maxLag records and maxLagSeconds on any partition'],
    mode: 'read-only',
    nothingToProve: ({applications}) =>
      applications.some(({spec}) => spec.consumes.some(({maxLag, maxLagMs}) => maxLag !== undefined || maxLagMs !== undefined))
        ? undefined
        : 'no Application states maxLag or maxLagSeconds',
    covers: ['CO6', 'MO1'],
    run: context => lagVerdicts(context),
  },
};

const lagDrain: NamedScenario = {
  name: 'lag-drain',
  file: 'src/verify/lag-drain.ts',
  scenario: {
    kind: 'proof',
    title: 'A backlog is read within the declared time',
    claims: ['a consumer reads a backlog on a topic like a declared one within objectives.lagRecovery'],
    mode: 'canary',
    nothingToProve: ({cluster, topics}) => {
      const isStated =
        cluster?.spec.verification.objectives.lagRecoveryMs !== undefined ||
        topics.some(({spec}) => spec.objectives.lagRecoveryMs !== undefined);
      return isStated && topics.length > 0 ? undefined : 'no document states objectives.lagRecovery for a topic';
    },
    covers: ['CO6'],
    run: context => proveLagDrains(context),
  },
};

const exactlyOnce: NamedScenario = {
  name: 'exactly-once',
  file: 'src/verify/eos/proof.ts',
  scenario: {
    kind: 'proof',
    title: 'Exactly-once processing holds while processes are killed and taken over',
    claims: ['every record that goes in comes out once, in order, whatever is killed, and nothing of what was aborted'],
    mode: 'canary',
    nothingToProve: ({applications}) =>
      applications.some(({spec}) => spec.transactionalId !== undefined) ? undefined : 'no Application has transactional ids',
    covers: ['EO6'],
    run: context => proveExactlyOnce(context),
  },
};

/** Proofs that ship with Weir and are no files of `scripts/`: by part, in the order in which they run. */
export const PROOFS: Readonly<Record<Exclude<PartName, 'drift' | 'smoke'>, readonly NamedScenario[]>> = {
  lag: [lag, lagDrain],
  eos: [exactlyOnce],
};
