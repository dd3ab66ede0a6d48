import type {BuiltInFinding} from './built-in-finding.ts';

export const ACCEPTED: Record<string, BuiltInFinding> = {
  'waiver/expired': {
    title: 'A waiver is within its time',
    rationale: 'An exception that never ends is no exception; what it covered counts again.',
    next: 'Mend what it covered and remove it, or agree on a new date with its owner.',
  },
  'waiver/expires-soon': {
    title: 'The end of a waiver is not near',
    rationale: 'A note in the last 14 days, so that its end surprises nobody.',
    next: 'Mend what it covers, or agree on a new date with its owner.',
  },
  'waiver/unused': {
    title: 'A waiver covers something',
    rationale: 'One that covers nothing would accept the next fault of that name without anybody having looked at it.',
    next: 'Remove it, or correct the resource that it names.',
  },
  'waiver/unknown-rule': {
    title: 'A waiver is of a rule that there is',
    rationale: 'One of another rule covers nothing, and what cannot be read or was refuted on a cluster cannot be accepted.',
    next: 'Correct the id; weir rules lists them.',
  },
  'waiver/unknown-cluster': {
    title: 'A waiver names clusters that are declared',
    rationale: 'For a cluster that there is none of it covers nothing.',
    next: 'Correct the name.',
  },
  'baseline/mended': {
    title: 'The baseline holds only what is still there',
    rationale: 'What was mended and stays in the baseline could come back unseen: a baseline only shrinks.',
    next: 'Run weir check --update-baseline and commit the smaller file.',
  },
};
