import {mkdirSync, rmSync} from 'node:fs';
import path from 'node:path';
import {withAdmin} from '../cluster/admin.ts';
import type {Connection} from '../cluster/connection.ts';
import {readLayout} from '../cluster/topics.ts';
import type {Finding} from '../findings/finding.ts';
import {judgePlan} from '../policy/engine.ts';
import {openTarget} from '../sandbox/target.ts';
import {assertSameCluster} from '../terraform/cluster-pin.ts';
import {Engine} from '../terraform/engine.ts';
import {planStacks, type StackPlan} from '../terraform/plan.ts';
import type {PlannedChange} from '../terraform/plan-change.ts';
import {type SynthesisedStack, synthesise} from '../terraform/synth.ts';
import type {ClusterModel} from './choose-cluster.ts';
import type {CommandContext} from './command.ts';
import type {Policies} from './judged-specs.ts';
import {loadStack} from './load-stack.ts';

/** Everything that a plan or an apply stands on. */
export interface Preparation {
  engine: Engine;
  model: ClusterModel;
  connection: Connection;
  /** As the brokers report it. */
  clusterId: string;
  stacks: SynthesisedStack[];
}

/** Opens the engine, synthesises the stacks of one cluster and makes sure that the right cluster answers. */
export async function preparePlanning(context: CommandContext, model: ClusterModel, stackId: string): Promise<Preparation> {
  const {cwd, env, signal} = context;
  const connection = await openTarget(model.cluster, {cwd, env}).admin();
  const layout = await context.progress.run(`reach ${model.cluster.name}`, () =>
    withAdmin(connection, admin => readLayout(admin, []), {signal}),
  );
  assertSameCluster(model.cluster, layout.clusterId, cwd);
  const engine = await context.progress.run('engine and provider', note => Engine.open({root: cwd, env, signal, onProgress: note}));
  const definition = await loadStack(cwd, stackId);
  const stacks = synthesise({models: [model], definition, cwd, outdir: path.join(cwd, 'cdktf.out'), withAbandoned: true});
  return {engine, model, connection, clusterId: layout.clusterId, stacks};
}

export interface Planned {
  plans: StackPlan[];
  changes: PlannedChange[];
  risks: Finding[];
}

/** Plans every stack and judges the changes by the rules about plans. */
export async function plan(context: CommandContext, prepared: Preparation, policies: Policies, directory: string): Promise<Planned> {
  const {engine, model, connection, stacks} = prepared;
  const plans = await context.progress.run(`plan ${stacks.length} stacks with ${engine.kind} ${engine.version}`, note =>
    planStacks({
      engine,
      model,
      stacks,
      directory,
      connection,
      signal: context.signal,
      onProgress: (stack, text) => note(`${stack}: ${text}`),
    }),
  );
  const changes = plans.flatMap(one => one.changes);
  const risks = judgePlan({model, clusterDocument: model.cluster, changes, facts: {clusterDocument: model.cluster}}, policies);
  return {plans, changes, risks};
}

/** A fresh private folder for plans that nobody keeps. */
export function scratchPlanFolder(cwd: string, cluster: string): string {
  const folder = path.join(cwd, '.weir', 'plans', cluster);
  rmSync(folder, {recursive: true, force: true});
  mkdirSync(folder, {recursive: true, mode: 0o700});
  return folder;
}
