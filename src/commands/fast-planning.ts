import {withAdmin} from '../cluster/admin.ts';
import {type LiveFacts, readFacts} from '../cluster/facts.ts';
import {inParallel} from '../in-parallel.ts';
import {initStacks} from '../terraform/plan.ts';
import {findShortcuts, type Shortcuts} from '../terraform/shortcuts.ts';
import {excerpt} from '../terraform/stack-blocks.ts';
import {readDirectly, readStates, type StackState} from '../terraform/state.ts';
import type {SynthesisedStack} from '../terraform/synth.ts';
import {writeTransitions} from '../terraform/transitions.ts';
import type {CommandContext} from './command.ts';
import type {JudgedSpecs} from './judged-specs.ts';
import {movesOf} from './plan-moves.ts';
import {type Planned, type Preparation, plan, planPrepared} from './planning.ts';

/**
 * The plan that {@link plan} makes, sooner: the brokers are read once, in a few requests, and the engine refreshes and
 * plans only what is not proved to have no change (docs/decisions/0015). Where Weir cannot read the brokers, it is that plan.
 */
export async function planFast(context: CommandContext, prepared: Preparation, judged: JudgedSpecs, directory: string): Promise<Planned> {
  const {stacks, model, connection, clusterId} = prepared;
  if (clusterId === undefined) {
    context.say(`every stack is planned whole: only Terraform's provider can read ${model.cluster.name}`);
    return plan(context, prepared, judged, directory);
  }
  const [facts, {states, initialised}] = await context.progress.run(`read ${model.cluster.name} and its states`, () =>
    Promise.all([
      withAdmin(connection, admin => readFacts(admin, {brokerConfigs: true, controller: false}), {signal: context.signal}),
      statesOf(context, prepared),
    ]),
  );
  const moves = await movesOf(context, prepared, states, facts);
  const {transitions} = moves;
  for (const {name, directory: folder} of stacks) writeTransitions(folder, transitions.get(name) ?? []);
  const shortcuts = findShortcuts({cluster: model.cluster, stacks, states, transitions, facts});
  tell(context, shortcuts, facts);
  const {targets, whole} = shortcuts;
  const open = stacks.flatMap(stack => {
    if (whole.has(stack.name)) return [stack];
    const addresses = targets.get(stack.name);
    return addresses === undefined ? [] : [excerpt(stack, addresses)];
  });
  await initStacks({...prepared, stacks: open.filter(stack => !initialised.has(stack)), signal: context.signal});
  const planned = await planPrepared(context, {...prepared, stacks: open}, judged, {directory, moves, targets});
  return {...planned, settled: shortcuts.settled};
}

/** The states, of which the engine is asked for those alone that only it can read. */
async function statesOf(
  context: CommandContext,
  prepared: Preparation,
): Promise<{states: Map<string, StackState>; initialised: ReadonlySet<SynthesisedStack>}> {
  const {cwd, signal} = context;
  const read = await inParallel(prepared.stacks, 4, async stack => ({stack, state: readDirectly(prepared.model, stack, cwd)}));
  const asked = read.flatMap(({stack, state}) => (state === undefined ? [stack] : []));
  await initStacks({...prepared, stacks: asked, signal});
  const states = await readStates({...prepared, stacks: asked, cwd, signal});
  for (const {stack, state} of read) if (state !== undefined) states.set(stack.name, state);
  return {states, initialised: new Set(asked)};
}

/** Says what was left out, and why something was not. */
function tell(context: CommandContext, {settled, targets, whole}: Shortcuts, facts: LiveFacts): void {
  for (const fact of [facts.topics, facts.acls, facts.quotas, facts.scramUsers, facts.brokerConfigs])
    if (fact !== undefined && 'unknown' in fact) context.complain(`planned as without --fast: ${fact.unknown}`);
  for (const [stack, reason] of whole) context.say(`${stack} is planned whole: ${reason}`);
  const resources = [...targets.values()].reduce((sum, addresses) => sum + addresses.length, 0);
  context.say(
    `fast: ${settled.length} ${settled.length === 1 ? 'stack is' : 'stacks are'} settled; of ${targets.size} the engine plans ${resources} ${resources === 1 ? 'resource' : 'resources'}`,
  );
}
