import type {EosRunOptions} from './eos-run.ts';
import type {Promised} from './judge.ts';

/** A mistake that breaks exactly-once, made on purpose: the same run and the same judge have to find it out. */
export interface Control {
  /** One line for people. */
  mistake: string;
  /** The promise that it breaks. */
  breaks: Promised;
  run: Pick<EosRunOptions, 'kind' | 'schedule' | 'zombieAt' | 'reads' | 'abandons' | 'transactionTimeoutMs'>;
}

/** Killed once some transactions are committed: what was committed and what was not then come apart. */
const KILLED_LATER = {at: 'before-send', transaction: 2} as const;

export const CONTROLS: Readonly<Record<string, Control>> = {
  'auto-commit': {
    mistake: 'the consumer commits its offsets by itself, outside the transaction',
    breaks: 'unique',
    run: {kind: 'auto-commit', schedule: [[KILLED_LATER], [KILLED_LATER]], abandons: false},
  },
  'random-ids': {
    mistake: 'each process takes transactional ids of its own, so that nothing fences the one before',
    breaks: 'unique',
    // On a busy machine the zombie's transaction must not time out before it wakes up: then nothing would go wrong.
    run: {kind: 'random-ids', schedule: [[], []], zombieAt: 'after-offsets', abandons: false, transactionTimeoutMs: 60_000},
  },
  'offset-without-plus-one': {
    mistake: 'the offset of the last record is committed, in place of the next one',
    breaks: 'unique',
    run: {kind: 'offset-without-plus-one', schedule: [[KILLED_LATER], [KILLED_LATER]], abandons: false},
  },
  'read-uncommitted': {
    mistake: 'the output is read with isolation.level=read_uncommitted',
    breaks: 'committed',
    run: {kind: 'library', schedule: [[], [{at: 'after-send', transaction: 1}]], reads: 'all', abandons: false},
  },
};
