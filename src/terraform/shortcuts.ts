import type {LiveFacts} from '../cluster/facts.ts';
import type {Resource} from '../specs/model.ts';
import {type ReadsTheSame, readsTheSame} from './provider-read.ts';
import {readBlocks} from './stack-blocks.ts';
import type {StackState} from './state.ts';
import type {SynthesisedStack} from './synth.ts';
import type {Transition} from './transitions.ts';
import {unsettled} from './unsettled.ts';

/** How little of each stack the engine has to plan for the plan to be the whole one. */
export interface Shortcuts {
  /** Stacks of which declared, state and live are equal in every field: they have no change, and need no engine. */
  settled: SynthesisedStack[];
  /** By stack, the addresses of the resources that are not settled: those are refreshed and planned, and no others. */
  targets: ReadonlyMap<string, readonly string[]>;
  /** By stack, why all of it is refreshed and planned. */
  whole: ReadonlyMap<string, string>;
}

export interface ShortcutQuestion {
  cluster: Resource<'Cluster'>;
  stacks: readonly SynthesisedStack[];
  states: ReadonlyMap<string, StackState>;
  transitions: ReadonlyMap<string, readonly Transition[]>;
  /** With the brokers' settings. */
  facts: LiveFacts;
}

/** More are planned with all the others: each is an argument of the engine's, and a plan of most gains nothing. */
const MOST_TARGETS = 500;

/** Finds for each stack what a plan of it can leave out without changing what it says. */
export function findShortcuts({cluster, stacks, states, transitions, facts}: ShortcutQuestion): Shortcuts {
  const same = readsTheSame(facts);
  const settled: SynthesisedStack[] = [];
  const targets = new Map<string, string[]>();
  const whole = new Map<string, string>();
  for (const stack of stacks) {
    const open = openOf(stack, cluster, states.get(stack.name), transitions.get(stack.name) ?? [], same);
    if (typeof open === 'string') whole.set(stack.name, open);
    else if (open.length > MOST_TARGETS) whole.set(stack.name, `${open.length} of its resources are not settled`);
    else if (open.length > 0) targets.set(stack.name, open);
    else settled.push(stack);
  }
  return {settled, targets, whole};
}

/** The addresses of a stack that are not settled, or why nothing can be said of it. */
function openOf(
  stack: SynthesisedStack,
  cluster: Resource<'Cluster'>,
  state: StackState | undefined,
  transitions: readonly Transition[],
  same: ReadsTheSame,
): string[] | string {
  if (state === undefined || !state.exists) return 'it was never applied';
  if (state.hasOthers === true) return 'its state holds what is of none of the kinds that Weir reads';
  if (transitions.length > 0) return 'resources move between its state and another';
  const read = readBlocks(stack, cluster);
  return 'unclear' in read ? read.unclear : unsettled(read.blocks, state, same);
}
