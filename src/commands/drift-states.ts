import type {Fact} from '../cluster/facts.ts';
import {messageOf, WeirError} from '../findings/error.ts';
import {stackIdsOf, stackIdsWithState, stackName} from '../terraform/stack-id.ts';
import {readDirectly, type StackState} from '../terraform/state.ts';
import {type Holdings, holdingsOf} from '../verify/drift/holdings.ts';
import type {ClusterModel} from './choose-cluster.ts';
import type {CommandContext} from './command.ts';

/**
 * What the states of a cluster's stacks hold. Local ones are read as the files that they are; for others the engine is asked,
 * and only then loaded. What cannot be read is unknown, and does not end the run: declared and live are compared all the same.
 */
export async function readHoldings(context: CommandContext, model: ClusterModel): Promise<Fact<Holdings> | 'never applied'> {
  try {
    const states = await statesOf(context, model);
    const applied = states.filter(({exists}) => exists);
    return applied.length === 0 ? 'never applied' : {known: holdingsOf(applied, {isComplete: true})};
  } catch (thrown) {
    context.signal.throwIfAborted();
    if (!(thrown instanceof WeirError)) throw thrown;
    return {unknown: `the states could not be read: ${messageOf(thrown)}`};
  }
}

async function statesOf(context: CommandContext, model: ClusterModel): Promise<StackState[]> {
  const {cwd} = context;
  const ids = [...stackIdsOf(model), ...stackIdsWithState(cwd, model.cluster)];
  const direct = [...new Map(ids.map(id => [stackName(id), id])).values()].map(id => readDirectly(model, id, cwd));
  const read = direct.filter(state => state !== undefined);
  if (read.length === direct.length) return read;
  const {preparePlanning, prepareStates} = await import('./planning.ts');
  const prepared = await preparePlanning(context, model, 'domain');
  return [...(await prepareStates(context, prepared)).values()];
}
