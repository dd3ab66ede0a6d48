import {addressOf, importId} from './provider-attributes.ts';
import type {StackState, StateResource} from './state.ts';
import type {SynthesisedStack} from './synth.ts';
import type {Transition} from './transitions.ts';

/** One thing of the cluster that goes from one state to another, or gets another id in its own. */
export interface Move {
  resource: StateResource;
  /** The stack whose state holds it now. */
  from: string;
  /** The stack that declares it; undefined where no document says any more that Terraform writes it. */
  to: string | undefined;
}

/** What a plan has to do to states before it compares them with what is declared. */
export interface PlannedMoves {
  moves: Move[];
  /** By stack. */
  transitions: Map<string, Transition[]>;
}

export interface MoveQuestion {
  stacks: readonly SynthesisedStack[];
  /** Of those stacks. */
  states: ReadonlyMap<string, StackState>;
  /** Addresses of what is declared, but no longer written by Terraform: an external user, one without a version. It is let go of. */
  released: ReadonlySet<string>;
}

/**
 * What is declared in another stack than the one whose state holds it, or under another id, is moved: it is never
 * destroyed and created anew. Pure.
 *
 * A resource of a state is known by what it is on the cluster. Where it is declared
 * - in its own stack, under another id: a rename (`moved`), as after an upgrade of Weir that writes ids otherwise;
 * - in another stack: that one takes it in, unless it has it already, and this one lets go of it. Quotas have no
 *   importer, and an ACL whose texts the importer would split has none either: their new stack writes them again, which
 *   changes nothing, because the brokers take an equal ACL or quota as the one that is there;
 * - nowhere: it stays for the plan to destroy, unless it was released.
 */
export function findMoves({stacks, states, released}: MoveQuestion): PlannedMoves {
  const stackOf = new Map(stacks.flatMap(({name, addresses}) => [...addresses].map(address => [address, name] as const)));
  const held = new Map([...states].map(([stack, {resources}]) => [stack, new Set(resources.map(({address}) => address))]));
  const found: PlannedMoves = {moves: [], transitions: new Map()};
  const add = (stack: string, transition: Transition): void => {
    const known = found.transitions.get(stack);
    if (known === undefined) found.transitions.set(stack, [transition]);
    else known.push(transition);
  };
  const addressesOf = new Map(stacks.map(({name, addresses}) => [name, addresses]));
  for (const [from, {resources}] of states) {
    for (const resource of resources) {
      if (addressesOf.get(from)?.has(resource.address) === true) continue;
      const address = addressOf(resource.kind, resource.attributes);
      const to = stackOf.get(address);
      if (to === undefined && !released.has(address)) continue;
      found.moves.push({resource, from, to});
      const isHeldThere = to !== undefined && held.get(to)?.has(address) === true;
      if (to === from && !isHeldThere) {
        add(from, {do: 'rename', from: resource.address, to: address});
        held.get(from)?.add(address);
        continue;
      }
      add(from, {do: 'forget', address: resource.address});
      if (to === undefined || isHeldThere) continue;
      const id = importId(resource.kind, resource.attributes);
      if (id !== undefined) add(to, {do: 'import', address, id});
      held.get(to)?.add(address);
    }
  }
  return found;
}

/** Takes the imports out of what is not on the cluster any more: the engines refuse to import what is not there. */
export function withoutMissing(planned: PlannedMoves, exists: (resource: StateResource) => boolean): PlannedMoves {
  const gone = new Set(
    planned.moves.filter(({resource}) => !exists(resource)).map(({resource}) => addressOf(resource.kind, resource.attributes)),
  );
  const transitions = [...planned.transitions].map(([stack, own]): [string, Transition[]] => [
    stack,
    own.filter(one => one.do !== 'import' || !gone.has(one.address)),
  ]);
  return {moves: planned.moves, transitions: new Map(transitions)};
}
