import {mkdirSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import path from 'node:path';
import {withAdmin} from '../cluster/admin.ts';
import type {Connection} from '../cluster/connection.ts';
import {readLayout} from '../cluster/topics.ts';
import type {Finding} from '../findings/finding.ts';
import {openTarget, passesThrough, passThroughConnection} from '../sandbox/target.ts';
import {assertSameCluster} from '../terraform/cluster-pin.ts';
import {Engine} from '../terraform/engine.ts';
import type {PlannedMoves} from '../terraform/moves.ts';
import {initStacks, planStacks, type StackPlan} from '../terraform/plan.ts';
import type {PlannedChange} from '../terraform/plan-change.ts';
import {readStates, type StackState} from '../terraform/state.ts';
import {recoverStates} from '../terraform/state-recovery.ts';
import {type SynthesisedStack, synthesise} from '../terraform/synth.ts';
import {writeTransitions} from '../terraform/transitions.ts';
import {isWeir} from '../terraform/unwatched-applies.ts';
import type {ClusterModel} from './choose-cluster.ts';
import type {CommandContext} from './command.ts';
import type {JudgedSpecs} from './judged-specs.ts';
import {loadStack} from './load-stack.ts';
import {planFactsOf} from './plan-facts.ts';
import {movesOf, withMoves} from './plan-moves.ts';
import {judgeRisks} from './plan-risks.ts';
import {stackProgress} from './stack-progress.ts';
import {settleUnwatched} from './unwatched.ts';

/** Everything that a plan or an apply stands on. */
export interface Preparation {
  engine: Engine;
  model: ClusterModel;
  connection: Connection;
  /** As the brokers report it; undefined where Weir's own clients cannot authenticate, and nothing could be asked. */
  clusterId: string | undefined;
  stacks: SynthesisedStack[];
}

/** Opens the engine, synthesises the stacks of one cluster and makes sure that the right cluster answers. */
export async function preparePlanning(context: CommandContext, model: ClusterModel, stackId: string): Promise<Preparation> {
  const {cwd, env, signal} = context;
  const {connection, clusterId} = await reach(context, model);
  const engine = await context.progress.run('engine and provider', note =>
    Engine.open({root: cwd, env, signal, keepsCredentials: passesThrough(model.cluster), onProgress: note}),
  );
  await settleUnwatched(context, model.cluster.name);
  const definition = await loadStack(cwd, stackId);
  const stacks = synthesise({models: [model], definition, cwd, outdir: path.join(cwd, 'cdktf.out'), withAbandoned: true});
  return {engine, model, connection, clusterId, stacks};
}

/** The administrator's connection, to the cluster that is meant. */
async function reach(context: CommandContext, {cluster}: ClusterModel): Promise<Pick<Preparation, 'connection' | 'clusterId'>> {
  const {cwd, env, signal} = context;
  if (passesThrough(cluster)) {
    context.say(
      `the id of ${cluster.name} is not compared: only Terraform's provider can authenticate with ${cluster.spec.security?.sasl?.mechanism}`,
    );
    return {connection: await passThroughConnection(cluster, {cwd, env}), clusterId: undefined};
  }
  const connection = await openTarget(cluster, {cwd, env}).admin();
  const {clusterId} = await context.progress.run(`reach ${cluster.name}`, () =>
    withAdmin(connection, admin => readLayout(admin, []), {signal}),
  );
  assertSameCluster(cluster, clusterId, cwd);
  return {connection, clusterId};
}

export interface Planned {
  plans: StackPlan[];
  /** Stacks that have no change, and of which the engine was not asked. */
  settled?: readonly SynthesisedStack[];
  /** Of all plans; the halves of a move know each other's stack. */
  changes: PlannedChange[];
  risks: Finding[];
}

/**
 * Plans every stack and judges the changes by the rules about plans; what is waived of that says so. `fast` leaves out
 * what is proved to have no change.
 */
export async function plan(
  context: CommandContext,
  prepared: Preparation,
  judged: JudgedSpecs,
  directory: string,
  {fast = false}: {fast?: boolean} = {},
): Promise<Planned> {
  if (fast) return (await import('./fast-planning.ts')).planFast(context, prepared, judged, directory);
  const moves = await settleMoves(context, prepared);
  return planPrepared(context, prepared, judged, {directory, moves});
}

/**
 * As {@link plan}, for stacks whose folders are prepared and whose transitions are written. With `targets`, addresses by
 * stack, nothing else of those stacks is planned.
 */
export async function planPrepared(
  context: CommandContext,
  prepared: Preparation,
  judged: JudgedSpecs,
  {directory, moves, targets}: {directory: string; moves?: PlannedMoves; targets?: ReadonlyMap<string, readonly string[]>},
): Promise<Planned> {
  const {engine, model, connection, stacks} = prepared;
  const planned = await context.progress.run(`plan ${stacks.length} stacks with ${engine.kind} ${engine.version}`, note =>
    planStacks({
      engine,
      model,
      stacks,
      directory,
      connection,
      signal: context.signal,
      ...(targets === undefined ? {} : {targets}),
      onProgress: stackProgress(note, stacks.length),
    }),
  );
  const plans = planned.map(one => {
    const changes = moves === undefined ? one.changes : withMoves(one.changes, moves);
    return {...one, changes, after: [...new Set(changes.flatMap(({movedTo}) => movedTo ?? []))]};
  });
  const changes = plans.flatMap(one => one.changes);
  const facts = await planFactsOf(context, prepared, changes);
  return {plans, changes, risks: judgeRisks(model, plans, facts, judged)};
}

/** Finds what goes from one state to another, and writes that beside the stacks, so that their plans do it. */
async function settleMoves(context: CommandContext, prepared: Preparation): Promise<PlannedMoves> {
  const states = await prepareStates(context, prepared);
  const moves = await movesOf(context, prepared, states);
  for (const {name, directory} of prepared.stacks) writeTransitions(directory, moves.transitions.get(name) ?? []);
  return moves;
}

/** Prepares the stacks' folders for the engine: a saved plan may have been made on another machine. */
export async function prepareFolders(context: CommandContext, prepared: Preparation): Promise<void> {
  const sources = {...prepared, cwd: context.cwd, signal: context.signal};
  await context.progress.run('prepare the stacks', async note => {
    await initStacks({...sources, onProgress: stackProgress(note, sources.stacks.length)});
    await recoverStates({...sources, say: context.say});
  });
}

/** Prepares the stacks' folders for the engine and reads their states. */
export async function prepareStates(context: CommandContext, prepared: Preparation): Promise<Map<string, StackState>> {
  const {engine, model, connection, stacks} = prepared;
  const sources = {engine, model, connection, stacks, cwd: context.cwd, signal: context.signal};
  return await context.progress.run('read the states', async note => {
    await initStacks({...sources, onProgress: stackProgress(note, sources.stacks.length)});
    await recoverStates({...sources, say: context.say});
    return await readStates(sources);
  });
}

/** Runs `work` with a private folder for plans that nobody keeps; every run has its own. */
export async function withScratchFolder<T>(cwd: string, work: (folder: string) => Promise<T>): Promise<T> {
  const parent = path.join(cwd, '.weir', 'plans');
  mkdirSync(parent, {recursive: true, mode: 0o700});
  sweepScratch(parent);
  const folder = mkdtempSync(path.join(parent, `run-${process.pid}-`));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

/** Folders of runs that were killed; an engine of theirs that is still planning has no use for its plan. */
function sweepScratch(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = /^run-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isWeir(Number(pid))) rmSync(path.join(parent, name), {recursive: true, force: true});
  }
}
