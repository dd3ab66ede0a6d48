import type {Finding} from '../finding.ts';

/** One edit that satisfies the rule. */
export interface FixStep {
  action: 'set' | 'remove' | 'rename';
  /** JSON pointer of the value, or of the key. */
  pointer: string;
  /** The new value as JSON, or the new name; undefined where something is removed. */
  to: string | undefined;
}

/** What `weir check --fix` would do for a finding, in the finding's order. */
export function fixSteps({fix, rename}: Pick<Finding, 'fix' | 'rename'>): FixStep[] {
  const values = Object.entries(fix ?? {}).map(([pointer, value]): FixStep => {
    const isRemoved = value === null || value === undefined;
    return {action: isRemoved ? 'remove' : 'set', pointer, to: isRemoved ? undefined : JSON.stringify(value)};
  });
  const names = Object.entries(rename ?? {}).map(([pointer, to]): FixStep => ({action: 'rename', pointer, to}));
  return [...names, ...values];
}

/** `set /spec/partitions to 12`, `remove /spec/x`, `rename /spec/a to b`. */
export function fixWords({action, pointer, to}: FixStep): string {
  return `${action} ${pointer}${to === undefined ? '' : ` to ${to}`}`;
}
