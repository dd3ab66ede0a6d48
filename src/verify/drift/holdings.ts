import type {StateKind} from '../../terraform/plan-change.ts';
import {addressOf} from '../../terraform/provider-attributes.ts';
import type {StackState, StateResource} from '../../terraform/state.ts';

/**
 * What the states hold of one resource: the resource as it was applied last; `none`; `unwritten` where Terraform writes
 * none, like a user without a version; undefined where that is not known.
 */
export type Holding = HeldResource | 'none' | 'unwritten' | undefined;

export interface HeldResource extends StateResource {
  stack: string;
}

/** What the states of a cluster hold. */
export interface Holdings {
  /** By its address; `none` only where every state was read. */
  of(address: string): Holding;
  /** Everything, by its address in this version of Weir. */
  all: ReadonlyMap<string, HeldResource>;
}

/** Of states that were read; where others could not be read, what is not found is not known. */
export function holdingsOf(states: Iterable<StackState>, {isComplete}: {isComplete: boolean}): Holdings {
  const all = new Map<string, HeldResource>();
  for (const {stack, resources} of states)
    for (const resource of resources) all.set(addressOf(resource.kind, resource.attributes), {...resource, stack});
  return {all, of: address => all.get(address) ?? (isComplete ? 'none' : undefined)};
}

/** Where nobody applied anything from here, or nobody can tell. */
export const NO_HOLDINGS: Holdings = {all: new Map(), of: () => undefined};

/** As commands take it: the kind and the name in quotes. */
export function commandWords(kind: StateKind, name: string): string {
  return `${kind} ${/^[A-Za-z0-9._-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`}`;
}
