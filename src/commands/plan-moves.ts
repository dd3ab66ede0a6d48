import {withAdmin} from '../cluster/admin.ts';
import {type LiveFacts, readFacts} from '../cluster/facts.ts';
import {findMoves, type PlannedMoves, withoutMissing} from '../terraform/moves.ts';
import {onCluster} from '../terraform/on-cluster.ts';
import type {PlannedChange} from '../terraform/plan-change.ts';
import {addressOf} from '../terraform/provider-attributes.ts';
import {userAddress} from '../terraform/resource-ids.ts';
import type {StackState} from '../terraform/state.ts';
import type {CommandContext} from './command.ts';
import type {Preparation} from './planning.ts';

/** What goes from one state to another, or gets another id in its own, before the plan compares. Reads the cluster where it must, unless `live` is given. */
export async function movesOf(
  context: CommandContext,
  prepared: Preparation,
  states: ReadonlyMap<string, StackState>,
  live?: LiveFacts,
): Promise<PlannedMoves> {
  const {model, stacks, connection, clusterId} = prepared;
  // Who is declared but not written keeps the credential that is there; who has a certificate now needs none.
  const unwritten = model.users.filter(
    ({spec}) => spec.external === true || (spec.scram !== undefined && spec.scram.version === undefined),
  );
  const planned = findMoves({stacks, states, released: new Set(unwritten.map(({name}) => userAddress(name)))});
  const imports = [...planned.transitions.values()].flat().some(one => one.do === 'import');
  // Where Weir's own clients cannot authenticate, what the state holds is taken to be there; the engine says so if it is not.
  if (!imports || clusterId === undefined) return planned;
  const read = () => withAdmin(connection, admin => readFacts(admin), {signal: context.signal});
  const facts = live ?? (await context.progress.run(`read ${model.cluster.name}`, read));
  const isThere = onCluster(facts);
  return withoutMissing(planned, ({kind, attributes}) => isThere(kind, attributes) !== false);
}

/** Says of changes that are halves of a move where the other half is. */
export function withMoves(changes: readonly PlannedChange[], {moves}: PlannedMoves): PlannedChange[] {
  if (moves.length === 0) return [...changes];
  const left = new Map(moves.map(move => [`${move.from}\0${move.resource.address}`, move]));
  const taken = new Map(moves.map(move => [`${move.to}\0${addressOf(move.resource.kind, move.resource.attributes)}`, move]));
  return changes.map(change => {
    const key = `${change.stack}\0${change.address}`;
    const to = change.action === 'forget' ? left.get(key)?.to : undefined;
    const from = change.action === 'forget' ? undefined : taken.get(key)?.from;
    return {
      ...change,
      ...(to === undefined || to === change.stack ? {} : {movedTo: to}),
      ...(from === undefined || from === change.stack ? {} : {movedFrom: from}),
    };
  });
}
